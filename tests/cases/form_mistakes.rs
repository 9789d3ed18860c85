//! Mistakes in a form's definition, each told at the line and column where it stands, also where
//! the same words stand elsewhere before.

use certsite_tests::{Site, project};

/// What is replaced in the shipped form, by what, and what is said at the place marked by “‸”.
const MISTAKES: &[(&str, &str, &str)] = &[
    // What cannot be read.
    ("autocomplete: name", "‸autocomplet: name", "unknown key “autocomplet”"),
    ("type: email", "type: ‸emial", "“type” cannot be “emial”"),
    ("max_lines: 200", "max_lines: ‸many", "“max_lines” is a whole number from 0"),
    ("not_before: \"2000-01-01\"", "not_before: \"‸2000-13-01\"", "“2000-13-01” is no day"),
    ("rsit: fraud/phishing", "rsit: ‸phishing", "“phishing” is no type of incident"),
    ("en: \"Evidence\"", "en: \"Evidence\", ‸en: \"Again\"", "“en”"),
    ("\n  submit:", "\n  ‸submitt:", "unknown key “submitt”"),
    ("enabled: false  ", "enabled: ‸no  ", "“enabled” is true or false"),
    // Names that do not go together.
    ("\nid: incident", "\nid: ‸Incident", "`Incident` is no name for a form"),
    ("number_prefix: R ", "number_prefix: ‸r ", "`r` cannot begin a report number"),
    ("default_language: az", "default_language: ‸ru", "`ru` is not one of the form's languages"),
    ("group: technical", "group: ‸technica", "group `technica` that does not exist"),
    ("- id: others_notified", "- id: ‸title", "the name `title` is taken"),
    ("- id: others_notified", "- id: ‸Others", "`Others` is no name for a field"),
    ("- id: others_notified", "- id: ‸lang", "the name `lang` is taken"),
    ("- id: sharing\n    open", "- id: ‸reporter\n    open", "two groups are called `reporter`"),
    (
        "group: impact\n    type: text\n",
        "group: ‸impact\n    type: text\n    required: true\n",
        "but `impact` is a closed group",
    ),
    ("not_after_field: detected_date", "not_after_field: ‸nothing", "a field `nothing`"),
    ("{value: ransomware", "{value: ‸malware", "offers `malware` twice"),
    ("default: page_language", "default: ‸fr", "`fr` is not an option of"),
    ("type: textarea", "type: ‸radio", "and its options do not go together"),
    // Texts.
    (", en: \"Telephone number\"", ", ru: \"‸Телефон\"", "`label` is written in `ru`"),
    (
        "label: {az: \"Telefon nömrəsi\"",
        "‸label: {ru: \"Телефон\"",
        "`label` is not written in `az`",
    ),
    ("en: \"Telephone number\"", "‸en: \" \"", "`label` is not written in `en`"),
    // Sizes.
    ("  body_bytes: 1048576", "  body_bytes: ‸1000", "`body_bytes` is 1000, but"),
    ("files_body_bytes: 4194304", "files_body_bytes: ‸0x10", "`files_body_bytes` is 16, but"),
    (
        "constraints: {max_count: 3, max_total_bytes: 3145728}",
        "‸constraints: {max_count: 3}",
        "`attachments` has no upper limit",
    ),
];

#[test]
fn each_mistake_of_a_form_is_told_where_it_stands() {
    let shipped = project().join("content/forms/incident.yaml");
    let shipped = std::fs::read_to_string(shipped).expect("it is shipped");
    let site = Site::with("");
    let mut wrong = Vec::new();
    for (old, new, says) in MISTAKES {
        assert!(shipped.contains(old), "“{old}” stands in the form");
        let marked = shipped.replacen(old, new, 1);
        let (before, after) = marked.split_once('‸').expect("a mark");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        site.write("content/forms/incident.yaml", format!("{before}{after}"));
        let run = site.check(&["--format", "short"]).exits(1);
        let place = format!("content/forms/incident.yaml:{line}:{column}: error");
        if !run.stdout.lines().any(|l| l.starts_with(&place) && l.contains(says)) {
            let told = run.stdout.lines().filter(|line| line.contains("error"));
            let told: Vec<_> = told.collect();
            wrong.push(format!("“{new}”: not “{says}” at {place}: {told:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Written in blocks, where the first of several alike was found.
#[test]
fn the_value_that_is_wrong_is_meant_not_the_first_alike() {
    let shipped = project().join("content/forms/incident.yaml");
    let shipped = std::fs::read_to_string(shipped).expect("it is shipped");
    let site = Site::with("");
    // The name stands first as another field's group and in a comment.
    let field = "\n  - id: reporter\n    group: nowhere # id: reporter\n    type: checkbox\n    \
                 label:\n      az: Bir\n      en: One\n";
    let (before, after) = shipped.split_once("\nfields:\n").expect("it has fields");
    let text = format!("{before}\nfields:{field}{after}");
    let line = text[..text.find("nowhere").expect("it is there")].matches('\n').count() + 1;
    site.write("content/forms/incident.yaml", text);
    let run = site.check(&["--format", "short"]).exits(1);
    run.says(&format!("content/forms/incident.yaml:{line}:12: error[form]"));
}
