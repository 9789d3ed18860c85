//! Lines that are not as their sensors write them, and are events all the same.

use super::kinds::{self, KINDS};
use super::machine::{Log, Machine};
use super::*;
use crate::read::LogFormat;

/// Imports a log, and says how many events are new and how many lines are wrong.
fn counted(machine: &mut Machine, like: usize, bytes: &[u8]) -> (u64, u64) {
    let kind = &KINDS[like];
    let (name, bytes) = ("log".to_owned(), bytes.to_vec());
    let log =
        Log { name, format: kind.format, report: kind.report, state: LogState::Growing, bytes };
    let found = machine.import(&log, BATCH);
    (found.new_events(), found.wrong)
}

#[test]
fn a_letter_in_another_encoding_loses_no_event() {
    for (like, kind) in KINDS.iter().enumerate() {
        let text = format!("{}{}\n{}\n", kind.head, (kind.line)(0), (kind.line)(1));
        let letter = memchr::memmem::rfind(text.as_bytes(), "ə".as_bytes()).expect("one");
        let bytes = [&text.as_bytes()[..letter], b"\xe6", &text.as_bytes()[letter + 2..]].concat();
        let mut machine = Machine::default();
        assert_eq!(counted(&mut machine, like, &bytes), (2, 0), "{}", kind.format);
        assert_eq!(counted(&mut machine, like, &bytes), (0, 0), "{}", kind.format);
        // It is the line that it is, and no other.
        // An alert of CrowdSec is known by its number.
        let other = u64::from(kind.format != LogFormat::Crowdsec);
        assert_eq!(counted(&mut machine, like, text.as_bytes()), (other, 0), "{}", kind.format);
    }
}

/// The events of a kind of JSON, as lines.
fn events(kind: &kinds::LogKind) -> [String; 3] {
    [(kind.line)(0), (kind.line)(1), (kind.line)(2)]
}

/// The kinds of JSON, with their places.
fn json() -> impl Iterator<Item = (usize, &'static kinds::LogKind)> {
    KINDS.iter().enumerate().filter(|(_, kind)| kind.head.is_empty() && kind.format.is_json())
}

#[test]
fn a_log_in_another_encoding_is_known_and_counted_once() {
    for (like, kind) in KINDS.iter().enumerate() {
        let text = format!("{}{}\n", kind.head, events(kind).join("\n"));
        let bytes = text.replace('ə', "\u{1}").into_bytes();
        let bytes: Vec<u8> = bytes.into_iter().map(|b| if b == 1 { 0xe6 } else { b }).collect();
        let lines = || bytes.split(|byte| *byte == b'\n');
        assert_eq!(lines().find_map(LogFormat::of_line), Some(kind.format));
        let mut machine = Machine::default();
        assert_eq!(counted(&mut machine, like, &bytes), (3, 0), "{}", kind.format);
        assert_eq!(counted(&mut machine, like, &bytes), (0, 0), "{}", kind.format);
    }
}

#[test]
fn a_line_may_have_several_events() {
    for (like, kind) in json() {
        let [a, b, c] = events(kind);
        let plain = format!("{a}\n{b}\n{c}\n");
        for text in [
            format!("{a}\n[{b},{c}]\n"),
            format!("{a}\n[ {b} , {c} ]\r\n[]\n"),
            format!("{a}{b}\n{c}\n"),
            format!("{a} {b} {c}\n"),
            format!("{a},{b},\n{c},\n"),
            format!("{a}\n[{b}]\n{c}\n"),
        ] {
            let known = text.lines().find_map(|line| LogFormat::of_line(line.as_bytes()));
            assert_eq!(known, Some(kind.format), "{text}");
            let mut machine = Machine::default();
            assert_eq!(counted(&mut machine, like, text.as_bytes()), (3, 0), "{text}");
            assert_eq!(counted(&mut machine, like, text.as_bytes()), (0, 0), "{text}");
            assert_eq!(counted(&mut machine, like, plain.as_bytes()), (0, 0), "{text}");
        }
        // What is wrong of it is told by itself, and what is torn is not put together.
        let mut machine = Machine::default();
        let text = format!("{a}\n[{b},{{\"x\":1}}]\n{}{c}\n", &a[..a.len() - 9]);
        assert_eq!(counted(&mut machine, like, text.as_bytes()), (2, 2), "{text}");
    }
}

#[test]
fn a_number_that_no_program_holds_loses_no_event() {
    for (like, kind) in json() {
        let [a, ..] = events(kind);
        // Where nobody looks, and where somebody does.
        for key in ["flow_id", "id", "extra", "src_port", "dest_port"] {
            let is_there = a.contains(&format!("\"{key}\"")) || a.contains("_port\"");
            if is_there && key != "flow_id" {
                continue;
            }
            let start = a.find('{').expect("it is an object") + 1;
            let odd = format!("{}\"{key}\":1e400,{}", &a[..start], &a[start..]);
            let text = format!("{odd}\n");
            let mut machine = Machine::default();
            assert_eq!(counted(&mut machine, like, text.as_bytes()), (1, 0), "{text}");
            assert_eq!(counted(&mut machine, like, text.as_bytes()), (0, 0), "{text}");
        }
    }
    let port = eve_with("\"dest_port\":1e400");
    let time = eve_with("\"timestamp\":1e400").replacen("\"timestamp\":\"", "\"t\":\"", 1);
    assert_eq!(counted(&mut Machine::default(), 0, port.as_bytes()), (1, 0), "{port}");
    let log = |bytes: &str| Log {
        name: "log".into(),
        format: LogFormat::Eve,
        report: "",
        state: LogState::Growing,
        bytes: bytes.as_bytes().to_vec(),
    };
    let found = Machine::default().import(&log(&time), BATCH);
    assert_eq!((found.new_events(), found.wrong), (0, 1));
    assert!(found.first_wrong[0].1.contains("“timestamp”: the number is larger"), "{found:?}");
}

/// An alert of this time.
fn eve_at(time: &str) -> String {
    let line = (KINDS[0].line)(0);
    let start = line.find("\"timestamp\":\"").expect("it has one") + 13;
    let end = start + line[start..].find('"').expect("it is closed");
    format!("{}{time}{}\n", &line[..start], &line[end..])
}

/// A log of alerts that nobody writes to.
fn closed(text: String) -> Log {
    let (name, format) = ("log".to_owned(), LogFormat::Eve);
    Log { name, format, report: "", state: LogState::Closed, bytes: text.into_bytes() }
}

#[test]
fn each_kind_of_fault_is_told_by_its_first_line() {
    let text = [
        eve_at("2026-02-01T00:00:00+0000"),
        "{\"x\":1}\n".repeat(7),
        eve_at("2027-01-01T00:00:00+0000"),
        eve_at("9999-12-31T23:59:59+0000"),
        eve_at("2026-02-30T00:00:00+0000"),
    ];
    let found = Machine::default().import(&closed(text.concat()), BATCH);
    let told: Vec<u64> = found.first_wrong.iter().map(|(n, _)| *n).collect();
    assert_eq!((found.wrong, told), (10, vec![2, 3, 4, 5, 6, 9, 11]), "{found:?}");
    for (time, expect) in [
        ("9999-12-31T23:59:59+0000", "in the future"),
        ("9999-12-31T23:59:59Z", "in the future"),
        ("9999-13-31T23:59:59+0000", "none that exists"),
        ("2026-02-01T25:00:00+0000", "none that exists"),
        ("1999-12-31T00:00:00+0000", "before the year 2000"),
    ] {
        let found = Machine::default().import(&closed(eve_at(time)), BATCH);
        assert!(found.first_wrong[0].1.contains(expect), "{time}: {found:?}");
    }
}

#[test]
fn lines_of_days_long_over_are_named_and_can_be_left_out() {
    let text = eve_at("2026-02-01T00:00:00+0000") + &eve_at("2025-01-01T00:00:00+0000");
    for (old, new) in [(OldEvents::Count, 2), (OldEvents::Skip, 1)] {
        let since = jiff::civil::date(2026, 2, 1);
        let found =
            Machine { since, old, ..Machine::default() }.import(&closed(text.clone()), BATCH);
        let named = vec![(2, jiff::civil::date(2025, 1, 1))];
        assert_eq!((found.new_events(), found.old, found.first_old), (new, 1, named));
    }
}

/// An alert that has this beside what it has.
fn eve_with(what: &str) -> String {
    let line = (KINDS[0].line)(0).replace("\"dest_port\":22", "\"p\":22");
    format!("{{{what},{}\n", &line[1..])
}

#[test]
fn a_cell_may_have_several_lines() {
    let row = |n: u8, last: &str| {
        format!("\"2026-02-01 00:00:00\",\"198.18.2.{n}\",\"udp\",\"53\",{last}\n")
    };
    let plain = row(9, "\"x\"");
    let check = |rows: &[String], new: u64, wrong: u64| {
        let text = KINDS[2].head.to_owned() + &rows.concat();
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let mut machine = Machine::default();
            assert_eq!(counted(&mut machine, 2, text.as_bytes()), (new, wrong), "{text}");
            assert_eq!(counted(&mut machine, 2, text.as_bytes()), (0, wrong), "{text}");
            // However its lines end.
            let unix = text.replace("\r\n", "\n");
            assert_eq!(counted(&mut machine, 2, unix.as_bytes()), (0, wrong), "{text}");
        }
    };
    check(&[row(1, "\"a\nb\""), plain.clone()], 2, 0);
    check(&[row(1, "\"a\n\n\nb \"\"c\"\"\n\""), plain.clone()], 2, 0);
    check(&[row(1, "\"a\n,\"\"\n,b\""), row(2, "\"\nə\""), plain.clone()], 3, 0);
    // A quote in a cell without quotes is a letter.
    check(&[row(1, "5\""), plain.clone()], 2, 0);
    // What never ends takes nothing else with it.
    check(&[row(1, "\"a"), plain.clone()], 1, 1);
    check(&[row(1, "\"a"), plain.clone(), row(2, "\"a\nb\"")], 2, 1);
    // What has no end yet is for the next import.
    check(&[plain, row(1, "\"a")], 1, 0);
}
