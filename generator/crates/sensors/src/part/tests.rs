//! The text of a part → the part, or what is wrong with it and where.

use super::*;

const HEAD: &str = "#log,eve.json
#import,0a1b2c3d
#key,0123456789abcdef
#zone,Asia/Baku
#lines,00000000000000aa
#beside,00000000000000bb
#was
";

const ROWS: &str = "2026-11-01,eve,ET SCAN,,tcp,22,AZ,3,0,
2026-11-02,eve,ET SCAN,mirai,,,,1,0,
";

fn text() -> String {
    format!("{HEAD}{HEADER}\n{ROWS}")
}

/// The name of a part that was written with this text.
fn name(text: &str) -> Name {
    let day = |day| Date::constant(2026, 11, day);
    Name { first: day(1), last: day(2), id: sum_of(text) }
}

#[test]
fn a_part_is_read_as_it_was_written() {
    let text = text();
    let part = Part::parse(name(&text), &text).expect("all of it holds");
    let head = Head {
        log: "eve.json".into(),
        import: "0a1b2c3d".into(),
        key: "0123456789abcdef".into(),
        zone: "Asia/Baku".parse().expect("there is one"),
        beside: [Id(0xbb)].into(),
        was: BTreeSet::new(),
    };
    assert_eq!((part.head, part.sum, part.tally.cells.len()), (head, Id(0xaa), 2));
    let mut again = String::new();
    part.tally.cells.iter().for_each(|(key, cell)| rows::write(key, cell, &mut again));
    assert_eq!(again, ROWS);
    assert!(whole(name(&text), &text).is_some() && Outline::parse(name(&text), &text).is_some());
}

#[test]
fn a_part_of_an_older_version_was_counted_in_utc() {
    let text = text().replace("#zone,Asia/Baku\n", "");
    let part = Part::parse(name(&text), &text).expect("all of it holds");
    assert_eq!(part.head.zone, Zone::default());
    assert_eq!(zone(text.lines()), Zone::default());
}

#[test]
fn what_of_a_part_does_not_hold_is_told_at_its_bytes() {
    let second = "2026-11-02,eve,ET SCAN,mirai,,,,1,0,";
    for (what, by, at, says) in [
        ("#log,eve.json\n", "", "#import,0a1b2c3d", "no tally"),
        ("#import,", "#imports,", "#imports,0a1b2c3d", "no tally"),
        ("#zone,Asia/Baku", "#zone,Asia Baku", "#zone,Asia Baku", "no tally"),
        ("00000000000000aa", "aa", "#lines,aa", "no tally"),
        ("00000000000000bb", "00000000000000BB", "#beside,00000000000000BB", "no tally"),
        (HEADER, rows::OLD_HEADER, rows::OLD_HEADER, "no tally"),
        ("2026-11-01,eve", "2026-11-31,eve", "2026-11-31", "not a day that exists"),
        ("2026-11-01,eve", "1999-11-01,eve", "1999-11-01", "before the year 2000"),
        (",eve,ET SCAN,,", ",evil,ET SCAN,,", "evil", "no kind of log"),
        (",tcp,", ",192.0.2.1,", "192.0.2.1", "no name"),
        (",22,", ",65536,", "65536", "no port"),
        (",AZ,", ",az,", "az", "no code of a country"),
        (",3,0,\n", ",0,0,\n", "0", "no number of events"),
        (",3,0,\n", ",3,few,\n", "few", "no number of sources"),
        (",3,0,\n", ",3,0,AAAA\n", "AAAA", "no sketch"),
        (",mirai,", ",", "2026-11-02,eve,ET SCAN,,,,1,0,", "has 9 cells instead of 10"),
        (second, &format!("{second}\n{second}"), second, "stands twice"),
    ] {
        let text = text().replacen(what, by, 1);
        let faults = Part::parse(name(&text), &text).expect_err(by);
        let told: Vec<_> =
            faults.iter().map(|fault| (&text[fault.at.clone()], &*fault.message)).collect();
        assert!(
            matches!(told[..], [(place, message)] if place == at && message.contains(says)),
            "{what} {by}: {told:?}"
        );
    }
}

#[test]
fn a_part_that_was_changed_is_none_even_if_its_rows_hold() {
    let other = text().replace(",3,0,", ",4,0,");
    for text in ["", "#log", &other] {
        let name = name(&self::text());
        let faults = Part::parse(name, text).expect_err("it was changed");
        assert_eq!(faults.len(), 1, "{text}");
        assert!(whole(name, text).is_none() && Outline::parse(name, text).is_none(), "{text}");
    }
}
