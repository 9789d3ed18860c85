//! Answers → a report, or what is wrong with them.

use super::*;

pub fn sound() -> Submission {
    let pairs = [
        ("reply_wanted", "reply"),
        ("reporter_email", "aygün@example.az"),
        ("preferred_language", "az"),
        ("incident_type", "phishing"),
        ("description", "Saxta məktub aldım və keçidi açdım."),
        ("detected_date", "2026-11-23"),
        ("timezone", "Asia/Baku"),
        ("tlp", "TLP:AMBER"),
        ("identity_sharing", "never"),
        ("privacy_ack", "yes"),
    ];
    let values =
        pairs.into_iter().map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).collect();
    Submission { values, files: Vec::new() }
}

fn definition() -> Definition {
    Definition::parse(include_str!("../../../content/forms/incident.yaml"))
        .expect("the form parses")
}

#[track_caller]
fn check(field: &str, values: &[&str], expect: Result<&[&str], Message>) {
    let definition = definition();
    let mut submission = sound();
    submission.values.insert(field.to_owned(), values.iter().map(|v| (*v).to_owned()).collect());
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    let got = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
    let got = match &got {
        Ok(report) => Ok(report.values(field).iter().map(String::as_str).collect::<Vec<_>>()),
        Err(errors) => Err(errors
            .iter()
            .find(|error| error.field == field)
            .expect("the error stands at the field")
            .problem),
    };
    assert_eq!(got, expect.map(<[&str]>::to_vec), "{field} {values:?}");
}

#[test]
fn values_are_taken_in_their_form_or_refused_with_the_rule_they_break() {
    use Message as M;
    check("title", &["  a title  "], Ok(&["a title"]));
    check("title", &["abc"], Err(M::TooShort));
    check("title", &["a\nb c d"], Err(M::Control));
    check("title", &["a\0b c d"], Err(M::Control));
    check("title", &["a\tb c d"], Ok(&["a b c d"]));
    check("title", &[&"ə".repeat(120)], Ok(&[&"ə".repeat(120)]));
    check("title", &[&"ə".repeat(121)], Err(M::TooLong));
    check("title", &["first title", "second title"], Err(M::Twice));
    check("title", &["one title", "one title", " "], Ok(&["one title"]));
    check("description", &["   \n\n  "], Err(M::Required));
    check("affected_systems", &[&"x\n".repeat(200)], Ok(&[&"x\n".repeat(200)]));
    check("affected_systems", &[&"x\n".repeat(300)], Err(M::TooManyLines));
    check("incident_type", &["phishing; rm -rf"], Err(M::Option));
    check("violated", &["integrity", "availability"], Ok(&["integrity", "availability"]));
    check("violated", &["integrity", "beauty"], Err(M::Option));
    check("reporter_email", &[""], Err(M::Required));
    check("reporter_email", &["a b@c.az"], Err(M::Email));
    check("affected_count", &["12"], Ok(&["12"]));
    check("affected_count", &["1e3"], Err(M::Number));
    check("affected_count", &["1000001"], Err(M::Number));
    check("affected_count", &["10-1000001"], Err(M::Number));
    check("pgp_fingerprint", &["ABCD ".repeat(10).as_str()], Ok(&["ABCD".repeat(10).as_str()]));
    check("pgp_fingerprint", &["ABCD"], Err(M::Fingerprint));
    check("external_reference", &["RT #12/a"], Ok(&["RT #12/a"]));
    for nothing in ["---", "n/a", "Yoxdur"] {
        check("external_reference", &[nothing], Ok(&[]));
        check("reporter_phone", &[nothing], Ok(&[]));
        check("affected_count", &[nothing], Ok(&[]));
        check("detected_time", &[nothing], Ok(&[]));
        check("reporter_email", &[nothing], Err(M::Required));
    }
    check("detected_date", &["2026-11-23"], Ok(&["2026-11-23"]));
    check("detected_date", &["2026-11-24"], Err(M::Future));
    check("detected_date", &["2026-02-30"], Err(M::Date));
    check("detected_date", &["1999-12-31"], Err(M::TooEarly));
    check("detected_time", &["24:00"], Err(M::Time));
    check("detected_time", &["15:59"], Ok(&["15:59"]));
    check("started_date", &["2026-11-24"], Err(M::Future));
    check("started_date", &["24.11.2026"], Err(M::Future));
    check("started_time", &["10:00"], Err(M::Needs));
    check("privacy_ack", &["no"], Err(M::MustBe));
    check("privacy_ack", &[], Err(M::Required));
    check("reporter_phone", &["+994 (12) 345"], Ok(&["+994 (12) 345"]));
    check("reporter_phone", &["+-----"], Err(M::Tel));
}

#[test]
fn what_cannot_be_seen_answers_nothing() {
    use Message as M;
    for (invisible, problem) in [
        (" \u{200b}".repeat(20), M::Required),
        ("\u{200b}".repeat(20), M::Required),
        ("\u{2800}\u{3164}\u{ad}".repeat(20), M::Required),
        (format!("help{}", "\u{200b}".repeat(20)), M::TooShort),
        (format!("help{}me", " ".repeat(20)), M::TooShort),
        (format!("help{}me", "\u{feff}\n".repeat(20)), M::TooShort),
    ] {
        check("description", &[&invisible], Err(problem));
    }
}

#[test]
fn evidence_stays_as_it_was_sent() {
    let text = " \u{212a}\u{37e} e\u{301} \u{202e}x\u{200d}\t\r\0\n\n twenty characters \n ";
    for field in ["description", "evidence_text", "affected_systems", "actions_taken"] {
        check(field, &[text], Ok(&[text]));
    }
    // Letters in two pieces count once.
    let decomposed = "e\u{301}".repeat(10_000);
    check("description", &[&decomposed], Ok(&[&decomposed]));
}

/// What is meant, and what was written where that looks different.
#[test]
fn the_words_stand_beside_what_they_mean() {
    let definition = definition();
    let check = |field: &str, text: &str, meant: &str, written: bool| {
        let mut submission = sound();
        submission.values.insert(field.to_owned(), vec![text.to_owned()]);
        submission.values.insert("started_date".to_owned(), vec!["2026-11-01".to_owned()]);
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let report = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
        let report = report.unwrap_or_else(|errors| panic!("{field} {text}: {errors:?}"));
        let answer = report.answers.iter().find(|a| a.field == field).expect("it is answered");
        assert_eq!(answer.values, [meant], "{field} {text}");
        assert_eq!(answer.written.as_deref(), written.then_some(text), "{field} {text}");
    };
    check("reporter_email", "Ad Soyad <a@b.az>", "a@b.az", true);
    check("reporter_email", "a@b.az", "a@b.az", false);
    check("reporter_email", "aygu\u{308}n@b.az", "aygün@b.az", false);
    let marks = "\u{202d}+994 50 123 45 67\u{202c}";
    check("reporter_phone", marks, "+994 50 123 45 67", true);
    check("reporter_phone", "+994  50", "+994 50", false);
    check("affected_count", "~20", "20", true);
    check("affected_count", "10-15", "10-15", false);
    check("affected_count", "1 200", "1200", true);
    check("detected_time", "9:05", "09:05", true);
    check("detected_time", "14:30:00", "14:30", true);
    check("detected_date", "1 noyabr 2026", "2026-11-01", true);
    check("external_reference", "[RT #77]", "[RT #77]", false);
    check("tlp", "tlp:green", "TLP:GREEN", true);
    check("tlp", "red", "TLP:RED", true);
    check("incident_type", "Fişinq: saxta məktub və ya səhifə", "phishing", true);
    check("privacy_ack", "on", "yes", true);
    check("title", "a  title\there", "a  title here", false);
}

#[test]
fn marks_without_end_are_too_long() {
    let marks = format!("+994 50 123 45 67{}", "\u{200b}".repeat(1000));
    check("reporter_phone", &[&marks], Err(Message::TooLong));
    let zeros = "0".repeat(1000);
    check("affected_count", &[&zeros], Err(Message::TooLong));
}

/// A day has begun where it has begun, and nowhere else.
#[test]
fn no_day_is_taken_before_it_begins_where_the_reporter_is() {
    let definition = definition();
    for (now, zone, last) in [
        ("2026-11-28T11:20:00Z", "Asia/Baku", "2026-11-28"),
        ("2026-11-28T19:59:59Z", "Asia/Baku", "2026-11-28"),
        ("2026-11-28T20:00:00Z", "Asia/Baku", "2026-11-29"),
        ("2026-11-28T20:00:00Z", "UTC", "2026-11-28"),
        ("2026-11-28T09:59:59Z", "other", "2026-11-28"),
        ("2026-11-28T10:00:00Z", "other", "2026-11-29"),
        ("2026-11-28T10:00:00Z", "", "2026-11-29"),
        ("2026-11-28T10:00:00Z", "Mars/Base", "2026-11-29"),
    ] {
        let last: jiff::civil::Date = last.parse().expect("a day");
        for (date, is_good) in [(last, true), (last.tomorrow().expect("a day"), false)] {
            for field in ["detected_date", "started_date"] {
                let mut submission = sound();
                let mut set = |name: &str, value: &str| {
                    submission.values.insert(name.to_owned(), vec![value.to_owned()]);
                };
                set("detected_date", &last.to_string());
                set(field, &date.to_string());
                set("timezone", zone);
                let now = now.parse().expect("a time");
                let got =
                    validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
                let errors = got.err().unwrap_or_default();
                let is_told =
                    errors.iter().any(|e| e.field == field && e.problem == Message::Future);
                assert_eq!(is_told, !is_good, "{now} {zone} {field} {date} {errors:?}");
            }
        }
    }
}

#[test]
fn a_time_of_today_has_come_where_the_reporter_is() {
    let definition = definition();
    for (zone, day, time, is_good) in [
        ("Asia/Baku", "2026-11-23", "16:00", true),
        // Clocks differ.
        ("Asia/Baku", "2026-11-23", "16:15", true),
        ("Asia/Baku", "2026-11-23", "16:16", false),
        ("Asia/Baku", "23.11.2026", "23.59", false),
        ("Asia/Baku", "2026-11-23", "11 pm", false),
        ("Asia/Baku", "2026-11-23", "saat 23:30-da", false),
        ("Asia/Baku", "2026-11-23", "gecə 11", false),
        ("Asia/Baku", "2026-11-23", "3 pm", true),
        ("Asia/Baku", "2026-11-23", "~16:10", true),
        ("Asia/Baku", "2026-11-23", "~17:00", false),
        ("Asia/Baku", "2026-11-22", "23:59", true),
        ("UTC", "2026-11-23", "12:10", true),
        ("UTC", "2026-11-23", "16:00", false),
        // It is 02:00 of the next day at UTC+14.
        ("other", "2026-11-23", "23:59", true),
        ("other", "2026-11-24", "02:00", true),
        ("other", "2026-11-24", "03:00", false),
        // Of these nobody knows.
        ("Asia/Baku", "2026-11-23", "17:00 or so", true),
        ("Asia/Baku", "2026-11-23", "15:00-17:00", true),
        ("other", "2026-11-23", "17:00 MSK", true),
        // It is 18:00 in Baku then, and 14:00.
        ("Asia/Baku", "2026-11-23", "17:00 MSK", false),
        ("Asia/Baku", "2026-11-23", "13:00 MSK", true),
    ] {
        for (date, at) in [("detected_date", "detected_time"), ("started_date", "started_time")] {
            let mut submission = sound();
            let mut set = |name: &str, value: &str| {
                submission.values.insert(name.to_owned(), vec![value.to_owned()]);
            };
            set("detected_date", day);
            set("timezone", zone);
            set(date, day);
            set(at, time);
            let now = "2026-11-23T12:00:00Z".parse().expect("a time");
            let got = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
            let errors = got.err().unwrap_or_default();
            let told: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.problem)).collect();
            let expect: &[_] = if is_good { &[] } else { &[(at, Message::Future)] };
            assert_eq!(told, expect, "{zone} {day} {time} {errors:?}");
        }
    }
}

#[test]
fn the_start_is_not_later_than_the_detection_by_the_times_either() {
    let definition = definition();
    for (days, start, detected, is_good) in [
        (["2026-11-20", "2026-11-20"], "11:00", "10:00", false),
        (["2026-11-20", "20.11.2026"], "11.00", "9:5", false),
        (["2026-11-20", "2026-11-20"], "10:00", "10:00", true),
        (["2026-11-20", "2026-11-20"], "10:00:01", "10:00", false),
        (["2026-11-20", "2026-11-20"], "09:00", "10:00", true),
        (["2026-11-19", "2026-11-20"], "11:00", "10:00", true),
        (["21.11.2026", "2026-11-20"], "", "10:00", false),
        (["2026-11-20", "2026-11-20"], "11:00", "", true),
        (["2026-11-20", "2026-11-20"], "11:00", "noon", true),
        // Of these nobody knows.
        (["2026-11-20", "2026-11-20"], "11:00", "10:00-12:00", true),
        (["2026-11-20", "2026-11-20"], "~10:10", "10:00", true),
        (["2026-11-20", "2026-11-20"], "11:00", "10:00Z", true),
        (["2026-11-20", "2026-11-20"], "11:00+06:00", "10:00", true),
    ] {
        let mut submission = sound();
        for (name, value) in [
            ("started_date", days[0]),
            ("detected_date", days[1]),
            ("started_time", start),
            ("detected_time", detected),
        ] {
            submission.values.insert(name.to_owned(), vec![value.to_owned()]);
        }
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let got = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
        let errors = got.err().unwrap_or_default();
        let told: Vec<_> =
            errors.iter().filter(|e| e.problem == Message::Order).map(|e| &e.field).collect();
        let field = if start.is_empty() { "started_date" } else { "started_time" };
        let expect: &[&str] = if is_good { &[] } else { &[field] };
        assert_eq!(told, expect, "{days:?} {start} {detected} {errors:?}");
    }
}
