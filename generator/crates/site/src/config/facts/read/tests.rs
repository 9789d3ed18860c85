//! What is read of facts as people write them.

use super::*;
use std::sync::Arc;

/// A fact of a file, and what is told of the file.
fn read(yaml: &str, key: &str) -> (FactValue, Vec<String>) {
    let languages = certsite_testing::az_en();
    let file: Arc<str> = "content/team.yaml".into();
    let mut diagnostics = Vec::new();
    let files = Files { team: (file.clone(), yaml.into()), site: (file, "".into()) };
    let facts = Facts::read(&languages, files, &Value::Null, &mut diagnostics);
    let text = certsite_base::diag::print(&diagnostics, certsite_base::diag::PrintFormat::Short);
    let value = facts.get(key).expect("a known key").value.clone();
    (value, text.lines().map(str::to_owned).collect())
}

fn check(yaml: &str, key: &str, expect: &FactValue, problems: &[&str]) {
    let (value, told) = read(yaml, key);
    assert_eq!(&value, expect);
    assert_eq!(told, problems);
}

fn both(text: &str) -> FactValue {
    FactValue::Known(PerLang::new(&certsite_testing::az_en(), |_| vec![text.to_owned()]))
}

#[test]
fn a_fact_is_known_none_or_unknown() {
    check("team:\n  phone: +994 12 000 00 00\n", "team.phone", &both("+994 12 000 00 00"), &[]);
    check("team:\n  fax: !none\n", "team.fax", &FactValue::None, &[]);
    check(
        "team:\n  phone: !unknown \"ask\"\n",
        "team.phone",
        &FactValue::Unknown("ask".into()),
        &[],
    );
    check("{}", "team.phone", &FactValue::Unknown(String::new()), &[]);
    check("team: {name: X}", "team.phone", &FactValue::Unknown(String::new()), &[]);
}

#[test]
fn what_is_no_value_is_told_where_it_stands_and_leaves_the_fact_unknown() {
    let unknown = FactValue::Unknown(String::new());
    for (value, column) in [
        ("no", 14),
        ("No", 14),
        ("\"no\"", 15),
        ("off", 14),
        ("false", 14),
        ("true", 14),
        ("yes", 14),
        ("0", 14),
        ("1", 14),
        ("0.5", 14),
        ("[]", 14),
        ("[no]", 15),
        ("[Team, false]", 21),
        ("[Team, 7]", 21),
        ("[Team, ~]", 21),
        ("[[Team]]", 15),
        ("{az: no, en: no}", 19),
        ("{az: Komanda, en: off}", 32),
        ("{az: Komanda, en: 3}", 32),
        ("{az: Komanda, en: null}", 32),
        ("{az: Komanda, en: [Team]}", 32),
        ("unknown", 14),
        ("TODO", 14),
        ("\"~\"", 15),
        ("\"!none\"", 15),
        ("'-'", 15),
        ("yox", 14),
    ] {
        let yaml = format!("team:\n  copyright: {value}\n");
        let (fact, told) = read(&yaml, "team.copyright");
        assert_eq!(fact, unknown, "{value}");
        assert_eq!(told.len(), 1, "{value}: {told:?}");
        let place = format!("content/team.yaml:2:{column}: error[bad-value]: ");
        assert!(told[0].starts_with(&place), "{value}: {told:?}");
    }
}

#[test]
fn numbers_are_read_as_they_are_written() {
    check("rfc2350: {version: 1.10}", "rfc2350.version", &both("1.10"), &[]);
    check("team: {constituency: {asn: 64500}}", "team.constituency.asn", &both("64500"), &[]);
    check("team: {phone: +994120000000}", "team.phone", &both("+994120000000"), &[]);
    let answers = "policy: {spam_reports: {az: Xeyr, en: Xeyr}}";
    check(answers, "policy.spam_reports", &both("Xeyr"), &[]);
}

#[test]
fn mistakes_have_their_line() {
    let unknown = FactValue::Unknown(String::new());
    check(
        "team:\n  name: X\n  fone: 1\n",
        "team.phone",
        &unknown,
        &["content/team.yaml:3:3: error[unknown-key]: unknown key “team.fone”"],
    );
    check(
        "team:\n  phone: 12\n",
        "team.phone",
        &unknown,
        &["content/team.yaml:2:10: error[bad-value]: “12” cannot be team.phone"],
    );
    check(
        "team:\n  hours: {az: 9–18}\n",
        "team.hours",
        &unknown,
        &["content/team.yaml:2:3: error[language-missing]: “team.hours” has no text in “en”"],
    );
}
