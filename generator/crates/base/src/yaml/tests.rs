//! Each mistake that people make in YAML, with all that is said of it: place, words, help.

mod broken;

use super::*;
use crate::diag::Diagnostic;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read, never used")]
struct Sample {
    title: String,
    slug: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    weight: i64,
    share: Option<f64>,
    day: Option<Day>,
    inner: Option<Inner>,
    #[serde(default)]
    list: Vec<Inner>,
    #[serde(default)]
    names: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read, never used")]
struct Inner {
    sort: Option<Sort>,
    size: Option<u8>,
    day: Option<Day>,
    #[serde(default)]
    list: Vec<Inner>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    Date,
    Title,
}

/// A value that is read from a text, and says what it would have been.
#[derive(Debug)]
struct Day;

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = match (text.len(), text.parse::<jiff::civil::Date>()) {
            (10, Ok(_)) => return Ok(Day),
            (10, Err(_)) => "is not a date that exists",
            _ => "is not a date",
        };
        let right = "a date as YYYY-MM-DD, such as 2026-11-23";
        Err(serde::de::Error::custom(format!("“{text}” {wrong}{EXPECTED}{right}")))
    }
}

fn read(yaml: &str) -> Result<Sample, Box<Diagnostic>> {
    let file: Arc<str> = "x.yaml".into();
    Source::whole(&file, yaml).read_maps()
}

/// `line:column-end code: text; help`
fn told(diagnostic: &Diagnostic) -> String {
    let spot = diagnostic.place.as_ref().and_then(|place| place.spot.clone()).expect("a spot");
    let problem = &diagnostic.problem;
    let end = spot.column + spot.width;
    let (line, column, code) = (spot.line, spot.column, problem.code());
    format!("{line}:{column}-{end} {code}: {problem}; {}", problem.help())
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (yaml, expect) in table {
        let diagnostic = read(yaml).expect_err(yaml);
        assert_eq!(told(&diagnostic), *expect, "{yaml:?}");
    }
}

#[test]
fn values_of_the_wrong_kind_are_told_with_the_right_one() {
    check(&[
        (
            "title: a\ndraft: yes\n",
            "2:8-11 bad-value: “draft” is true or false, and here stands the text “yes”; write “draft: true”",
        ),
        (
            "title: a\ndraft: No\n",
            "2:8-10 bad-value: “draft” is true or false, and here stands the text “No”; write “draft: false”",
        ),
        (
            "title: a\ndraft: bəli\n",
            "2:8-12 bad-value: “draft” is true or false, and here stands the text “bəli”; write “draft: true”",
        ),
        (
            "title: a\ndraft: 1\n",
            "2:8-9 bad-value: “draft” is true or false, and here stands the number 1; write “draft: true”",
        ),
        (
            "title: a\ndraft: \"true\"\n",
            "2:9-13 bad-value: “draft” is true or false, and here stands the text “true” in quotes; write “draft: true”",
        ),
        (
            "title: a\ndraft: maybe\n",
            "2:8-13 bad-value: “draft” is true or false, and here stands the text “maybe”; write true or false",
        ),
        (
            "title: a\ndraft:\n",
            "2:6-7 bad-value: “draft” is true or false, and here stands nothing; write true or false",
        ),
        (
            "title: a\ndraft: [true]\n",
            "2:8-14 bad-value: “draft” is true or false, and here stands a list; write true or false",
        ),
        (
            "title: a\ntags: phishing\n",
            "2:7-15 bad-value: “tags” is a list, and here stands the text “phishing”; write “tags: [phishing]”",
        ),
        (
            "tags: a, b\ntitle: x\n",
            "1:7-11 bad-value: “tags” is a list, and here stands the text “a, b”; write “tags: [a, b]”",
        ),
        (
            "title: a\ntags: {a: b}\n",
            "2:7-13 bad-value: “tags” is a list, and here stands a block of keys; begin each item on a line of its own, with a hyphen and a space before it",
        ),
        (
            "tags:\n  -a\n  -b\ntitle: x\n",
            "2:3-5 bad-value: “tags” is a list, and here stands the text “-a -b”; begin each item on a line of its own, with a hyphen and a space before it",
        ),
        (
            "title: [a]\n",
            "1:8-11 bad-value: “title” is one text, and here stands a list; write one text; between quotes if it begins with a bracket",
        ),
        (
            "title: {a: b}\n",
            "1:8-14 bad-value: “title” is one text, and here stands a block of keys; write one text; between quotes if it begins with a bracket",
        ),
        (
            "title:\n  a: b\n",
            "2:3-7 bad-value: “title” is one text, and here stands a block of keys; write one text; between quotes if it begins with a bracket",
        ),
        (
            "title: a\ntags: [a, [b]]\n",
            "2:11-14 bad-value: item 2 of “tags” is one text, and here stands a list; write one text; between quotes if it begins with a bracket",
        ),
        (
            "title: a\nweight: x\n",
            "2:9-10 bad-value: “weight” is a whole number, and here stands the text “x”; write “weight: 10”",
        ),
        (
            "title: a\nweight: 1.5\n",
            "2:9-12 bad-value: “weight” is a whole number, and here stands the number 1.5; write “weight: 10”",
        ),
        (
            "title: a\nweight:\n",
            "2:7-8 bad-value: “weight” is a whole number, and here stands nothing; write “weight: 10”",
        ),
        (
            "title: a\nshare: much\n",
            "2:8-12 bad-value: “share” is a number, and here stands the text “much”; write “share: 1.5”",
        ),
        (
            "title: a\ninner: {size: -1}\n",
            "2:15-17 bad-value: “size” is a whole number from 0, and here stands the number -1; write “size: 10”",
        ),
        (
            "title: a\ninner: {size: 300}\n",
            "2:15-18 bad-value: “size” is a whole number from 0, and here stands the number 300; write “size: 10”",
        ),
        (
            "title: a\ninner: x\n",
            "2:8-9 bad-value: “inner” is a block of keys, and here stands the text “x”; write each of its keys as “key: value” on a line of its own",
        ),
        (
            "title: a\ninner: [x]\n",
            "2:8-11 bad-value: “inner” is a block of keys, and here stands a list; write each of its keys as “key: value” on a line of its own",
        ),
        (
            "title: a\nlist: {sort: date}\n",
            "2:7-19 bad-value: “list” is a list, and here stands a block of keys; begin each item on a line of its own, with a hyphen and a space before it",
        ),
        (
            "title: a\nlist:\n  sort: date\n",
            "3:3-13 bad-value: “list” is a list, and here stands a block of keys; begin each item on a line of its own, with a hyphen and a space before it",
        ),
        (
            "title: a\nlist: [b]\n",
            "2:8-9 bad-value: item 1 of “list” is a block of keys, and here stands the text “b”; write each of its keys as “key: value” on a line of its own",
        ),
        (
            "title: a\nnames:\n  a: [b]\n",
            "3:6-9 bad-value: “a” is one text, and here stands a list; write one text; between quotes if it begins with a bracket",
        ),
        (
            "- a\n",
            "1:1-2 bad-value: here stands a list, where a block of keys belongs; write each of its keys as “key: value” on a line of its own",
        ),
        (
            "title: a\ninner: {sort: dates}\n",
            "2:15-20 bad-value: “sort” cannot be “dates”; did you mean “date”?",
        ),
        (
            "title: a\ninner: {sort: x}\n",
            "2:15-16 bad-value: “sort” cannot be “x”; write date or title",
        ),
        (
            "title: x\r\ndraft: yes\r\n",
            "2:8-11 bad-value: “draft” is true or false, and here stands the text “yes”; write “draft: true”",
        ),
    ]);
}

#[test]
fn the_value_that_is_meant_not_the_first_alike() {
    check(&[
        (
            "title: soon\nday: soon\n",
            "2:6-10 bad-value: “soon” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: Ə story\nday: Ə\n",
            "2:6-7 bad-value: “Ə” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: a\nlist:\n  - day: 2026-01-01\n  - day: 2026-01-0\n",
            "4:10-19 bad-value: “2026-01-0” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: a\nlist: [{size: 1}, {list: [{day: 2026-01-01}, {size: 1, day: x}]}]\n",
            "2:61-62 bad-value: “x” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: &t soon\nday: *t\n",
            "2:6-8 bad-value: “soon” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: a\nlist: &l [{day: x}]\n",
            "2:17-18 bad-value: “x” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: >-\n  day: x\n  y\nday: x\n",
            "4:6-7 bad-value: “x” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: \"day: x\"\n\"day\": 'x'\n",
            "2:9-10 bad-value: “x” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "title: a # day: x\n# day: x\nday: x\n",
            "3:6-7 bad-value: “x” is not a date; write a date as YYYY-MM-DD, such as 2026-11-23",
        ),
        (
            "slug: size\ntitle: a\ninner:\n  size: size\n",
            "4:9-13 bad-value: “size” is a whole number from 0, and here stands the text “size”; write “size: 10”",
        ),
    ]);
}

#[test]
fn keys_unknown_missing_or_twice_are_told() {
    check(&[
        ("title: a\ntitel: b\n", "2:1-6 unknown-key: unknown key “titel”; did you mean “title”?"),
        (
            "title: a\nlist:\n  - sorte: date\n",
            "3:5-10 unknown-key: unknown key “sorte”; did you mean “sort”?",
        ),
        (
            "title: a\ninner: {sort:date}\n",
            "2:9-18 unknown-key: unknown key “sort:date”; put a space after the colon: “sort: date”",
        ),
        (
            "title: a\nnothing: b\n",
            "2:1-8 unknown-key: unknown key “nothing”; known keys here: title, slug, tags, draft, weight, share, day, inner, list, names",
        ),
        (
            "title: a\n<<: {slug: b}\n",
            "2:1-3 unknown-key: unknown key “<<”; known keys here: title, slug, tags, draft, weight, share, day, inner, list, names",
        ),
        ("slug: a\n", "1:1-2 missing-key: the key “title” is missing; add a line “title: …”"),
        (
            "title: a\ntitle: b\n",
            "2:1-6 duplicate-key: the key “title” stands twice; keep one of the two",
        ),
        (
            "\"title\": a\n'title': b\n",
            "2:2-7 duplicate-key: the key “title” stands twice; keep one of the two",
        ),
        (
            "title: a\ninner: {sort: date, sort: date}\n",
            "2:21-25 duplicate-key: the key “sort” stands twice; keep one of the two",
        ),
        (
            "title: a\nlist:\n  - list:\n      - size: 1\n        day: 2026-01-01\n        size: 2\n",
            "6:9-13 duplicate-key: the key “size” stands twice; keep one of the two",
        ),
        (
            "title: a\nnames: {x: y, x: z}\n",
            "2:15-16 duplicate-key: the key “x” stands twice; keep one of the two",
        ),
        ("", "1:1-2 missing-key: the key “title” is missing; add a line “title: …”"),
    ]);
}

#[test]
fn what_is_no_word_is_told_in_the_place_of_a_key() {
    check(&[
        (
            "title: a\n{{team.name}}: y\nslug: b\n",
            "2:1-14 bad-value: “{{team.name}}” is no key: a key is one word; write “key: value”; a fact stands in the value, between quotes",
        ),
        (
            "title: a\n[a]: b\n",
            "2:1-4 bad-value: “[a]” is no key: a key is one word; write “key: value”; brackets and braces belong in the value",
        ),
        (
            "title: a\n? [a]\n: b\n",
            "2:3-6 bad-value: “[a]” is no key: a key is one word; write “key: value”; brackets and braces belong in the value",
        ),
        (
            "title: a\nlist:\n  - size: 1\n    {a: b}: c\n",
            "4:5-11 bad-value: “{a: b}” is no key: a key is one word; write “key: value”; brackets and braces belong in the value",
        ),
        (
            "title: a\nnames: {[a]: b}\n",
            "2:9-12 bad-value: “[a]” is no key: a key is one word; write “key: value”; brackets and braces belong in the value",
        ),
    ]);
    let file: Arc<str> = "x.yaml".into();
    let yaml = "title: a\n[a]: b\ndraft: maybe\nlist: [{{b: c}: d}]\n";
    let (value, found) = Source::whole(&file, yaml).read_all::<Sample>();
    let lines: Vec<String> = found.iter().map(told).map(|told| told[..4].to_owned()).collect();
    assert_eq!(lines, ["2:1-", "4:9-", "3:8-"]);
    assert_eq!(value.expect("the rest").title, "a");
}

#[test]
fn control_characters_are_told_by_their_code() {
    check(&[(
        "title: a\u{7}b\n",
        "1:9-10 control-character: control character U+0007 in the text; delete it; it is invisible in most editors and usually came in by copy and paste. To show readers that it was there, write <U+0007>",
    )]);
}

#[test]
fn what_is_meant_is_read() {
    for yaml in [
        "title: a & b\n",
        "title: Salam!\n",
        "title: \"&a !b\"\n",
        "title: &t a\nslug: *t\n",
        "title: a\ntags: # none yet\n",
        "title: |\n  &a: b\n   - @c\n",
        "title: a\n# \tdraft: yes\n",
    ] {
        assert!(read(yaml).is_ok(), "{yaml:?}: {:?}", read(yaml));
    }
}

/// Mistakes at the end of long files cost no more than reading them.
#[test]
fn places_are_found_in_long_files() {
    let mut yaml = "title: a\nlist:\n".to_owned();
    for _ in 0..5_000 {
        yaml += "  - {sort: date, size: 1}\n";
    }
    yaml += "  - {sort: date, size: x}\n";
    let diagnostic = read(&yaml).expect_err("the last item is wrong");
    assert!(told(&diagnostic).starts_with("5003:24-25 bad-value: “size”"), "{}", told(&diagnostic));
    yaml += "draft: \"\n";
    let diagnostic = read(&yaml).expect_err("it is not closed");
    assert!(told(&diagnostic).starts_with("5004:8-9 yaml: "), "{}", told(&diagnostic));
}
