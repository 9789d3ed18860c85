//! What was counted of sensors' logs: tried, listed, taken back, reclassified, held against files
//! that somebody changed and against those of older versions.

use crate::sensors::{KEY, TALLIES, cells, gzip, import, import_text, site, summary};
use certsite_tests::sensors::Eve;
use certsite_tests::{Run, project};
use serde_json::Value;
use std::collections::BTreeMap;

#[test]
fn days_long_over_are_asked_for() {
    let site = site();
    let text = Eve::new(41).lines(400).replace("2026-02-01", "2018-03-05");
    site.write("replay.json", &text);
    let path = site.path("replay.json").to_string_lossy().into_owned();
    let run = |more: &[&str]| site.certsite(&[&["sensors", "import", &path], more].concat());
    let refused = run(&[]).exits(1);
    let refused = refused.says("300 events of 2018-03-05, older than").says("say --allow-old");
    refused.says("replay.json:1: its time is of 2018-03-05").says("and 295 more");
    run(&["--skip-old"]).ok().says("0 new events counted").says("300 events from before");
    assert!(site.tree(TALLIES).is_empty(), "{:?}", site.tree(TALLIES).keys());
    run(&["--dry-run"]).exits(1).says("300 new events would be counted").says("--allow-old");
    run(&["--allow-old"]).ok().says("300 new events counted");
    // What was decided once is not asked again.
    run(&[]).ok().says("0 new events counted");
}

#[test]
fn an_import_can_be_tried_listed_and_taken_back() {
    let site = site();
    let (one, two) = (Eve::new(51).lines(400), Eve::new(52).lines(800));
    site.write("one.json", &one);
    site.write("two.json", one.clone() + two.as_str());
    let path = |name: &str| site.path(name).to_string_lossy().into_owned();
    // Nothing is made by trying, not even a key.
    std::fs::remove_file(site.path("var/sensors.key")).expect("it is there");
    let all = site.tree("");
    let tried = import(&site, &["--dry-run", &path("one.json")]).ok();
    tried.says("300 new events would be counted");
    assert_eq!(site.tree(""), all);
    site.write("var/sensors.key", KEY);
    import(&site, &[&path("one.json")]).ok();
    let before = site.tree(TALLIES);
    import(&site, &["--dry-run", &path("two.json")]).ok().says("600 new events would be counted");
    assert_eq!(site.tree(TALLIES), before);
    import(&site, &[&path("two.json")])
        .ok()
        .says("600 new events counted")
        .says("; 300 events counted before");
    let list = site.certsite(&["sensors", "list", "--format", "json"]).ok().stdout;
    let list: Value = serde_json::from_str(&list).expect("it is JSON");
    let events = |log: &str| {
        let found = list.as_array().expect("a list").iter().find(|import| import["log"] == log);
        found.expect(log)["events"].as_u64()
    };
    assert_eq!((events("one.json"), events("two.json")), (Some(300), Some(600)));
    site.certsite(&["sensors", "list"]).ok().says("one.json").says("2026-02-01");
    site.certsite(&["sensors", "undo", "three.json"]).exits(2).says("no import is called");
    site.certsite(&["sensors", "undo", &path("two.json")]).ok().says("600 events of two.json");
    assert_eq!(site.tree(TALLIES), before);
    // What was taken back can be counted again, also what another log had.
    import(&site, &[&path("two.json")]).ok().says("600 new events counted");
    site.certsite(&["sensors", "undo", "one.json"]).ok();
    import(&site, &[&path("two.json")]).ok().says("300 new events counted");
    // Now there are two imports of one log.
    let run = site.certsite(&["sensors", "undo", "two.json"]).exits(2);
    let run = run.says("there are 2 imports of “two.json”").says("two.json");
    let id = run.stdout.lines().nth(1).expect("a row")[..8].to_owned();
    site.certsite(&["sensors", "undo", &id]).ok();
    site.certsite(&["sensors", "remove", "suricata"]).exits(2).says("say --yes");
    site.certsite(&["sensors", "remove", "nobody", "--yes"]).exits(2).says("there are suricata");
    site.certsite(&["sensors", "remove", "suricata", "--yes"]).ok();
    assert!(site.tree(TALLIES).is_empty());
    site.certsite(&["sensors", "list"]).ok().says("Nothing was imported yet");
}

#[test]
fn a_rule_that_comes_later_says_what_was_counted_before() {
    let site = site();
    let event = |n: usize, kind: &str| {
        format!(
            "{{\"classification.type\":\"{kind}\",\"time.source\":\"2026-02-02T00:00:0{n}+00:00\",\
             \"source.ip\":\"198.18.0.{n}\"}}\n"
        )
    };
    let log: String =
        (0..6).map(|n| event(n, ["brute-force", "a-type-of-tomorrow"][n % 2])).collect();
    let run = import_text(&site, log, &[]).ok();
    run.says("6 new events counted").says("no rule for “a-type-of-tomorrow” (3 times)");
    let of = |class: &str| {
        let rows = summary(&site);
        let row = rows.as_array().expect("rows").iter().find(|row| row["class"] == class).cloned();
        row.map(|row| row["events"].as_u64())
    };
    assert_eq!((of("other"), of("information-content-security")), (Some(Some(3)), None));
    let before = site.tree(TALLIES);
    let rules = site.read("content/data/sensors.yaml");
    let new = "intelmq:\n  a-type-of-tomorrow: information-content-security/unauthorised-information-access\n";
    site.write("content/data/sensors.yaml", rules.replace("intelmq:\n", new));
    let after = (of("other"), of("information-content-security"));
    assert_eq!(after, (None, Some(Some(3))));
    assert_eq!(site.tree(TALLIES), before);
}

#[test]
fn tallies_of_older_versions_are_read() {
    let site = site();
    let old = project().join("tests/sites/sensors-old");
    for name in ["2026-02.csv", "imports.csv"] {
        let text = std::fs::read(old.join("suricata").join(name)).expect("it is there");
        site.write(&format!("{TALLIES}/suricata/{name}"), text);
    }
    let before = summary(&site);
    let events = (before[0]["events"].as_u64(), before[1]["events"].as_u64());
    assert_eq!(events, (Some(4), Some(2)), "{before}");
    let log = std::fs::read_to_string(old.join("log.json")).expect("it is there");
    import_text(&site, &log, &[]).ok().says("0 new events counted");
    import_text(&site, gzip(log.as_bytes()), &[]).ok().says("0 new events counted");
    import_text(&site, log.trim_end(), &["--closed"]).ok().says("0 new events counted");
    assert_eq!(summary(&site), before);
    // Of the same log, grown, only the rest is new.
    let more = log.clone() + Eve::new(61).lines(8).as_str();
    import_text(&site, &more, &[]).ok().says("6 new events counted");
    import_text(&site, &more, &[]).ok().says("0 new events counted");
    // A part of it cannot be recognised, and that is said.
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let run = import_text(&site, lines[1..].concat(), &[]).ok();
    run.says("of 2026-02-01 an older version has counted something, too");
    site.check(&[]).ok();
}

#[test]
fn a_tally_that_was_edited_to_nonsense_is_told_and_left_alone() {
    let site = site();
    import_text(&site, Eve::new(6).lines(40), &[]).ok();
    let name = site.tree(TALLIES).into_keys().find(|path| path.ends_with(".csv")).expect("one");
    let file = format!("{TALLIES}/{name}");
    let sound = site.read(&file);
    let row = sound.lines().find(|line| line.starts_with("20")).expect("a row");
    let cells: Vec<&str> = row.split(',').collect();
    let with = |n: usize, cell: &str| {
        let mut cells = cells.clone();
        cells[n] = cell;
        sound.replace(row, &cells.join(","))
    };
    for (text, said) in [
        (with(0, "2026-02-30"), "is not a day that exists"),
        (with(1, "nonsense"), "is no kind of log"),
        (with(5, "70000"), "is no port"),
        (with(3, "198.18.0.1"), "is no name"),
        (with(7, "-1"), "is no number of events"),
        (with(7, "1000"), "this is not what was written under this name"),
        (with(8, "?"), "is no number of sources"),
        (with(9, "!"), "is no sketch"),
        (sound.replace(row, &format!("{row}\n{row}")), "this cell stands twice"),
        (sound.replace("day,format", "format,day"), "this is no tally as it is written"),
        (String::new(), "this is no tally as it is written"),
    ] {
        site.write(&file, &text);
        let run = import_text(&site, Eve::new(8).lines(40), &[]).exits(1);
        run.says(said).says("nothing is added to them");
        assert_eq!(site.read(&file), text, "{said}");
        site.check(&["--format", "short"]).exits(1).says(said).says(&name);
    }
    // Another key would count the same sources twice.
    site.write(&file, &sound);
    site.write("other.key", KEY.replace('0', "1"));
    let key = site.path("other.key").to_string_lossy().into_owned();
    let run = import_text(&site, Eve::new(8).lines(40), &["--key-file", &key]);
    run.exits(1).says("were counted with another key");
    // Without the marks of its lines nothing can be added to its days.
    let marks = format!("{TALLIES}/suricata/.lines");
    std::fs::rename(site.path(&marks), site.path("elsewhere")).expect("it is moved");
    let run = import_text(&site, Eve::new(8).lines(40), &[]).exits(1);
    run.says("restore it from version control");
    site.check(&[]).ok();
}

#[test]
fn reports_of_shadowserver_go_by_their_names() {
    let site = site();
    let report = "\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\"\n\
                  \"2026-02-03 01:02:03\",\"198.18.1.1\",\"udp\",\"53\",\"AZ\"\n\
                  \"2026-02-03 01:02:04\",\"198.18.1.2\",\"udp\",\"53\",\"AZ\"\n";
    site.write("in/2026-02-03-scan_dns-network.csv", report);
    // Equal rows in a report of another name are other events.
    site.write("in/2026-02-03-scan_ntp-network.csv", report);
    let path = site.path("in").to_string_lossy().into_owned();
    let run = import(&site, &[&path]).ok();
    assert_eq!(run.stderr.matches("2 new events counted").count(), 2, "{}", run.stderr);
    let all = cells(&site);
    for report in ["scan_dns", "scan_ntp"] {
        let key = format!("shadowserver 2026-02-03,shadowserver,{report},,udp,53,AZ");
        assert_eq!(all[&key], 2, "{all:?}");
    }
    // A name that says nothing is asked for, and then it is the report that was counted already.
    site.write("download.csv", report);
    let path = site.path("download.csv").to_string_lossy().into_owned();
    import(&site, &[&path]).exits(1).says("which report is this?").says("--report");
    import(&site, &["--report", "scan_dns", &path]).ok().says("0 new events counted");
    site.write("scan_dnss.csv", report);
    let path = site.path("scan_dnss.csv").to_string_lossy().into_owned();
    import(&site, &[&path]).exits(1).says("Did you mean “scan_dns”?");
    import(&site, &["--report", "Scan DNS", &path]).exits(1).says("is no name of a report");
}

#[test]
fn an_older_ledger_with_nothing_in_it_stops_the_import() {
    let site = site();
    let text = Eve::new(3).lines(200);
    site.write(&format!("{TALLIES}/suricata/imports.csv"), "");
    let run = import_text(&site, &text, &[]).exits(1);
    assert!(run.stderr.contains("there is nothing in this ledger"), "{}", run.stderr);
    assert_eq!(cells(&site), BTreeMap::new());
}

/// Imports every hour make many files; of months that are long over one is enough.
#[test]
fn months_long_over_are_put_together() {
    let site = site();
    let text = Eve::new(71).lines(900);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.chunks(200).for_each(|lines| drop(import_text(&site, lines.concat(), &[]).ok()));
    let (before, all) = (summary(&site), cells(&site));
    site.certsite(&["sensors", "compact"]).ok().says("suricata: 5 files put together, 1 file");
    assert_eq!(site.tree(TALLIES).len(), 2);
    assert_eq!((summary(&site), cells(&site)), (before, all));
    site.check(&[]).ok();
    import_text(&site, &text, &[]).ok().says("0 new events counted");
    site.certsite(&["sensors", "list"]).ok().says("several logs");
    site.certsite(&["sensors", "compact"]).ok().says("suricata: 0 files put together");
}

#[test]
fn a_dry_run_of_several_logs_is_their_run() {
    let site = site();
    let text = Eve::new(31).lines(900);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    site.write("logs/eve.json", text.as_bytes());
    site.write("logs/eve.json.1", lines[..500].concat());
    site.write("logs/eve.json.2.gz", gzip(lines[300..700].concat().as_bytes()));
    site.write("logs/more.json", lines[100..400].concat() + Eve::new(32).lines(50).as_str());
    let path = |name: &str| site.path(name).to_string_lossy().into_owned();
    let (logs, one) = (path("logs"), path("logs/eve.json.1"));
    let judged = |run: Run| {
        let lines = run.stderr.lines().filter(|line| line.contains("new event"));
        lines.map(|line| line.replace("would be counted", "counted")).collect::<Vec<_>>()
    };
    for paths in [&[&*one, &one][..], &[&one, &logs, &one], &[&logs, &logs]] {
        let args = [&["--dry-run"], paths].concat();
        let tried = judged(import(&site, &args).ok());
        assert_eq!(tried.len(), judged(import(&site, &args).ok()).len(), "it left nothing");
        assert_eq!(tried, judged(import(&site, paths).ok()));
        site.certsite(&["sensors", "remove", "suricata", "--yes"]).ok();
    }
    // With another key it would be refused, or with none.
    import(&site, &[&one]).ok();
    site.write("var/sensors.key", "ff".repeat(16));
    for args in [&["--dry-run", &*one][..], &[&one], &[&one, &one]] {
        let told = import(&site, args).exits(1).stderr;
        let logs = args.iter().filter(|arg| !arg.starts_with("--")).count();
        assert_eq!(told.matches("another key").count(), logs, "one message a log: {told}");
    }
    std::fs::remove_file(site.path("var/sensors.key")).expect("it is there");
    let before = site.tree("");
    for args in [&["--dry-run", &*one][..], &[&one], &[&one, "--source", "other"]] {
        import(&site, args).exits(2).says("there is no key").says("suricata was counted");
        assert_eq!(site.tree(""), before, "no other key is made");
    }
    // Whoever has two keys is told what that costs.
    site.write("var/sensors.key", "ff".repeat(16));
    let said = "suricata was counted with another key";
    let told = import(&site, &[&one, &one, "--source", "other"]).ok().says("new events counted");
    assert_eq!(told.stderr.matches(said).count(), 1, "{}", told.stderr);
}

#[test]
fn lines_that_are_not_what_was_written_stop_the_import() {
    let site = site();
    let text = Eve::new(33).lines(100);
    import_text(&site, &text, &[]).ok();
    let lines = format!("{TALLIES}/suricata/.lines");
    for (name, mut bytes) in site.tree(&lines) {
        bytes[3] ^= 4;
        site.write(&format!("{lines}/{name}"), bytes);
    }
    let before = site.tree(TALLIES);
    let run = import_text(&site, &text, &[]).exits(1);
    run.says("is not there whole").says("restore it from version control");
    assert_eq!(site.tree(TALLIES), before);
}

#[test]
fn an_alert_is_one_however_its_word_is_spelt() {
    let plain = Eve::new(35).lines(100);
    let spelt = plain.replace("\"alert\"", r#""\u0061lert""#);
    for (first, then) in [(&plain, &spelt), (&spelt, &plain)] {
        let site = site();
        import_text(&site, first, &[]).ok().says("75 new events counted");
        import_text(&site, then, &[]).ok().says("0 new events counted");
    }
}

#[test]
fn a_log_under_two_names_is_told() {
    let site = site();
    let text = Eve::new(34).lines(100);
    import_text(&site, &text, &["--source", "north"]).ok();
    let said = "75 new events stand in a log that was counted as north, too";
    import_text(&site, &text, &["--source", "south", "--dry-run"]).ok().says(said);
    import_text(&site, &text, &["--source", "south"]).ok().says(said);
    // Other lines are nobody else's.
    let run = import_text(&site, Eve::new(35).lines(100), &["--source", "south"]).ok();
    assert!(!run.stderr.contains("north"), "{}", run.stderr);
}
