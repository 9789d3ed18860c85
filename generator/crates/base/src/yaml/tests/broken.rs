//! Tables of what people write that is no YAML.

use super::super::Source;
use super::Sample;
use super::check;
use std::sync::Arc;

#[test]
fn signs_of_yaml_before_a_text_are_told_with_the_cure() {
    check(&[
        (
            "title: &Co rest\n",
            "1:8-11 bad-value: “&Co” before a value is a sign of YAML's own, and no part of the text; put the value between quotes: \"&Co rest\"",
        ),
        (
            "title: &a\n",
            "1:8-10 bad-value: “&a” before a value is a sign of YAML's own, and no part of the text; put the value between quotes: \"&a\"",
        ),
        (
            "title: !Salam dünya\n",
            "1:8-14 bad-value: “!Salam” before a value is a sign of YAML's own, and no part of the text; put the value between quotes: \"!Salam dünya\"",
        ),
        (
            "title: ! b\n",
            "1:8-9 bad-value: “!” before a value is a sign of YAML's own, and no part of the text; put the value between quotes: \"! b\"",
        ),
        (
            "title: a\ntags: [&x b]\n",
            "2:8-10 bad-value: “&x” before a value is a sign of YAML's own, and no part of the text; put the value between quotes: \"&x b\"",
        ),
        (
            "title: @a\n",
            "1:8-9 yaml: this is not valid YAML: “@” cannot begin a value; put it between quotes: title: \"@a\"",
        ),
        (
            "title: `a`\n",
            "1:8-9 yaml: this is not valid YAML: “`” cannot begin a value; put it between quotes: title: \"`a`\"",
        ),
        (
            "title: %a\n",
            "1:8-9 yaml: this is not valid YAML: “%” cannot begin a value; put it between quotes: title: \"%a\"",
        ),
        (
            "title: *a b\n",
            "1:8-10 yaml: this is not valid YAML: “*a” stands for a value that is called “&a” elsewhere, and there is none; put it between quotes: title: \"*a b\"",
        ),
        (
            "title: & b\n",
            "1:8-9 yaml: this is not valid YAML: “&” gives a value a name, and there is none; put it between quotes: title: \"& b\"",
        ),
        (
            "title: | x\n",
            "1:8-9 yaml: this is not valid YAML: after “|” a text begins on the next line; put it between quotes: title: \"| x\"",
        ),
        (
            "title: > x\n",
            "1:8-9 yaml: this is not valid YAML: after “>” a text begins on the next line; put it between quotes: title: \"> x\"",
        ),
        (
            "title: - a\n",
            "1:8-9 yaml: this is not valid YAML: “- ” cannot begin a value on the line of its key; begin each item of a list on a line of its own; or, if no list is meant, put it between quotes: title: \"- a\"",
        ),
        (
            "title: ? a\n",
            "1:8-9 yaml: this is not valid YAML: “? ” cannot begin a value on the line of its key; put it between quotes: title: \"? a\"",
        ),
        (
            "title: ,x\n",
            "1:8-9 yaml: this is not valid YAML: “,” cannot begin a value; put it between quotes: title: \",x\"",
        ),
        (
            "title: ]\n",
            "1:8-9 yaml: this is not valid YAML: “]” cannot begin a value; put it between quotes: title: \"]\"",
        ),
        (
            "title: }x\n",
            "1:8-9 yaml: this is not valid YAML: “}” cannot begin a value; put it between quotes: title: \"}x\"",
        ),
        (
            "%a: b\n",
            "1:1-2 yaml: this is not valid YAML: “%” cannot begin a value; put it between quotes: \"%a: b\"",
        ),
        (
            "title: ab\ntags:\n  - @b\n",
            "3:5-6 yaml: this is not valid YAML: “@” cannot begin a value; put it between quotes: \"@b\"",
        ),
    ]);
}

#[test]
fn colons_that_make_no_key_or_one_too_many_are_told() {
    check(&[
        (
            "title:Salam\n",
            "1:6-7 yaml: this is not valid YAML: a space is missing after the colon; write “title: Salam”",
        ),
        (
            "title:Salam\nslug: x\n",
            "1:6-7 yaml: this is not valid YAML: a space is missing after the colon; write “title: Salam”",
        ),
        (
            "title: a\nslug:x\ntags: []\n",
            "2:5-6 yaml: this is not valid YAML: a space is missing after the colon; write “slug: x”",
        ),
        (
            "title: a: b\n",
            "1:9-10 yaml: this is not valid YAML: a colon in a text begins another value; put it between quotes: title: \"a: b\"",
        ),
        (
            "title: ə: b\n",
            "1:9-10 yaml: this is not valid YAML: a colon in a text begins another value; put it between quotes: title: \"ə: b\"",
        ),
        (
            "title: Note:\nslug: x:\n",
            "1:12-13 yaml: this is not valid YAML: a colon in a text begins another value; put it between quotes: title: \"Note:\"",
        ),
        (
            "title: it's \"so\": b\n",
            "1:17-18 yaml: this is not valid YAML: a colon in a text begins another value; put it between quotes: title: \"it's \\\"so\\\": b\"",
        ),
        (
            "title: a\ndescription: b\n  c: d\n",
            "3:3-7 yaml: this is not valid YAML: this line is indented below a key that has a value already; begin it in the column of the key above; or, if it belongs to that value, put the whole value between quotes",
        ),
        (
            "title: a\nslug\n",
            "2:1-5 yaml: this is not valid YAML: this line has no colon, so it is neither a key nor a value; write “key: value”",
        ),
        (
            "slug\ntitle: a\n",
            "1:1-5 yaml: this is not valid YAML: this line has no colon, so it is neither a key nor a value; write “key: value”",
        ),
        (
            "title: a\n: x\n",
            "2:1-2 yaml: this is not valid YAML: there is no key before this colon; write “key: value”",
        ),
        (
            "title: a\ntags:\n- a\n-b\n",
            "4:1-2 yaml: this is not valid YAML: a space is missing after the hyphen; write “- b”",
        ),
    ]);
}

#[test]
fn quotes_and_brackets_that_do_not_close_are_told() {
    check(&[
        (
            "title: \"a\n",
            "1:8-9 yaml: this is not valid YAML: the quote that begins here is not closed; write \" at its end",
        ),
        (
            "title: 'a\nslug: b\n",
            "1:8-9 yaml: this is not valid YAML: the quote that begins here is not closed; write ' at its end",
        ),
        (
            "title: \"a\nslug: \"b\"\n",
            "1:8-9 yaml: this is not valid YAML: the quote that begins here is not closed; write \" at its end",
        ),
        (
            "title: \"a\" and b\n",
            "1:10-17 yaml: this is not valid YAML: the text ends at this quote, and more follows; write \\\" for a quote inside the text, or put the text between single quotes",
        ),
        (
            "title: 'it's'\n",
            "1:11-14 yaml: this is not valid YAML: the text ends at this quote, and more follows; write '' for an apostrophe inside the text, or put the text between double quotes",
        ),
        (
            "title: \"\\d\"\n",
            "1:9-11 yaml: this is not valid YAML: “\\d” means nothing between double quotes; write “\\\\d”, or put the text between single quotes",
        ),
        (
            "title: [a\n",
            "1:8-9 yaml: this is not valid YAML: the list that begins here is not closed; write “]” at its end",
        ),
        (
            "title: a\ntags: [a, b\nslug: x\n",
            "2:7-8 yaml: this is not valid YAML: the list that begins here is not closed; write “]” at its end",
        ),
        (
            "title: a\ntags: [a, b]]\n",
            "2:12-14 yaml: this is not valid YAML: the list ends at this bracket, and more follows; if no list is meant, put it between quotes: tags: \"[a, b]]\"",
        ),
        (
            "title: {a\n",
            "1:8-9 yaml: this is not valid YAML: the block of keys that begins here is not closed; write “}” at its end",
        ),
        (
            "title: {{team.name}} rules\n",
            "1:20-27 yaml: this is not valid YAML: the block of keys ends at this bracket, and more follows; if no block of keys is meant, put it between quotes: title: \"{{team.name}} rules\"",
        ),
        (
            "title: [Draft] x\n",
            "1:14-17 yaml: this is not valid YAML: the list ends at this bracket, and more follows; if no list is meant, put it between quotes: title: \"[Draft] x\"",
        ),
    ]);
}

#[test]
fn lines_that_begin_in_a_wrong_column_are_told() {
    check(&[
        (
            "\ttitle: a\n",
            "1:1-2 yaml: this is not valid YAML: this line is indented by a tab; indent by spaces: YAML does not allow tabs before its keys",
        ),
        (
            "title: a\ninner:\n\tsort: date\n",
            "3:1-2 yaml: this is not valid YAML: this line is indented by a tab; indent by spaces: YAML does not allow tabs before its keys",
        ),
        (
            "title: a\ninner:\n  sort: date\n\tsize: 1\n",
            "4:1-2 yaml: this is not valid YAML: this line is indented by a tab; indent by spaces: YAML does not allow tabs before its keys",
        ),
        (
            "title: a\ntags:\n  - a\n - b\n",
            "4:2-5 yaml: this is not valid YAML: this line begins between two of the columns above it; begin it below the line that it belongs to",
        ),
        (
            "title: a\n  slug: b\n",
            "2:3-10 yaml: this is not valid YAML: this line is indented below a key that has a value already; begin it in the column of the key above; or, if it belongs to that value, put the whole value between quotes",
        ),
        (
            " title: a\nslug: b\n",
            "2:1-8 yaml: this is not valid YAML: this line begins further left than the first one; begin all keys in the same column",
        ),
        (
            "title: a\nlist:\n  - sort: date\n   size: 1\n",
            "4:4-11 yaml: this is not valid YAML: this line begins between two of the columns above it; begin it below the line that it belongs to",
        ),
        (
            "title: |\n  a\n b\n",
            "3:2-3 yaml: this is not valid YAML: this line begins further left than the text that it belongs to; begin all lines of the text in the same column",
        ),
        (
            "title: a\n...\nslug: x\n",
            "2:1-4 yaml: this is not valid YAML: another document begins here; take the line out: a file holds one document",
        ),
        (
            "title: a\n--- x\n",
            "2:1-6 yaml: this is not valid YAML: another document begins here; take the line out: a file holds one document",
        ),
    ]);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures that work does not grow faster than text")]
fn brackets_of_any_depth_take_their_time_and_no_more() {
    for unit in ["[", "{", "[a, ", "{a: ", "[\n", "[{a: ", "[\"a\", ", "[']', ", "[# [\n"] {
        for closed in [false, true] {
            let closing: String = unit
                .chars()
                .rev()
                .filter_map(|c| match c {
                    '[' => Some(']'),
                    '{' => Some('}'),
                    _ => None,
                })
                .collect();
            let closing = if closed { closing.repeat(40_000) } else { String::new() };
            let yaml = format!("title: {}{closing}\n", unit.repeat(40_000));
            let begin = std::time::Instant::now();
            let file: Arc<str> = "x.yaml".into();
            let source = Source::whole(&file, &yaml);
            assert!(source.read::<Sample>().is_err());
            assert!(source.values().count() < 1_000 && source.entry(&["slug"]).is_none());
            // Quadratic work would take seconds, and minutes in a build that is not optimised.
            assert!(begin.elapsed() < std::time::Duration::from_secs(2), "{unit:?} {closed}");
        }
    }
}

#[test]
fn what_stands_too_deep_is_told() {
    let deep = |n: usize| format!("title: a\nslug: {}{}\n", "[".repeat(n), "]".repeat(n));
    let file: Arc<str> = "x.yaml".into();
    let told = |yaml: &str| {
        let diagnostic = Source::whole(&file, yaml).read::<Sample>().expect_err("it is wrong");
        let place =
            diagnostic.place.and_then(|place| place.spot).map(|spot| (spot.line, spot.column));
        (place, diagnostic.problem.to_string(), diagnostic.problem.help())
    };
    let (place, message, help) = told(&deep(125));
    assert_eq!(place, Some((2, 126)), "{message}");
    assert_eq!(
        message,
        "this is not valid YAML: lists and blocks of keys stand in each other more than 120 deep"
    );
    assert_eq!(help, "write it flatter");
    assert_eq!(told(&deep(100)).0, Some((2, 7)), "a list is no text");
    // Brackets in texts are none.
    let text = format!("title: \"{}\"\nslug: '{}'\n", "[".repeat(500), "{".repeat(500));
    assert!(Source::whole(&file, &text).read::<Sample>().is_ok());
}
