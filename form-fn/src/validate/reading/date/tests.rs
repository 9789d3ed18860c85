//! Days as people write them.

use super::*;

/// The tests are of this day.
const TODAY: &str = "2026-11-28";

fn read(text: &str) -> Option<String> {
    date(text, TODAY.parse().ok()).map(|read| read.day.to_string())
}

#[test]
fn days_are_read() {
    for written in [
        "2026-03-31",
        "2026-3-31",
        "2026.03.31",
        "2026/03/31",
        "31.03.2026",
        "31.3.2026",
        "31. 3. 2026",
        "31/03/2026",
        "31-03-2026",
        "31 03 2026",
        "31.03 2026",
        "31.03.26",
        "31/03/26",
        "31-03-26",
        "31.03.2026.",
        "31 mart 2026",
        "31 Mart 2026",
        "31 MART 2026",
        "31 mart 26",
        "31mart2026",
        "31-mart-2026",
        "31 mart 2026-cı il",
        "31 mart 2026-cı ildə",
        "2026-cı il 31 mart",
        "2026-cı ilin 31 martı",
        "2026 mart 31",
        "2026-Mar-31",
        "31 mart, 2026",
        "March 31, 2026",
        "MARCH 31, 2026",
        "31 March 2026",
        "31st March 2026",
        "the 31st of March 2026",
        "Mar 31st 2026",
        "on 31 March 2026",
        "Tuesday, 31 March 2026",
        "Tue 31 Mar 2026",
        "31 mart 2026, çərşənbə axşamı",
        "təxminən 31.03.2026",
        "~31.03.2026",
        "31.03.2026 (təxminən)",
        "31.03.2026-dan bəri",
        "Tarix: 31.03.2026",
        "2026-03-31T14:30",
        "2026-03-31T14:30:00Z",
        "2026-03-31T14:30:00.000+04:00",
        "2026-03-31 14:30:00",
        "Tue, 31 Mar 2026 14:30:00 +0400",
        "31.03.2026 14:30",
        "31.03.2026 14.30",
        "31.03.2026, saat 14",
        "31.03.2026 at 2 pm",
        "31.03.2026 axşam",
        "31.03.2026 axşam 9-da",
        "31 mart 2026-cı il, saat 14:30-da",
        "31.03.2026 14:30-15:00",
        "31.03.2026 14h",
        "\u{202d}31.03.2026\u{202c}",
        "31\u{2011}03\u{2011}2026",
        "٣١.٠٣.٢٠٢٦",
    ] {
        assert_eq!(read(written).as_deref(), Some("2026-03-31"), "{written}");
    }
    for (written, expect) in [
        ("1 iyun 2026", "2026-06-01"),
        ("1 İyun 2026", "2026-06-01"),
        ("1 iyul 2026", "2026-07-01"),
        ("1 İYUL 2026", "2026-07-01"),
        ("1 avqust 2026", "2026-08-01"),
        ("1 sentyabr 2026", "2026-09-01"),
        ("1 OCT 2026", "2026-10-01"),
        ("02.03.2026", "2026-03-02"),
        ("2026-03-04", "2026-03-04"),
        ("2026/03/04", "2026-03-04"),
        ("3 aprel 2026", "2026-04-03"),
        // Days of which an American would say the same.
        ("04/04/2026", "2026-04-04"),
        ("13/04/2026", "2026-04-13"),
        // Nobody means one of years ago, or one to come.
        ("20.11.26", "2026-11-20"),
        ("20 noyabr 26", "2026-11-20"),
        ("26.11.26", "2026-11-26"),
        ("26/11/26", "2026-11-26"),
        ("31.12.25", "2025-12-31"),
        // It is told that it is to come.
        ("30.12.26", "2026-12-30"),
        ("2026-12-30", "2026-12-30"),
    ] {
        assert_eq!(read(written).as_deref(), Some(expect), "{written}");
    }
}

#[test]
fn what_may_be_two_days_is_none() {
    for slip in [
        "03/04/2026",
        "3/4/2026",
        "03-04-2026",
        "03 04 2026",
        "12/04/2026",
        "11/20/2026",
        "03/31/2026",
        "26-11-20",
        "26/11/20",
        "26 11 20",
        "26.11.12",
        "26.11.20",
        "26 noyabr 20",
        "26-Nov-20",
        "20-11-26",
        "03/04/26",
        "2026-11-20 or 21",
        "2026-11-20 və ya 21",
        "2026-11-20, 21",
        "2026-11-20/21",
        "2026-11-20-21",
        "2026-11-20 5",
        "2026-11-20 2025",
        "20.11.26 və 21.11.26",
        "20.11.2026, 21.11.2026",
        "20.11.2026 21.11.2026",
        "20.11.2026 21.11",
        "20.11.2026 14.05",
        "20.11.2026-21.11.2026",
        "20.11.2026 14:30 - 21.11.2026 15:00",
        "20.11.2026 14:30 və 21.11.2026",
        "20-21.11.2026",
        "20,21.11.2026",
        "20 21.11.2026",
        "20 və 21 noyabr 2026",
        "20, 21 noyabr 2026",
        "20 noyabr 2026 və 21 noyabr 2026",
        "20.11.2026.12",
        "20.11.2026 or later",
        "20.11.2026 və sonra",
        "20.11.2026 yesterday",
        "20.11.2026 dünən",
        "after 20.11.2026",
        "not 20.11.2026",
        "2026-03-31/2026-04-02",
        "11 12.11.2026",
        "1 2 3 4 5 6 7 8",
    ] {
        assert_eq!(read(slip), None, "{slip}");
    }
}

#[test]
fn what_is_no_day_is_none() {
    for slip in [
        "",
        "dünən",
        "2026",
        "mart 2026",
        "2026-02-30",
        "29.02.2026",
        "31.03",
        "2026-13-01",
        "31 x 2026",
        "10000-01-01",
        "2026-03-311",
        "31.03.202",
        "20261120",
        "31.03-2026",
        "x31.03.2026",
        "31.03.2026x",
    ] {
        assert_eq!(read(slip), None, "{slip}");
    }
    // However long it is.
    assert_eq!(read(&"the ".repeat(100_000)), None);
    assert_eq!(read(&"st".repeat(100_000)), None);
    assert_eq!(read(&"31.".repeat(100_000)), None);
}

#[test]
fn more_than_a_day_is_seen() {
    for alone in [
        "20.11.2026",
        "təxminən 20.11.2026",
        "20 noyabr 2026-cı il",
        "2026-11-20.",
        // The time stands in its own field then.
        "2026-11-20T14:30",
        "20.11.2026 saat 14",
    ] {
        assert!(is_day_alone(alone, None), "{alone}");
    }
    for more in ["20.11.2026 14:30, sabah", "20.11.2026 14:30-15:00", "2026-11-20T14:30Z", ""] {
        assert!(!is_day_alone(more, None), "{more}");
    }
    assert!(is_day_alone("2026-11-20T14:30Z", Some(&TimeZone::UTC)));
}

#[test]
fn the_time_beside_a_day_is_read() {
    for (written, expect) in [
        ("2026-11-20T23:30:00Z", Some("23:30:00 UTC")),
        ("2026-11-20T23:30-05:00", Some("23:30:00 -05")),
        ("2026-11-20 23:30:00 +0400", Some("23:30:00 +04")),
        ("20.11.2026 axşam 9-da", Some("21:00:00")),
        ("20.11.2026 at 2 pm", Some("14:00:00")),
        ("20 noyabr 2026-cı il, saat 14:30-da", Some("14:30:00")),
        ("20.11.2026", None),
        ("20.11.2026 axşam", None),
    ] {
        let read = date(written, TODAY.parse().ok()).unwrap_or_else(|| panic!("{written}"));
        let told = read.time.map(|time| {
            let zone = time.zone.map(|zone| {
                let name = |offset: jiff::tz::Offset| offset.to_string();
                zone.iana_name().map_or_else(
                    || zone.to_fixed_offset().map_or_else(|_| "?".to_owned(), name),
                    str::to_owned,
                )
            });
            [Some(time.at.to_string()), zone].into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        assert_eq!(told.as_deref(), expect, "{written}");
    }
}

#[test]
fn what_nobody_means_or_nobody_knows_is_none() {
    for slip in [
        "Oct-26-01",
        "1448-10-01",
        "1405/07/09",
        "01.10.0026",
        "2999-01-01",
        "Thu, 27 Nov 2026",
        "Sat 1 Nov 2026",
        "27 noyabr 2026, cümə axşamı",
        "28.11.2026 bazar",
        "1 Martha 2026",
        "1 Marketing 2026",
        "1 Septic 2026",
        "20.11.2026 12:00 midnight",
        "20.11.2026 10:30 tonight",
        "20.11.2026 14:30 EST",
        "2026-11-20T14:30 tomorrow",
        "20.11.2026 3 hours ago",
    ] {
        assert_eq!(read(slip), None, "{slip}");
    }
    for (written, expect) in [
        ("Fri, 27 Nov 2026", "2026-11-27"),
        ("27 noyabr 2026, CÜMƏ", "2026-11-27"),
        ("24 NOYABR 2026, ÇƏRŞƏNBƏ AXŞAMI", "2026-11-24"),
        ("1 MARTIN 2026", "2026-03-01"),
        ("bazar ertəsi, 23 noyabr 2026", "2026-11-23"),
        ("Sunday 1 Nov 2026", "2026-11-01"),
        ("27 ноября 2026", "2026-11-27"),
        ("27 Sept 2026", "2026-09-27"),
        ("27 noyabrda 2026", "2026-11-27"),
    ] {
        assert_eq!(read(written).unwrap_or_default(), expect, "{written}");
    }
}
