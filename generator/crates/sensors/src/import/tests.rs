//! Each line once, none lost: logs of every kind, cut everywhere and imported in every way, held
//! against an oracle that counts lines by hand.

use super::forms::FORMS;
use super::kinds::{KINDS, LogKind};
use super::machine::{Log, Machine};
use super::*;
use crate::read::LogFormat;
use crate::tally::Tally;
use std::collections::HashMap;

impl LogKind {
    fn text(&self, lines: impl IntoIterator<Item = u64>) -> Vec<u8> {
        let lines = lines.into_iter().map(|n| (self.line)(n) + "\n");
        (self.head.to_owned() + &lines.collect::<String>()).into_bytes()
    }

    fn log(&self, name: &str, bytes: &[u8]) -> Log {
        let (name, bytes) = (name.to_owned(), bytes.to_vec());
        Log { name, format: self.format, report: self.report, state: LogState::Growing, bytes }
    }
}

/// Whether a line is an event, judged without any of the readers.
fn is_event(format: LogFormat, line: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    match format {
        LogFormat::Shadowserver => {
            let is_whole =
                text.matches('"').count().is_multiple_of(2) && text.matches(',').count() == 4;
            is_whole && !text.starts_with("\"timestamp\"")
        }
        // Half a line may begin with half a time.
        LogFormat::Zeek => text.starts_with("17") && text.matches('\t').count() == 4,
        LogFormat::Fail2ban => text.starts_with("2026-") && text.contains("] Ban "),
        format => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) => {
                let is_alert = |value: &serde_json::Value| value["event_type"] == "alert";
                format != LogFormat::Eve || is_alert(&value) || is_alert(&value["_source"])
            }
            Err(_) => false,
        },
    }
}

/// The line without which those after it say nothing, of logs with columns.
fn names(format: LogFormat) -> Option<&'static str> {
    let head = KINDS.iter().find(|kind| kind.format == format)?.head;
    head.lines().find(|line| line.contains(if head.starts_with('#') { "#fields" } else { "," }))
}

/// The lines of a log that are events, each as often as it stands there. Of columns without their
/// names nothing can be read.
fn lines(log: &Log) -> BTreeMap<(&'static str, Vec<u8>), u64> {
    let mut pieces: Vec<&[u8]> = log.bytes.split(|b| *b == b'\n').collect();
    let rest = pieces.pop().expect("a split has a last part");
    let names = names(log.format);
    // A report has them in its first line, a log of Zeek anywhere.
    if log.format == LogFormat::Shadowserver
        && pieces.first().map(|first| first.trim_ascii()) != names.map(str::as_bytes)
    {
        return BTreeMap::new();
    }
    let mut is_named = names.is_none();
    let mut found = BTreeMap::new();
    for line in pieces.into_iter().chain((log.state == LogState::Closed).then_some(rest)) {
        let line = line.trim_ascii();
        is_named |= names.is_some_and(|names| names.as_bytes() == line);
        if is_named && is_event(log.format, line) {
            *found.entry((log.report, line.to_vec())).or_default() += 1;
        }
    }
    found
}

/// What there is to count: each line as often as the log that has it most often.
#[derive(Default)]
struct Oracle(HashMap<(LogFormat, Vec<u8>), Tally>);

impl Oracle {
    fn all(&mut self, logs: &[Log]) -> Tally {
        let mut all: BTreeMap<(&'static str, Vec<u8>), u64> = BTreeMap::new();
        for (line, times) in logs.iter().flat_map(lines) {
            let most = all.entry(line).or_default();
            *most = times.max(*most);
        }
        let mut tally = Tally::default();
        for ((report, line), times) in all {
            let format = logs.iter().find(|log| log.report == report).expect("it has a log").format;
            let one = self.0.entry((format, line)).or_insert_with_key(|(_, line)| {
                // Each line alone, on a machine of its own: nothing to look up or add up wrongly.
                let head = names(format).map(|names| names.to_owned() + "\n").unwrap_or_default();
                let bytes = [head.as_bytes(), line, b"\n"].concat();
                let log =
                    Log { name: "one".into(), format, report, state: LogState::Growing, bytes };
                let mut machine = Machine::default();
                assert_eq!(machine.import(&log, BATCH).new_events(), 1);
                machine.tally()
            });
            (0..times).for_each(|_| tally.merge(one.clone()));
        }
        tally
    }
}

/// Imports logs, each on the machine of its number, and puts the machines together.
fn check(what: &str, logs: &[(usize, Log)], batch: usize, oracle: &mut Oracle) {
    let plain: Vec<Log> = logs.iter().map(|(_, log)| log.clone()).collect();
    check_made(what, logs, &plain, batch, oracle);
}

/// The same of logs that were made of others, which are what there is to count.
fn check_made(what: &str, logs: &[(usize, Log)], plain: &[Log], batch: usize, oracle: &mut Oracle) {
    let mut machines: Vec<Machine> = (0..2).map(|_| Machine::default()).collect();
    for (machine, log) in logs {
        machines[*machine].import(log, batch);
    }
    let (second, mut first) = (machines.pop().expect("two"), machines.pop().expect("two"));
    first.merge(&second);
    assert_eq!(first.tally(), oracle.all(plain), "{what}");
}

/// Where a log can be cut, and what that is called.
fn cuts(text: &[u8]) -> Vec<(&'static str, usize)> {
    let find = |what: &[u8], from: usize| {
        let found = memchr::memmem::find(&text[from..], what);
        found.map(|n| from + n)
    };
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', text).collect();
    let (middle, last) = (ends[ends.len() / 2], *ends.last().expect("lines"));
    let brace = find(b"}", middle).or_else(|| find(b"\"", middle)).unwrap_or(middle);
    let letter = find("ə".as_bytes(), middle).expect("one");
    let quote = find(b"\\", middle).or_else(|| find(b",", middle)).expect("one");
    vec![
        ("before anything", 0),
        ("in the first line", ends[0] / 2),
        ("before the end of the first line", ends[0]),
        ("after the first line", ends[0] + 1),
        ("after the second line", ends[1] + 1),
        ("at the end of a line", middle + 1),
        ("before the end of a line", middle),
        ("at the beginning of a line", middle + 2),
        ("after an inner bracket", brace + 1),
        ("in a letter", letter + 1),
        ("after a backslash or a comma", quote + 1),
        ("before the last end", last),
        ("nowhere", text.len()),
    ]
}

#[test]
fn every_cut_of_every_log_counts_each_line_once() {
    for kind in &KINDS {
        let mut oracle = Oracle::default();
        for ends in ["\n", "\r\n"] {
            let plain = kind.text(0..12);
            let text = String::from_utf8(plain.clone()).expect("it is text").replace('\n', ends);
            let text = text.as_bytes();
            for (cut, at) in cuts(text) {
                let log = |name: &str, bytes: &[u8]| kind.log(name, bytes);
                let closed = |log: Log| Log { state: LogState::Closed, ..log };
                let (part, whole) = (log("a", &text[..at]), log("a", text));
                let other = log("a", &kind.text([50, 51, 52, 0]));
                let more = log("a", &kind.text((0..12).chain(30..40)));
                let backwards = log("a", &kind.text((0..12).rev()));
                let doubled = log("a", &kind.text((0..12).chain(0..12)));
                let tail = log("b", &kind.text(6..14));
                let renamed = Log { name: "b".into(), ..whole.clone() };
                let rest = log("b", &text[at..]);
                let mut tables: Vec<(&str, Vec<(usize, Log)>)> = vec![
                    ("alone", vec![(0, part.clone())]),
                    ("grown", vec![(0, part.clone()), (0, whole.clone()), (0, more.clone())]),
                    ("grown and then the older state", vec![(0, whole.clone()), (0, part.clone())]),
                    ("rotated", vec![(0, part.clone()), (0, other.clone()), (0, whole.clone())]),
                    ("cut in two", vec![(0, part.clone()), (0, rest.clone())]),
                    (
                        "copied",
                        vec![
                            (0, part.clone()),
                            (0, part.clone()),
                            (0, whole.clone()),
                            (0, whole.clone()),
                        ],
                    ),
                    ("compressed", vec![(0, closed(part.clone())), (0, closed(whole.clone()))]),
                    ("compressed later", vec![(0, part.clone()), (0, closed(whole.clone()))]),
                    ("renamed", vec![(0, part.clone()), (0, renamed.clone())]),
                    (
                        "reordered",
                        vec![(0, part.clone()), (0, backwards.clone()), (0, whole.clone())],
                    ),
                    ("joined", vec![(0, part.clone()), (0, doubled.clone()), (0, whole.clone())]),
                    ("exported", vec![(0, tail.clone()), (0, part.clone()), (0, whole.clone())]),
                    ("on two machines", vec![(0, part.clone()), (1, whole.clone())]),
                    (
                        "on two machines that go on",
                        vec![(0, part.clone()), (1, tail), (0, more), (1, doubled)],
                    ),
                ];
                for (form, make) in FORMS.iter().filter(|_| ends == "\n") {
                    let made =
                        |log: &Log| Some(Log { bytes: make(kind, &log.bytes)?, ..log.clone() });
                    if let (Some(made_part), Some(made_whole)) = (made(&part), made(&whole)) {
                        let what = format!("{} {ends:?}, cut {cut}, as {form}", kind.format);
                        let both = [part.clone(), whole.clone()];
                        let ways = [
                            [(0, part.clone()), (0, made_whole.clone())],
                            [(0, made_part.clone()), (0, whole.clone())],
                            [(0, made_part), (1, made_whole)],
                        ];
                        for logs in &ways {
                            check_made(&what, logs, &both, BATCH, &mut oracle);
                        }
                    }
                }
                for (way, logs) in &mut tables {
                    for batch in [1, 5, BATCH] {
                        let what = format!("{} {ends:?}, cut {cut}, {way}, {batch}", kind.format);
                        check(&what, logs, batch, &mut oracle);
                        // What is imported later may be imported first.
                        logs.reverse();
                    }
                }
            }
        }
    }
}

/// Numbers from a seed.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

#[test]
fn whatever_machines_do_with_logs_each_line_is_counted_once() {
    let mut rng = Rng(2_350);
    let mut oracle = Oracle::default();
    for case in 0..3_000 {
        let kind = &KINDS[rng.below(KINDS.len())];
        let mut known: Vec<Vec<u64>> = vec![Vec::new()];
        let mut machines: Vec<Machine> = (0..3).map(|_| Machine::default()).collect();
        let mut logs = Vec::new();
        for _ in 0..1 + rng.below(9) {
            // A log begins, grows, is exported in part, reordered, joined with another.
            let mut log = known[rng.below(known.len())].clone();
            match rng.below(6) {
                0 => log.clear(),
                1 => log.reverse(),
                2 => log = log.split_off(rng.below(log.len() + 1)),
                3 => log.extend(known[rng.below(known.len())].clone()),
                4 => log.retain(|n| n % 3 == 0),
                _ => {}
            }
            // Few lines, so that equal ones come up in logs that have nothing to do with each other.
            log.extend((0..rng.below(7)).map(|_| rng.below(25) as u64).collect::<Vec<_>>());
            log.truncate(60);
            let mut bytes = kind.text(log.iter().copied());
            if rng.below(3) == 0 {
                bytes.truncate(rng.below(bytes.len() + 1));
            }
            known.push(log);
            let state = if rng.below(4) == 0 { LogState::Closed } else { LogState::Growing };
            let log = Log { state, ..kind.log("log", &bytes) };
            let batch = [1, 2, 3, 7, BATCH][rng.below(5)];
            let machine = rng.below(machines.len());
            // Half of them come in another form. What has no end is of no form.
            let (_, make) = FORMS[rng.below(FORMS.len())];
            let is_whole = log.bytes.ends_with(b"\n");
            let made = (is_whole && rng.below(2) == 0).then(|| make(kind, &log.bytes)).flatten();
            let made = Log { bytes: made.unwrap_or(log.bytes.clone()), ..log.clone() };
            machines[machine].import(&made, batch);
            logs.push(log);
            // Now and then somebody puts two stores together, or copies one.
            let (from, to) = (rng.below(machines.len()), rng.below(machines.len()));
            if rng.below(4) == 0 && from != to {
                let mut other = Machine::default();
                other.merge(&machines[from]);
                machines[to].merge(&other);
            }
        }
        let mut all = Machine::default();
        machines.iter().for_each(|machine| all.merge(machine));
        // Whoever merges in another order has the same.
        let mut again = Machine::default();
        machines.iter().rev().for_each(|machine| again.merge(machine));
        let expect = oracle.all(&logs);
        assert_eq!(all.tally(), expect, "case {case}");
        assert_eq!(again.tally(), expect, "case {case}, merged in another order");
    }
}

/// By another clock most lines are of another day, and none of them is another line.
#[test]
fn a_clock_that_changed_counts_no_line_twice() {
    let zones = ["UTC", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"];
    let zones = zones.map(|name| jiff::tz::TimeZone::get(name).expect("it is built in"));
    let events = |lines: &BTreeMap<_, u64>| lines.values().sum::<u64>();
    for kind in &KINDS {
        for (n, (one, other)) in (0..16).map(|n| (n, (n / 4, n % 4))) {
            let (part, whole) = (kind.log("a", &kind.text(0..9)), kind.log("b", &kind.text(3..20)));
            let all = kind.log("all", &kind.text(0..20));
            let what = format!("{}, {n}", kind.format);
            let machine = |zone: usize| Machine { zone: zones[zone].clone(), ..Machine::default() };
            // On one machine whose site moved, and back again.
            let mut moved = machine(one);
            moved.import(&part, BATCH);
            moved.zone = zones[other].clone();
            moved.import(&whole, 5);
            moved.zone = zones[one].clone();
            moved.import(&all, BATCH);
            assert_eq!(moved.tally().events(), events(&lines(&all)), "{what}");
            // On two that were put together.
            let (mut first, mut second) = (machine(one), machine(other));
            first.import(&part, BATCH);
            second.import(&whole, BATCH);
            first.merge(&second);
            assert_eq!(first.tally().events(), events(&lines(&all)), "{what}");
        }
    }
}

#[test]
fn reports_of_other_names_are_other_lines() {
    let kind = &KINDS[2];
    let dns = kind.log("a", &kind.text(0..5));
    let ntp = Log { report: "scan_ntp", ..dns.clone() };
    let mut machine = Machine::default();
    assert_eq!(machine.import(&dns, BATCH).new_events(), 5);
    assert_eq!(machine.import(&ntp, BATCH).new_events(), 5);
    assert_eq!(machine.import(&dns, BATCH).new_events(), 0);
    assert_eq!(machine.tally().events(), 10);
}

#[test]
fn an_import_that_is_removed_can_be_made_again() {
    let kind = &KINDS[0];
    let (half, whole) = (kind.log("half", &kind.text(0..20)), kind.log("whole", &kind.text(0..50)));
    let mut machine = Machine::default();
    machine.import(&half, 7);
    let before = machine.tally();
    machine.import(&whole, 7);
    let all = machine.tally();
    machine.parts.retain(|_, (part, _)| part.head.log != "whole");
    assert_eq!(machine.tally(), before);
    machine.import(&whole, 3);
    assert_eq!(machine.tally(), all);
    // The lines of the half are in the whole, too.
    machine.parts.retain(|_, (part, _)| part.head.log != "half");
    machine.import(&whole, 11);
    assert_eq!(machine.tally(), all);
}
