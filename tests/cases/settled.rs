//! Figures that are public are settled: what comes in later is told, kept, and published by a decision
//! alone, which together with what was published before gives nothing away.

use certsite_tests::statistics::{self, rows};
use certsite_tests::{Run, Site};
use std::collections::BTreeMap;

const CSV: &str = "public/data/statistics/2025-03/register.csv";

fn add(site: &Site, number: &str, day: &str) -> Run {
    let cells = ["--class", "fraud", "--type", "phishing", "--severity", "high", "--origin=peer"];
    site.certsite(
        &[&["register", "add", "--number", number, "--received", day], &cells[..]].concat(),
    )
}

/// Those that are withheld, and have to stay so.
fn withheld(rows: &BTreeMap<[String; 4], Option<u64>>) -> Vec<[String; 4]> {
    rows.iter().filter(|(_, count)| count.is_none()).map(|(key, _)| key.clone()).collect()
}

#[test]
fn what_comes_in_late_waits_for_a_decision() {
    let site = Site::shipped();
    statistics::write(&site, 7, &[(2025, 3, 60), (2025, 4, 90)]);
    // Before anything is public there is nothing to settle.
    add(&site, "EARLY-1", "2025-03-30").ok();
    assert!(!site.has("content/data/settled"));
    site.build().ok();
    let first = site.read(CSV);
    let run = add(&site, "LATE-1", "2025-03-31").ok();
    run.says("register, 2025-03: these figures are public, and stay as they are (61 in all; 62 with what came in since). “certsite register settle 2025-03” publishes the change as a revision.");
    add(&site, "LATE-2", "2025-03-31").ok().says("63 with what came in since");
    // A correction is late too.
    site.certsite(&["register", "amend", "LATE-2", "--severity", "normal"]).ok().says("63 with");
    site.build().ok().says("late-data");
    assert_eq!(site.read(CSV), first, "no byte of what is public changes");
    let said = site.check(&["--format", "short"]).ok().stdout;
    assert!(said.contains("warning[late-data]: register, 2025-03: the data have changed since these figures were published (61 in all then, 63 now)"), "{said}");
    // A month that is not public takes what comes.
    add(&site, "NEW-1", "2025-05-01").ok();
    site.hides("en/statistics/2025-03/", "Revised");
    let run = site.certsite(&["register", "settle", "2025-03"]).ok();
    assert!(run.stdout.contains("content/data/settled/register/2025-03.csv"), "{}", run.stdout);
    site.build().ok();
    let second = site.read(CSV);
    assert_ne!(first, second);
    let (before, after) = (rows(&first), rows(&second));
    let total = |rows: &BTreeMap<[String; 4], Option<u64>>| {
        rows.iter().find(|([_, _, d, _], _)| d == "total").and_then(|(_, count)| *count)
    };
    assert_eq!((total(&before), total(&after)), (Some(61), Some(63)));
    for key in withheld(&before) {
        assert_eq!(after.get(&key), Some(&None), "{key:?} was withheld");
    }
    site.shows("en/statistics/2025-03/", "Revised to count what came in late: <time");
    site.shows("az/statistika/2025-03/", "Gec daxil olanlar da sayılmaqla yenidən baxılıb:");
    site.hides("en/statistics/2025-04/", "Revised");
    let said = site.check(&["--format", "short"]).ok().stdout;
    assert!(!said.contains("late-data"), "{said}");
    site.certsite(&["register", "settle"]).ok();
    site.certsite(&["register", "settle"]).ok().says("Nothing has to be settled");
}

/// The decision is in the repository: another machine, where nothing was built, knows it too.
#[test]
fn another_machine_knows_what_is_settled() {
    let site = Site::shipped();
    statistics::write(&site, 3, &[(2025, 3, 40)]);
    site.certsite(&["register", "settle"]).ok();
    add(&site, "LATE-1", "2025-03-31").ok().says("stay as they are (40 in all; 41 with");
    site.build().ok();
    let rows = rows(&site.read(CSV));
    assert!(
        rows.iter().any(|([_, _, d, _], count)| d == "total" && *count == Some(40)),
        "{rows:?}"
    );
    // What somebody spoiled is told at its line, and nothing is published of it.
    let path = "content/data/settled/register/2025-03.csv";
    let whole = site.read(path);
    site.write(path, whole.replacen(",incidents,", ",events?,", 1));
    let said = site.check(&["--format", "short"]).exits(1).stdout;
    assert!(said.contains("2025-03.csv:2:1"), "{said}");
    assert!(said.contains("the measure of these settled figures cannot be read"), "{said}");
    for (old, new, what) in [
        ("severity,high,", "severity,urgent,", "the value"),
        ("origin,peer,", "origin,friend,", "the value"),
        ("origin,peer,", "origins,peer,", "the dimension"),
    ] {
        site.write(path, whole.replacen(old, new, 1));
        let said = site.check(&["--format", "short"]).exits(1).stdout;
        assert!(
            said.contains(&format!("{what} of these settled figures cannot be read")),
            "{said}"
        );
    }
}

/// What the issue names: two events of the last day of a month that was published.
#[test]
fn two_late_events_of_a_sensor_change_nothing_that_is_public() {
    let site = Site::shipped();
    let line = |day: &str, n: usize| {
        format!(
            "{{\"timestamp\":\"{day}T10:00:00+0000\",\"event_type\":\"alert\",\"src_ip\":\"198.18.0.{n}\",\
             \"dest_ip\":\"198.18.9.1\",\"dest_port\":22,\"proto\":\"TCP\",\"alert\":{{\"category\":\"Misc Attack\"}}}}\n"
        )
    };
    let import = |name: &str, text: String| {
        site.write(name, text);
        let path = site.path(name).to_string_lossy().into_owned();
        site.certsite(&["sensors", "import", "--allow-old", &path])
    };
    import("one.json", (1..=40).map(|n| line("2025-10-12", n)).collect()).ok();
    site.build().ok();
    let csv = "public/data/statistics/2025-10/sensors/suricata.csv";
    let first = site.read(csv);
    let late = (1..=2).map(|n| line("2025-10-31", n)).collect();
    import("two.json", late).ok().says("sensors/suricata, 2025-10: these figures are public, and stay as they are (40 in all; 42 with what came in since). “certsite sensors settle 2025-10”");
    site.build().ok();
    assert_eq!(site.read(csv), first);
    site.certsite(&["sensors", "settle", "2025-10"]).ok();
    site.build().ok();
    assert_ne!(site.read(csv), first);
    site.shows("en/statistics/2025-10/", "Revised to count what came in late: <time");
    // Programs learn it, too: in the file of the month and in that of all, and of no other month.
    for path in ["2025-10/sensors/suricata.json", "sensors/suricata.json"] {
        let text = site.read(&format!("public/data/statistics/{path}"));
        let data: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let revised = data["revised"].as_object().expect("periods");
        assert!(revised["2025-10"].as_array().is_some_and(|days| days.len() == 1), "{text}");
        assert!(revised.keys().all(|period| period.starts_with("2025")), "{text}");
        assert_eq!(data["time_zone"], "Asia/Baku");
    }
}

/// The number of all, as a file shows it.
fn total(csv: &str) -> Option<u64> {
    let all = rows(csv);
    all.iter()
        .find(|([_, m, d, _], _)| d == "total" && m != "sources")
        .and_then(|(_, count)| *count)
}

/// A log of Suricata, whose alerts have this category.
fn alerts(category: &str, day: &str, numbers: std::ops::RangeInclusive<usize>) -> String {
    let line = |n: usize| {
        format!(
            "{{\"timestamp\":\"{day}T10:00:00+0000\",\"event_type\":\"alert\",\"src_ip\":\"198.18.0.{n}\",\
             \"dest_ip\":\"198.18.9.1\",\"dest_port\":22,\"proto\":\"TCP\",\"alert\":{{\"category\":\"{category}\"}}}}\n"
        )
    };
    numbers.map(line).collect()
}

fn import(site: &Site, name: &str, text: String) {
    site.write(name, text);
    let path = site.path(name).to_string_lossy().into_owned();
    site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
}

const SENSOR: &str = "public/data/statistics/2025-03/sensors/suricata.csv";

/// A site whose register and sensor have published March and April of 2025.
fn published() -> Site {
    let site = Site::shipped();
    statistics::write(&site, 5, &[(2025, 3, 60), (2025, 4, 90)]);
    import(&site, "march.json", alerts("Misc Attack", "2025-03-12", 1..=40));
    import(&site, "odd.json", alerts("Strange Thing", "2025-03-13", 41..=43));
    import(&site, "april.json", alerts("Misc Attack", "2025-04-12", 1..=40));
    site.build().ok();
    site
}

/// Whatever changes what is counted of a public month, by whatever hand: it is told, held back, and
/// published by a decision alone.
#[test]
fn what_is_public_changes_by_a_decision_alone() {
    let register = "content/data/register/2025.csv";
    let row = "BY-HAND,2025-03-09,fraud,phishing,high,peer,,\n";
    type Edit<'a> = (&'a str, &'a str, Box<dyn Fn(&Site)>);
    let add = |text: &'static str, path: &'static str| {
        Box::new(move |site: &Site| site.write(path, site.read(path) + text)) as Box<dyn Fn(&Site)>
    };
    let edits: [Edit; 7] = [
        ("a row by hand", CSV, add(row, register)),
        (
            "a row that goes",
            CSV,
            Box::new(move |site| {
                let text = site.read(register);
                let row = text.lines().find(|line| line.contains(",2025-03-")).expect("a row");
                site.write(register, text.replacen(&format!("{row}\n"), "", 1));
            }),
        ),
        ("a register that goes", CSV, Box::new(move |site| site.remove(register))),
        (
            "a rule",
            SENSOR,
            Box::new(|site| {
                let rules = "content/data/sensors.yaml";
                site.replace(rules, "\neve:\n", "\neve:\n  Strange Thing: fraud/phishing\n");
            }),
        ),
        (
            "tallies that go",
            SENSOR,
            Box::new(|site| {
                let folder = site.path("content/data/sensors/suricata");
                std::fs::remove_dir_all(folder).expect("the folder is ours");
            }),
        ),
        (
            "an import that is undone",
            SENSOR,
            Box::new(|site| {
                for log in ["march.json", "odd.json", "april.json"] {
                    site.certsite(&["sensors", "undo", log]).ok();
                }
            }),
        ),
        (
            "a sensor that is removed",
            SENSOR,
            Box::new(|site| {
                site.certsite(&["sensors", "remove", "suricata", "--yes"]).ok();
            }),
        ),
    ];
    for (what, csv, edit) in edits {
        let site = published();
        let (first, page) = (site.read(csv), site.page("en/statistics/2025-03/"));
        edit(&site);
        let run = site.build().ok();
        assert!(run.stderr.contains("late-data"), "{what}: {}", run.stderr);
        assert_eq!(site.read(csv), first, "{what}: no byte of what is public changes");
        assert_eq!(site.page("en/statistics/2025-03/"), page, "{what}");
        // It is told as long as it is so, and by check.
        site.build().ok().says("late-data");
        assert_eq!(site.read(csv), first, "{what}");
        let said = site.check(&["--format", "short"]).stdout;
        assert!(said.contains("2025-03: the data have changed"), "{what}: {said}");
        let of = if csv == CSV { "register" } else { "sensors" };
        let run = site.certsite(&[of, "settle", "2025-03"]);
        if run.code == 0 {
            site.build().ok();
            site.shows("en/statistics/2025-03/", "Revised to count what came in late: <time");
            let said = site.check(&["--format", "short"]).stdout;
            assert!(!said.contains("2025-03: the data have changed"), "{what}: {said}");
        }
        let after = rows(&site.read(csv));
        for key in withheld(&rows(&first)) {
            assert!(matches!(after.get(&key), Some(None)) || run.code == 0, "{what}: {key:?}");
        }
    }
}

/// A month that was not public as part of a year that was.
#[test]
fn a_year_that_is_public_waits_for_a_decision_too() {
    let site = published();
    let csv = "public/data/statistics/2025/register.csv";
    let first = site.read(csv);
    let register = "content/data/register/2025.csv";
    site.write(register, site.read(register) + "BY-HAND,2025-05-09,fraud,phishing,high,peer,,\n");
    site.build().ok().says("register, 2025: the data have changed since");
    assert_eq!(site.read(csv), first);
    site.certsite(&["register", "settle"]).ok();
    let run = site.build().ok();
    assert!(!run.stderr.contains("late-data"), "{}", run.stderr);
    assert_eq!((total(&first), total(&site.read(csv))), (Some(150), Some(151)));
}

/// What nobody published, changes as it likes; what changes nothing of what is public is no change.
#[test]
fn what_is_not_public_is_a_proposal() {
    let site = published();
    let row = format!("{}BY-HAND,2026-05-09,fraud,phishing,high,peer,,\n", statistics::HEADER);
    site.write("content/data/register/2026.csv", row);
    site.write(
        "content/data/sensors.yaml",
        site.read("content/data/sensors.yaml") + "\n# A remark.\n",
    );
    let run = site.build().ok();
    assert!(!run.stderr.contains("late-data"), "{}", run.stderr);
    assert!(!site.has("content/data/settled"));
    assert_eq!(total(&site.read(CSV)), Some(60));
}

/// What a tester found: of all classes one alone went from zero to `[c]`, so both versions said
/// whose the late incident was.
#[test]
fn a_revision_does_not_say_whose_the_late_one_was() {
    let row = |n| format!("A-{n},2025-03-09,fraud,phishing,high,peer,,\n");
    let first: String = (0..30).map(row).collect();
    let published = |late: &str| {
        let site = Site::shipped();
        site.write("content/data/register/2025.csv", format!("{}{first}", statistics::HEADER));
        // With a year that is over, which says as much as its months.
        site.build().ok();
        let (class, kind) = late.split_once(',').expect("class and type");
        let cells = ["--class", class, "--type", kind, "--severity", "high", "--origin", "peer"];
        let add = ["register", "add", "--number", "LATE-1", "--received", "2025-03-31"];
        site.certsite(&[&add[..], &cells[..]].concat()).ok();
        let settled = site.certsite(&["register", "settle"]);
        site.build().ok();
        (settled.code, rows(&site.read(CSV)))
    };
    let late = ["malicious-code,infected-system", "availability,ddos", "vulnerable,weak-crypto"];
    let all: Vec<_> = late.iter().map(|late| published(late)).collect();
    for (late, (code, rows)) in late.iter().zip(&all) {
        assert_eq!(*code, 0, "{late}");
        assert_eq!(rows, &all[0].1, "{late}: another version than if it had been another's");
        let zeros = rows
            .iter()
            .filter(|([_, _, d, v], count)| d == "class" && v != "fraud" && **count == Some(0));
        assert_eq!(zeros.count(), 0, "{rows:?}");
    }
}
