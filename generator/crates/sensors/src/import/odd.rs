//! Lines that are not as their sensors write them, and are events all the same.

use super::kinds::KINDS;
use super::machine::{Log, Machine};
use super::*;

/// Imports a log, and says how many events are new and how many lines are wrong.
fn counted(machine: &mut Machine, like: usize, bytes: &[u8]) -> (u64, u64) {
    let kind = &KINDS[like];
    let (name, bytes) = ("log".to_owned(), bytes.to_vec());
    let log = Log { name, format: kind.format, report: kind.report, is_closed: false, bytes };
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
        let other = u64::from(kind.format != Format::Crowdsec);
        assert_eq!(counted(&mut machine, like, text.as_bytes()), (other, 0), "{}", kind.format);
    }
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
