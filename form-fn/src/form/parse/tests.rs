//! Definitions that hold and those that do not, told with the way to them.

use super::*;
use crate::form::Message;

const INCIDENT: &str = include_str!("../../../../content/forms/incident.yaml");

fn check(change: (&str, &str), expect: &str) {
    assert!(INCIDENT.contains(change.0), "{} stands in the form", change.0);
    let errors = Definition::parse(&INCIDENT.replacen(change.0, change.1, 1))
        .expect_err("a mistake was made");
    let told: Vec<_> = errors.iter().map(|e| format!("{e} ({})", e.help)).collect();
    assert!(told.iter().any(|told| told.contains(expect)), "{told:#?}");
}

#[test]
fn the_incident_form_that_is_shipped_can_be_read() {
    let form = Definition::parse(INCIDENT).expect("the form parses");
    assert_eq!(form.languages(), ["az", "en"]);
    assert_eq!(form.version.len(), 16);
    assert!(!form.takes_files());
    let az = form.personal_data("az");
    assert_eq!(az[0].label, "İnsident barədə");
    assert_eq!(az[0].fields[0], ("Nə baş verib?".to_owned(), "indirect"));
}

#[test]
fn mistakes_have_a_way_and_help() {
    check((", en: \"Telephone number\"", ""), "`label` is not written in `en`");
    check(("group: technical", "group: technica"), "group `technica` that does not exist");
    check(
        ("not_after_field: detected_date", "not_after_field: nothing"),
        "a field `nothing` that does not exist",
    );
    check(("en: \"Evidence\"", "en: \"Evidence\", en: \"Again\""), "\"en\" is written twice");
    check(("not_before: \"2000-01-01\"", "not_before: \"2000-13-01\""), "“2000-13-01” is no day");
    check(("\n  submit:", "\n  # submit:"), "the message `submit` is missing");
    check(("languages: [az, en]", "languages: [az, en, ru]"), "`optional` is not written in `ru`");
    check(
        ("group: impact\n    type: text\n", "group: impact\n    type: text\n    required: true\n"),
        "`others_notified` has to be answered, but `impact` is a closed group",
    );
    check((", en: \"Lets us verify what happened.\"", ""), "`help` is not written in `en`");
    check(
        ("max_length: 20000", "max_length: 80000"),
        "limits.body_bytes: `body_bytes` is 1048576, but the fields at their longest take 1",
    );
    check(("files_body_bytes: 4194304", "files_body_bytes: 100000"), "`files_body_bytes` is");
    check(
        ("files_body_bytes: 4194304", "files_body_bytes: 16777217"),
        "limits.files_body_bytes: `files_body_bytes` is 16777217, more than the 16777216 that any post may have",
    );
    check(
        ("{max_count: 3, max_total_bytes: 3145728}", "{max_count: 3}"),
        "`attachments` has no upper limit (for example: constraints: {max_total_bytes: 3145728})",
    );
    check(("- id: others_notified", "- id: title"), "the name `title` is taken");
    check(
        ("number_prefix: R ", "number_prefix: r "),
        "number_prefix: `r` cannot begin a report number",
    );
}

#[test]
fn a_form_says_otherwise_what_it_likes() {
    let own = "messages:\n  optional: {az: \"könüllü\", en: \"as you like\"}";
    let form = Definition::parse(&INCIDENT.replacen("messages:", own, 1)).expect("it parses");
    assert_eq!(form.say(Message::Optional, "en"), "as you like");
    assert_eq!(form.say(Message::Choose, "en"), "Choose");
}

#[test]
fn every_message_has_its_key() {
    for (message, key) in Message::ALL {
        assert_eq!(serde_yaml::from_str::<Message>(key).expect("a key"), message);
    }
}
