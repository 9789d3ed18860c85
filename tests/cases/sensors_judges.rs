//! Others count the same: DuckDB groups a log by itself, IntelMQ's own library makes events and
//! writes them in every form that its outputs have. Suricata's own program would be a third judge,
//! where the system's packages have it.

use crate::sensors::{TALLIES, cells, import_text, site};
use certsite_tests::sensors::Eve;
use certsite_tests::{Site, project};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// What a script of the tests prints.
fn python(script: &str, args: &[&str]) -> String {
    let mut command = Command::new(project().join(".venv/bin/python"));
    let output = command.arg(project().join("tests").join(script)).args(args).output();
    let output = output.expect("python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

/// Events and sources by day, word, family, protocol and port.
type Groups = BTreeMap<String, (u64, u64)>;

fn groups(site: &Site) -> Groups {
    let mut groups = Groups::new();
    let files = site.tree(TALLIES).into_iter().filter(|(path, _)| path.ends_with(".csv"));
    for (_, bytes) in files {
        let text = String::from_utf8(bytes).expect("it is text");
        for row in text.lines().filter(|row| row.starts_with("20")) {
            let row: Vec<&str> = row.split(',').collect();
            let [day, "eve", word, family, protocol, port, _, events, sources, _] = row[..] else {
                panic!("{row:?}");
            };
            let key = [day, word, family, protocol, port].join(",");
            let number = |text: &str| text.parse::<u64>().expect("a number");
            assert!(groups.insert(key, (number(events), number(sources))).is_none());
        }
    }
    groups
}

/// A log of which every third alert was made by the answer.
fn with_answers(text: &str) -> String {
    let turn = |(n, line): (usize, &str)| {
        let mut event: Value = serde_json::from_str(line).expect("it is JSON");
        if n % 3 == 0 && event["event_type"] == "alert" {
            let at = |key: &str| event[key].clone();
            let (src, src_port, dest, dest_port) =
                (at("src_ip"), at("src_port"), at("dest_ip"), at("dest_port"));
            event["flow"]["src_ip"] = src.clone();
            event["flow"]["src_port"] = src_port.clone();
            event["flow"]["dest_ip"] = dest.clone();
            event["flow"]["dest_port"] = dest_port.clone();
            (event["src_ip"], event["src_port"]) = (dest, dest_port);
            (event["dest_ip"], event["dest_port"]) = (src, src_port);
            event["direction"] = "to_client".into();
        }
        event.to_string() + "\n"
    };
    text.lines().enumerate().map(turn).collect()
}

#[test]
fn duckdb_counts_the_same() {
    let site = site();
    let log = with_answers(&Eve::new(41).lines(60_000));
    import_text(&site, &log, &[]).ok().says("45000 new events counted");
    let own = groups(&site);
    let judged = python("duckdb_cells.py", &[&site.path("log.json").to_string_lossy()]);
    let row = |line: &str| {
        let parts: Vec<&str> = line.rsplitn(3, ',').collect();
        let [sources, events, key] = parts[..] else { panic!("{line}") };
        let number = |text: &str| text.parse::<u64>().expect("a number");
        (key.to_owned(), (number(events), number(sources)))
    };
    let judged: Groups = judged.lines().map(row).collect();
    assert!(judged.len() > 50, "{}", judged.len());
    assert_eq!(own.keys().collect::<Vec<_>>(), judged.keys().collect::<Vec<_>>());
    for (key, (events, sources)) in &own {
        let (all, exact) = judged[key];
        assert_eq!(*events, all, "{key}");
        // Estimated, with a standard error of 1.6 per cent: five of them.
        let most = exact.div_ceil(12).max(3);
        assert!(sources.abs_diff(exact) <= most, "{key}: {sources} for {exact}");
    }
}

#[test]
fn events_of_intelmqs_own_library_are_the_same_in_every_form() {
    let forms = python("intelmq_events.py", &[]);
    let forms: BTreeMap<String, String> = serde_json::from_str(&forms).expect("it is JSON");
    assert_eq!(forms.len(), 5);
    let mut expect = None;
    for (form, text) in forms {
        let site = site();
        let run = import_text(&site, &text, &[]).ok();
        let run =
            run.says("44 new events counted, 0 other lines passed over, 0 wrong lines left out");
        assert!(!run.stderr.contains("no rule"), "{form}: {}", run.stderr);
        let found = cells(&site);
        assert_eq!(found.values().sum::<u64>(), 44, "{form}");
        let infected = found.keys().find(|key| key.contains(",infected-system,"));
        assert!(infected.is_some_and(|key| key.contains(",mirai,tcp,")), "{form}: {infected:?}");
        assert_eq!(*expect.get_or_insert_with(|| found.clone()), found, "{form}");
    }
}
