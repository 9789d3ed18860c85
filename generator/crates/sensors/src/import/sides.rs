//! Whose address is counted and at which port, and that a collector's wrapping changes nothing.

use super::machine::{Log, Machine};
use super::*;
use crate::port::Port;
use crate::read::LogFormat;
use crate::tally::{Cell, CellKey, Tally};

fn machine(written: &str) -> Machine {
    let codes = serde_yaml::from_str(include_str!("../../../../../content/data/rsit.yaml"));
    let written = serde_yaml::from_str(written).expect("it is YAML");
    let (rules, _) = Rules::new(written, &codes.expect("it is YAML"));
    Machine { rules, ..Machine::default() }
}

const MEANING: &str = "eve:\n  Trojan: malicious-code/infected-system\n  Attack: intrusion-attempts/exploit\n  \
                       2019: information-gathering/scanner\n  Named: information-gathering/scanner\n";

fn log(format: LogFormat, lines: impl IntoIterator<Item = String>) -> Log {
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    Log {
        name: "log".into(),
        format,
        report: "",
        state: LogState::Growing,
        bytes: text.into_bytes(),
    }
}

fn counted(log: &Log) -> Tally {
    let mut machine = machine(MEANING);
    let found = machine.import(log, BATCH);
    assert_eq!((found.wrong, &found.first_wrong[..]), (0, &[][..]));
    machine.tally()
}

/// The word, the port and about how many sources of each cell.
fn cells(tally: &Tally) -> Vec<(&str, Option<Port>, u64)> {
    let cell =
        |(key, cell): (&'static CellKey, &'static Cell)| (&*key.word.text, key.port, cell.count());
    let leaked: &'static Tally = Box::leak(Box::new(tally.clone()));
    leaked.cells.iter().map(cell).collect()
}

fn alert(from: (&str, u16), to: (&str, u16), word: &str, more: &str) -> String {
    let ((from, from_port), (to, to_port)) = (from, to);
    format!(
        r#"{{"timestamp":"2026-02-01T00:00:00.1+0000","event_type":"alert","src_ip":"{from}","src_port":{from_port},"dest_ip":"{to}","dest_port":{to_port},"proto":"TCP","alert":{{"signature_id":7,"signature":"A name","category":"{word}"{more}}}}}"#
    )
}

/// 20,000 answers of 20 servers to 200 infected hosts.
#[test]
fn answers_are_counted_as_the_infected_hosts_at_the_service() {
    for flow in [true, false] {
        let line = |n: usize| {
            let (server, host) = (format!("198.51.100.{}", n % 20), format!("192.0.2.{}", n % 200));
            let port = 32_768 + (n * 7 % 28_000) as u16;
            let line = alert((&server, 443), (&host, port), "Trojan", "");
            let more = format!(
                r#","direction":"to_client","flow":{{"src_ip":"{host}","dest_ip":"{server}","src_port":{port},"dest_port":443}}}}"#
            );
            if flow { line[..line.len() - 1].to_owned() + &more } else { line }
        };
        let tally = counted(&log(LogFormat::Eve, (0..20_000).map(line)));
        let found = cells(&tally);
        assert_eq!(found.len(), 1, "one row");
        assert_eq!((found[0].0, found[0].1), ("Trojan", Some(Port::Number(443))));
        assert!((190..=210).contains(&found[0].2), "{found:?}");
        assert_eq!(tally.events(), 20_000);
    }
}

#[test]
fn a_scan_of_all_ports_is_few_rows() {
    let line = |port: u16| alert(("192.0.2.1", 40_000), ("198.51.100.1", port), "Attack", "");
    let tally = counted(&log(LogFormat::Eve, (0..=u16::MAX).map(line)));
    assert_eq!(tally.events(), 65_536);
    assert!(tally.cells.len() < 1_200, "{}", tally.cells.len());
    let other = tally.cells.iter().find(|(key, _)| key.port == Some(Port::Other));
    assert!(other.expect("most of them").1.events > 64_000);
}

/// A server that attacks its visitors: who is counted follows from the class.
#[test]
fn of_infected_hosts_the_victim_is_counted_and_else_the_attacker() {
    let lines = |word: &'static str| {
        let target = r#","source":{"ip":"198.51.100.1"},"target":{"ip":"192.0.2.1"}"#;
        let line = move |n: usize| {
            let host = format!("192.0.2.{n}");
            let target = target.replace("192.0.2.1", &host);
            alert(("198.51.100.1", 443), (&host, 50_123), word, &target)
        };
        log(LogFormat::Eve, (1..=100).map(line))
    };
    let of = |word| cells(&counted(&lines(word)))[0].2;
    assert!((95..=105).contains(&of("Trojan")));
    assert_eq!(of("Attack"), 1);
    assert_eq!(of("Unruled"), 1);
}

#[test]
fn a_rule_of_a_signature_makes_it_a_word_of_its_own() {
    let by = |id: &str, name: &str, word: &str| {
        let line = alert(("192.0.2.1", 50_123), ("198.51.100.1", 22), word, "");
        let line = line.replace(":7,", &format!(":{id},")).replace("A name", name);
        cells(&counted(&log(LogFormat::Eve, [line])))[0].0.to_owned()
    };
    assert_eq!(by("7", "A name", "Attack"), "Attack");
    assert_eq!(by("2019", "A name", "Attack"), "2019 // Attack");
    assert_eq!(by("\"2019\"", "A name", "Attack"), "2019 // Attack");
    assert_eq!(by("8", "Named", "Attack"), "Named // Attack");
    assert_eq!(by("8", "Named", ""), "Named");
    // What is in no category has a name.
    assert_eq!(by("7", "A name", ""), "A name");
}

/// Wraps a line, given as it is and as a text of JSON.
type Wrap = fn(&str, &str) -> String;

/// The same events in every wrapping: the same tally.
#[test]
fn a_wrapping_changes_no_tally() {
    let lines: Vec<String> = (0..60)
        .map(|n| {
            let host = format!("192.0.2.{n}");
            match n % 3 {
                0 => alert((&host, 50_123), ("2001:db8::1", 443), "Attack", ""),
                1 => alert(("2001:db8::1", 443), (&host, 50_123), "Trojan", ""),
                _ => r#"{"timestamp":"2026-02-01T00:00:00Z","event_type":"flow"}"#.to_owned(),
            }
        })
        .collect();
    let plain = log(LogFormat::Eve, lines.clone());
    let expect = counted(&plain);
    assert_eq!(expect.events(), 40);
    let text = |line: &str| serde_json::to_string(line).expect("it is a text");
    let wrappings: [(&str, Wrap); 6] = [
        ("Elastic", |line, _| format!(r#"{{"_index":"i","_source":{line}}}"#)),
        ("Wazuh", |line, _| {
            format!(r#"{{"rule":{{"level":3}},"agent":{{"id":"1"}},"data":{line}}}"#)
        }),
        ("Wazuh in Elastic", |line, _| {
            format!(r#"{{"_source":{{"agent":{{"id":"1"}},"data":{line}}}}}"#)
        }),
        ("message", |_, text| {
            format!(r#"{{"@timestamp":"2026-02-09T00:00:00Z","message":{text}}}"#)
        }),
        ("original", |_, text| format!(r#"{{"event":{{"original":{text}}}}}"#)),
        ("strings", |line, _| {
            let line = line.replace("50123", "\"50123\"").replace("443", "\"443\"");
            format!(r#"{{"data":{}}}"#, line.replace(":7,", ":\"7\","))
        }),
    ];
    for (what, wrap) in wrappings {
        let wrapped = log(LogFormat::Eve, lines.iter().map(|line| wrap(line, &text(line))));
        assert_eq!(counted(&wrapped), expect, "{what}");
        // What stands inside is the line: who has it twice has counted it once.
        if what != "strings" {
            let mut machine = machine(MEANING);
            machine.import(&plain, BATCH);
            assert_eq!(machine.import(&wrapped, 7).new_events(), 0, "{what}");
        }
    }
}
