//! Days and times that are stated in one zone and kept in another.

use crate::form::{Definition, Message};
use crate::report::Number;
use crate::validate::tests::sound;
use crate::validate::validate;

/// What becomes of a day, a time and a zone as a reporter gives them.
fn told(day: &str, time: &str, zone: &str) -> Result<[String; 2], Vec<(String, Message)>> {
    let definition = Definition::parse(include_str!("../../../../content/forms/incident.yaml"));
    let mut submission = sound();
    for (field, value) in [("detected_date", day), ("detected_time", time), ("timezone", zone)] {
        submission.values.insert(field.to_owned(), vec![value.to_owned()]);
    }
    let now = "2026-11-29T12:00:00Z".parse().expect("a time");
    let definition = definition.expect("the form parses");
    let report = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
    let report = report
        .map_err(|errors| errors.into_iter().map(|e| (e.field, e.problem)).collect::<Vec<_>>())?;
    // Where they are others, the words stand beside them.
    for (field, words) in [("detected_date", day), ("detected_time", time)] {
        let value = report.values(field).first().cloned().unwrap_or_default();
        let is_kept = words.is_empty() || value == words || report.written(field) == Some(words);
        assert!(is_kept, "{field} {words}: {value}");
    }
    Ok(["detected_date", "detected_time"]
        .map(|field| report.values(field).first().cloned().unwrap_or_default()))
}

#[test]
fn stated_zones_are_brought_into_the_one_of_the_form() {
    for (day, time, zone, expect) in [
        ("2026-11-27", "14:30", "Asia/Baku", ["2026-11-27", "14:30"]),
        ("2026-11-27", "14:30Z", "Asia/Baku", ["2026-11-27", "18:30"]),
        ("2026-11-27", "14:30 UTC", "Asia/Baku", ["2026-11-27", "18:30"]),
        ("2026-11-27", "14:30 UTC", "UTC", ["2026-11-27", "14:30"]),
        ("2026-11-27", "14:30+04:00", "Asia/Baku", ["2026-11-27", "14:30"]),
        ("2026-11-27", "14:30 GMT+2", "Asia/Baku", ["2026-11-27", "16:30"]),
        ("2026-11-27", "10:30 -05:00", "Asia/Baku", ["2026-11-27", "19:30"]),
        ("2026-11-27", "14:30 Bakı vaxtı", "UTC", ["2026-11-27", "10:30"]),
        ("2026-11-27", "14:30:15 MSK", "Asia/Baku", ["2026-11-27", "15:30:15"]),
        // In the summers before 2016 Baku was five hours ahead.
        ("2015-07-01", "14:30Z", "Asia/Baku", ["2015-07-01", "19:30"]),
        // What the form does not know it cannot bring into another.
        ("2026-11-27", "14:30Z", "other", ["2026-11-27", "14:30"]),
        // The time goes where times belong.
        ("2026-11-27T23:30:00Z", "", "Asia/Baku", ["2026-11-28", "03:30"]),
        ("2026-10-01T23:30-05:00", "", "Asia/Baku", ["2026-10-02", "08:30"]),
        ("2026-11-27 23:30", "", "Asia/Baku", ["2026-11-27", "23:30"]),
        ("27.11.2026 axşam 9-da", "", "Asia/Baku", ["2026-11-27", "21:00"]),
        ("Fri, 27 Nov 2026 14:30:00 +0000", "", "Asia/Baku", ["2026-11-27", "18:30"]),
        ("2026-11-27T23:30:00Z", "23:30", "Asia/Baku", ["2026-11-28", "03:30"]),
        ("2026-11-27 14:30", "14:30Z", "Asia/Baku", ["2026-11-27", "18:30"]),
        ("2026-11-27", "", "Asia/Baku", ["2026-11-27", ""]),
    ] {
        let expect = expect.map(str::to_owned);
        assert_eq!(told(day, time, zone), Ok(expect), "{day} {time} {zone}");
    }
}

#[test]
fn what_may_be_two_moments_is_asked_again() {
    for (day, time, field, problem) in [
        // Is the day one of Greenwich, or of Baku?
        ("2026-11-27", "23:30Z", "detected_time", Message::Time),
        ("2026-11-27", "01:00 +09:00", "detected_time", Message::Time),
        ("2026-11-27", "14:30 EST", "detected_time", Message::Time),
        ("2026-11-27T14:30", "15:30", "detected_date", Message::Date),
        ("2026-11-27T14:30Z", "14:30+04:00", "detected_date", Message::Date),
        // It is to come, where the form is.
        ("2026-11-29T23:30Z", "", "detected_date", Message::Future),
        ("2026-11-29T14:30Z", "", "detected_time", Message::Future),
        ("2026-11-27T14:30Z", "noon or so", "detected_time", Message::Time),
    ] {
        let expect = Err(vec![(field.to_owned(), problem)]);
        assert_eq!(told(day, time, "Asia/Baku"), expect, "{day} {time}");
    }
}
