//! Days of sensors are those of the site's clock, as the register's are, and who changes that clock
//! is told what was counted by the other.

use crate::sensors::{TALLIES, import_text, site};
use certsite_tests::Site;
use std::collections::BTreeMap;

/// Events by day.
fn days(site: &Site) -> BTreeMap<String, u64> {
    let mut days = BTreeMap::new();
    for (_, bytes) in site.tree(TALLIES).into_iter().filter(|(path, _)| path.ends_with(".csv")) {
        let text = String::from_utf8(bytes).expect("it is text");
        for row in text.lines().filter(|row| row.starts_with("20")) {
            let cells: Vec<&str> = row.split(',').collect();
            let events: u64 = cells[7].parse().expect("a number");
            *days.entry(cells[0].to_owned()).or_default() += events;
        }
    }
    days
}

fn of(days: &[(&str, u64)]) -> BTreeMap<String, u64> {
    days.iter().map(|(day, events)| ((*day).to_owned(), *events)).collect()
}

/// An alert of each hour of a day, in UTC.
fn hours(day: &str) -> String {
    let line = |hour: usize| {
        format!(
            "{{\"timestamp\":\"{day}T{hour:02}:30:00.000000+0000\",\"event_type\":\"alert\",\
             \"src_ip\":\"198.18.0.{hour}\",\"dest_ip\":\"198.18.9.1\",\"dest_port\":22,\
             \"proto\":\"TCP\",\"alert\":{{\"category\":\"Misc Attack\"}}}}\n"
        )
    };
    (0..24).map(line).collect()
}

fn zone(site: &Site, name: &str) {
    let text = site.read("content/site.yaml");
    let line = text.lines().find(|line| line.starts_with("time_zone:")).expect("it is set");
    site.write("content/site.yaml", text.replace(line, &format!("time_zone: {name}")));
}

#[test]
fn days_are_those_of_the_sites_clock_and_no_line_counts_twice_when_it_changes() {
    let site = site();
    let log = hours("2025-10-31");
    import_text(&site, &log, &[]).ok().says("24 new events counted");
    let in_baku = of(&[("2025-10-31", 20), ("2025-11-01", 4)]);
    assert_eq!(days(&site), in_baku);
    site.certsite(&["sensors", "list"]).ok().does_not_say("clock");
    assert!(!site.check(&["--format", "short"]).stdout.contains("other-clock"));
    for (name, what) in [
        ("UTC", "that of UTC"),
        ("America/New_York", "that of America/New_York"),
        ("Pacific/Kiritimati", "that of Pacific/Kiritimati"),
    ] {
        zone(&site, name);
        import_text(&site, &log, &[]).ok().says("0 new events counted");
        assert_eq!(days(&site), in_baku, "{name}");
        site.certsite(&["sensors", "list"]).ok().says("the clock of Asia/Baku").says(what);
        let said = site.check(&["--format", "short"]).stdout;
        assert!(said.contains("other-clock") && said.contains(what), "{said}");
    }
    // The report says so, too; a zone that differs in its name alone is the same clock.
    site.build().ok();
    site.shows("en/statistics/2025-10/", "by the clock of Pacific/Kiritimati");
    site.shows("en/statistics/2025-10/", "some days were counted by the clock of Asia/Baku");
    zone(&site, "Etc/GMT-4");
    assert!(!site.check(&["--format", "short"]).stdout.contains("other-clock"));
    // What the message says to do does it.
    zone(&site, "UTC");
    site.certsite(&["sensors", "undo", "log.json"]).ok();
    import_text(&site, &log, &[]).ok().says("24 new events counted");
    assert_eq!(days(&site), of(&[("2025-10-31", 24)]));
    assert!(!site.check(&["--format", "short"]).stdout.contains("other-clock"));
    site.build().ok();
    site.shows("en/statistics/2025-10/", "by the clock of UTC");
}

/// Files of the version before say no zone: they were counted in UTC.
#[test]
fn what_says_no_clock_was_counted_in_utc() {
    let site = site();
    zone(&site, "UTC");
    import_text(&site, hours("2025-10-31"), &[]).ok();
    let parts = site.tree(TALLIES);
    let text = parts.iter().find(|(path, _)| path.ends_with(".csv")).map(|(_, bytes)| bytes);
    let text = String::from_utf8(text.expect("one").clone()).expect("it is text");
    assert!(text.contains("\n#zone,UTC\n"), "{text}");
    let old = text.replace("#zone,UTC\n", "");
    let name = |text: &str| format!("2025-10-31_2025-10-31_{}", &blake3(text)[..16]);
    let at = |name: &str| format!("{TALLIES}/suricata/{name}");
    let lines = std::fs::read(site.path(&at(&format!(".lines/{}", name(&text)))));
    for file in [format!("{}.csv", name(&text)), format!(".lines/{}", name(&text))] {
        std::fs::remove_file(site.path(&at(&file))).expect("it is there");
    }
    site.write(&at(&format!("{}.csv", name(&old))), &old);
    site.write(&at(&format!(".lines/{}", name(&old))), lines.expect("it is there"));
    assert!(!site.check(&["--format", "short"]).stdout.contains("other-clock"));
    zone(&site, "Asia/Baku");
    assert!(site.check(&["--format", "short"]).stdout.contains("other-clock"));
    let more = hours("2025-10-31") + hours("2025-11-01").as_str();
    import_text(&site, more, &[]).ok().says("24 new events counted");
    let expect = of(&[("2025-10-31", 24), ("2025-11-01", 20), ("2025-11-02", 4)]);
    assert_eq!(days(&site), expect);
}

fn blake3(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
