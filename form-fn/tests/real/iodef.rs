//! Reports of every kind as IODEF, judged by lxml against a schema of RFC 7970, and read back.

use crate::world::{self, full_post, incident};
use form_fn::form::{Definition, Field, Kind};
use form_fn::intake::Submission;
use form_fn::iodef::iodef;
use form_fn::report::{Number, Report};
use form_fn::validate::validate;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;

/// What XML, its readers and their schemas could trip over.
const HOSTILE: [&str; 16] = [
    "]]> <![CDATA[ x ]]>",
    "&amp; &lt; &#0; &unknown; & <",
    "</Description><Contact role=\"creator\"/>",
    "<!-- x -- --> <?xml version=\"1.0\"?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]> &e;",
    "\"quotes\" 'single' = \u{a0}",
    "ƏəĞğİıÖöŞşÜüÇç",
    "\u{202e}bidi\u{202c} \u{200b}\u{feff}",
    "👩‍💻 😀 🇦🇿 \u{10fffd}",
    "\u{fffe}\u{ffff}\u{fdd0}",
    "\0\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{9f}",
    "e\u{301}\u{345}\u{2028}\u{2029}",
    "xmlns:a=\"b\" a:b",
    "  blanks\tand\ttabs  ",
    "192.0.2.7\n2001:db8::/32\nhttps://a.example/?b=1&c=<d>\nevil.example\na@b.example\nAS64500",
    "192.0.2.7:22\nhxxp://x[.]y\nour server & theirs\n\n   \n]]>",
];

/// What XML has no way to write is shown as U+FFFD.
fn written(text: &str) -> String {
    let lost =
        |c: char| (c < ' ' && c != '\t' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if lost(c) { '\u{fffd}' } else { c }).collect()
}

fn report(definition: &Definition, lang: &str, pairs: &[(String, String)]) -> Option<Report> {
    let mut submission = Submission::default();
    for (field, value) in pairs {
        submission.values.entry(field.clone()).or_default().push(value.clone());
    }
    let now = "2026-02-03T04:05:06Z".parse().expect("a time");
    let number = Number::new("R", now, [1, 2, 3, 4, 5, 6, 7]);
    validate(definition, &submission, lang, now, number).ok()
}

/// The smallest post that is accepted.
fn least(definition: &Definition) -> Vec<(String, String)> {
    let required = |field: &&Field| field.required;
    let fields = definition.fields.iter().filter(required);
    let mut pairs: Vec<_> = fields
        .flat_map(|field| world::answer(field).into_iter().map(|value| (field.id.clone(), value)))
        .collect();
    set(&mut pairs, "reply_wanted", "info_only");
    pairs
}

fn set(pairs: &mut Vec<(String, String)>, field: &str, value: &str) {
    pairs.retain(|(name, _)| name != field);
    pairs.push((field.to_owned(), value.to_owned()));
}

/// A document as lxml reads it.
struct Read(Value);

impl Read {
    /// The text of each element of this name in a parent of that name.
    fn texts(&self, parent: &str, name: &str) -> Vec<&str> {
        self.elements(parent, name).map(|e| e["text"].as_str().expect("text")).collect()
    }

    fn attributes(&self, parent: &str, name: &str) -> Vec<&Value> {
        self.elements(parent, name).map(|e| &e["attributes"]).collect()
    }

    fn elements(&self, parent: &str, name: &str) -> impl Iterator<Item = &Value> {
        let all = self.0["elements"].as_array().expect("elements").iter();
        all.filter(move |e| e["name"] == name && e["parent"] == parent)
    }
}

/// Lets lxml judge and read the documents of these reports.
#[track_caller]
fn judged(definition: &Definition, reports: &[Report]) -> Vec<Read> {
    let documents = reports.iter().map(|report| {
        let bytes = iodef(definition, report, "form@cert.example");
        String::from_utf8(bytes).expect("it says that it is UTF-8")
    });
    let documents: Vec<_> = documents.collect();
    let verdicts = world::judged("iodef-2.0.rng", &documents);
    for (verdict, document) in verdicts.iter().zip(&documents) {
        assert_eq!(verdict["errors"], serde_json::json!([]), "{document}");
    }
    verdicts.into_iter().map(Read).collect()
}

#[track_caller]
fn read(definition: &Definition, lang: &str, pairs: &[(String, String)]) -> Read {
    let report = report(definition, lang, pairs).expect("the post is accepted");
    judged(definition, &[report]).remove(0)
}

#[test]
fn a_full_report_is_there_in_both_languages() {
    let (_, definition) = incident(false);
    for (lang, role) in
        [("az", "Sistem və ya şəbəkə inzibatçısı"), ("en", "A system or network administrator")]
    {
        let read = read(&definition, lang, &full_post(&definition, lang));
        let incident = read.attributes("IODEF-Document", "Incident")[0];
        assert_eq!(incident["purpose"], "reporting");
        // AMBER+STRICT is the second label of the form.
        assert_eq!(incident["restriction"], "need-to-know");
        assert_eq!(incident["{http://www.w3.org/XML/1998/namespace}lang"], lang);
        assert_eq!(read.attributes("Incident", "IncidentID")[0]["name"], "cert.example");
        assert_eq!(read.texts("AlternativeID", "IncidentID"), ["REF-2026/7"]);
        assert_eq!(read.attributes("AlternativeID", "IncidentID")[0]["name"], "unvan.example");
        assert_eq!(read.texts("Incident", "GenerationTime"), ["2026-02-03T04:05:06Z"]);
        // The second zone of the form is UTC.
        assert_eq!(read.texts("Incident", "DetectTime"), ["2026-01-31T23:59:00+00:00"]);
        assert_eq!(read.texts("Incident", "StartTime"), ["2026-01-31T23:59:00+00:00"]);
        assert_eq!(read.texts("Incident", "AdditionalData"), [""; 0]);
        let description = format!("description: {}", world::LETTERS);
        assert_eq!(read.texts("Incident", "Description"), [description]);
        assert_eq!(read.texts("Contact", "Description"), [role]);
        assert_eq!(
            read.texts("Contact", "ContactName"),
            ["reporter_name: Əlövsət İlqar qızı", "reporter_org: Əlövsət İlqar qızı"]
        );
        assert_eq!(read.texts("Email", "EmailTo"), ["form@cert.example", "lala@unvan.example"]);
        assert_eq!(read.texts("Telephone", "TelephoneNumber"), ["+994 12 345 67 89"]);
        assert_eq!(read.texts("Contact", "Timezone"), ["+00:00"]);
        let category =
            ["rsit:information-content-security=\"unauthorised-information-modification\""];
        assert_eq!(read.texts("Assessment", "IncidentCategory"), category);
        let impacts = read.attributes("Assessment", "SystemImpact");
        let types: Vec<_> = impacts.iter().map(|attributes| &attributes["type"]).collect();
        assert_eq!(types, ["breach-proprietary", "availability-service"]);
        assert_eq!(read.attributes("Assessment", "BusinessImpact")[0]["severity"], "low");
        assert_eq!(read.texts("HistoryItem", "Description").len(), 1);
        let systems = read.attributes("Flow", "System");
        assert_eq!((&systems[0]["category"], systems.len()), (&"source".into(), 6));
    }
}

#[test]
fn the_smallest_report_has_what_the_standard_requires() {
    let (_, definition) = incident(false);
    for lang in ["az", "en"] {
        let read = read(&definition, lang, &least(&definition));
        assert_eq!(read.texts("Email", "EmailTo"), ["form@cert.example"]);
        assert_eq!(read.attributes("Assessment", "SystemImpact")[0]["type"], "unknown");
        assert_eq!(read.texts("Incident", "EventData").len(), 0);
        assert_eq!(read.texts("Incident", "History").len(), 0);
        assert_eq!(read.texts("Incident", "DetectTime"), ["2026-01-31T00:00:00+00:00"]);
        assert_eq!(read.texts("Incident", "AdditionalData"), ["2026-01-31"]);
    }
}

#[test]
fn times_are_those_of_the_reporters_zone() {
    let (_, definition) = incident(false);
    let mut pairs = full_post(&definition, "az");
    set(&mut pairs, "timezone", "Asia/Baku");
    let baku = read(&definition, "az", &pairs);
    assert_eq!(baku.texts("Incident", "DetectTime"), ["2026-01-31T23:59:00+04:00"]);
    assert_eq!(baku.texts("Contact", "Timezone"), ["+04:00"]);
    // Where the zone is not known, no instant is made up.
    set(&mut pairs, "timezone", "other");
    let elsewhere = read(&definition, "az", &pairs);
    assert_eq!(elsewhere.texts("Incident", "DetectTime").len(), 0);
    assert_eq!(elsewhere.texts("Incident", "AdditionalData"), ["2026-01-31 23:59"; 2]);
    assert_eq!(elsewhere.texts("Contact", "Timezone").len(), 0);
    // Summer time in Baku ended in 2016.
    set(&mut pairs, "detected_date", "2015-07-01");
    set(&mut pairs, "started_date", "2015-06-30");
    set(&mut pairs, "timezone", "Asia/Baku");
    let summer = read(&definition, "az", &pairs);
    assert_eq!(summer.texts("Incident", "DetectTime"), ["2015-07-01T23:59:00+05:00"]);
}

#[test]
fn every_choice_of_the_form_has_its_place() {
    let (_, definition) = incident(false);
    let mut reports = Vec::new();
    for field in &definition.fields {
        for choice in &field.options {
            let mut pairs = full_post(&definition, "en");
            set(&mut pairs, &field.id, &choice.value);
            reports.push(report(&definition, "en", &pairs).expect("the form offers it"));
        }
    }
    assert!(reports.len() >= 60, "{}", reports.len());
    let read = judged(&definition, &reports);
    let restrictions = |label: &str| {
        let of = |(report, read): (&Report, &Read)| {
            let restriction =
                read.attributes("IODEF-Document", "Incident")[0]["restriction"].clone();
            (report.values("tlp") == [label]).then_some(restriction)
        };
        reports.iter().zip(&read).find_map(of).expect("one has the label")
    };
    for (label, word) in [
        ("TLP:RED", "red"),
        ("TLP:AMBER+STRICT", "need-to-know"),
        ("TLP:AMBER", "amber"),
        ("TLP:GREEN", "green"),
        ("TLP:CLEAR", "white"),
    ] {
        assert_eq!(restrictions(label), word);
    }
}

#[test]
fn a_choice_of_a_teams_own_is_an_extension() {
    let own = world::INCIDENT
        .replace("value: confidentiality,", "value: honour,")
        .replace("value: low,", "value: tiny,");
    let definition = Definition::parse(&own).expect("it is sound");
    let read = read(&definition, "en", &full_post(&definition, "en"));
    let impact = read.attributes("Assessment", "SystemImpact")[0];
    assert_eq!((&impact["type"], &impact["ext-type"]), (&"ext-value".into(), &"honour".into()));
    let impact = read.attributes("Assessment", "BusinessImpact")[0];
    assert_eq!(
        (&impact["severity"], &impact["ext-severity"]),
        (&"ext-value".into(), &"tiny".into())
    );
    assert_eq!(read.attributes("", "IODEF-Document")[0]["private-enum-name"], "cert.example");
}

#[test]
fn what_a_reporter_types_stays_text() {
    let (_, definition) = incident(false);
    let long = "x".repeat(25);
    for words in HOSTILE {
        let words = format!("{words}{long}");
        let mut pairs = full_post(&definition, "az");
        for field in ["description", "actions_taken", "affected_systems"] {
            set(&mut pairs, field, &words);
        }
        let read = read(&definition, "az", &pairs);
        let kept = written(&words);
        assert_eq!(read.texts("Incident", "Description"), [kept.as_str()]);
        assert_eq!(read.texts("HistoryItem", "Description"), [kept.as_str()]);
        let nodes = read.elements("Node", "Address").chain(read.elements("DomainData", "Name"));
        let nodes: Vec<_> = nodes.map(|node| node["text"].as_str().expect("text")).collect();
        for line in kept.lines().map(str::trim).filter(|line| !line.is_empty()) {
            assert!(nodes.contains(&line), "{line} among {nodes:?}");
        }
    }
}

/// Any mixture of answers that the form accepts.
#[test]
fn every_mixture_of_answers_is_sound() {
    const SEED: u64 = 7970;
    let (_, definition) = incident(false);
    let mut random = StdRng::seed_from_u64(SEED);
    let mut reports = Vec::new();
    while reports.len() < 500 {
        let mut pairs = least(&definition);
        for field in &definition.fields {
            let values = mixture(field, &mut random);
            if random.gen_bool(0.5) && !values.is_empty() {
                pairs.retain(|(name, _)| *name != field.id);
                pairs.extend(values.into_iter().map(|value| (field.id.clone(), value)));
            }
        }
        let lang = if random.gen_bool(0.5) { "az" } else { "en" };
        reports.extend(report(&definition, lang, &pairs));
    }
    judged(&definition, &reports);
}

fn mixture(field: &Field, random: &mut StdRng) -> Vec<String> {
    match field.kind {
        Kind::Select | Kind::Radio => {
            field.options.choose(random).map(|choice| choice.value.clone()).into_iter().collect()
        }
        Kind::Checkboxes => {
            let chosen = field.options.iter().filter(|_| random.gen_bool(0.5));
            chosen.map(|choice| choice.value.clone()).collect()
        }
        Kind::Textarea => {
            let lines = (0..random.gen_range(1..4)).filter_map(|_| HOSTILE.choose(random));
            vec![lines.copied().collect::<Vec<_>>().join("\n") + "some more words"]
        }
        Kind::Text if field.constraints.format.is_none() => {
            let one_line = |words: &&&str| !words.contains(char::is_control);
            let words: Vec<_> = HOSTILE.iter().filter(one_line).collect();
            words.choose(random).map(|words| words.to_string()).into_iter().collect()
        }
        _ => world::answer(field),
    }
}
