//! Characters that a file does not hold itself: escapes of YAML and entities of Markdown put them
//! into what is published, and the odd ones among them are no better for being spelt.

use super::odd;
use certsite_base::diag::{Diagnostic, Lines, Problem};
use certsite_base::yaml::Source;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// What is odd in the part of a text; the rest is only what stands around it.
pub fn of_part(text: &str, part: &Range<usize>) -> impl Iterator<Item = Problem> {
    odd(text).into_iter().filter(|(at, _)| part.contains(&at.start)).map(|(_, problem)| problem)
}

/// What is odd in a value and not in the way it is written, which is looked at with its file.
pub fn added(value: &str, written: &str) -> impl Iterator<Item = Problem> {
    let odd_in_value = odd(value);
    let known = if odd_in_value.is_empty() { Vec::new() } else { odd(written) };
    let known: HashSet<String> = known.into_iter().map(|(_, found)| found.to_string()).collect();
    let problems = odd_in_value.into_iter().map(|(_, problem)| problem);
    problems.filter(move |problem| !known.contains(&problem.to_string()))
}

/// Reports what escapes put into the values and keys of some YAML, each kind at its first place.
pub fn check_yaml(path: &Arc<str>, text: &str, range: Range<usize>) -> Vec<Diagnostic> {
    placed(path, text, odd_in_yaml(path, text, range))
}

/// The same with the bytes where each stands.
pub fn odd_in_yaml(
    path: &Arc<str>,
    text: &str,
    range: Range<usize>,
) -> Vec<(Problem, Range<usize>)> {
    // Most YAML has no escape, and need not be read a second time.
    if memchr::memchr(b'\\', text[range.clone()].as_bytes()).is_none() {
        return Vec::new();
    }
    let yaml = Source::part(path, text, range);
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for value in yaml.values().filter(|value| !value.is_plain) {
        let new = added(value.text, &text[value.at.clone()]);
        let new = new.filter(|problem| seen.insert(problem.to_string()));
        found.extend(new.map(|problem| (problem, value.at.clone())));
    }
    found
}

/// Problems at their places, which are found in one pass.
pub fn placed(
    path: &Arc<str>,
    text: &str,
    problems: Vec<(Problem, Range<usize>)>,
) -> Vec<Diagnostic> {
    if problems.is_empty() {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let place = |(problem, at)| Diagnostic::at(problem, lines.place(path, text, at));
    problems.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_base::diag::{PrintFormat, print};

    fn check(yaml: &str, expect: &[&str]) {
        let found = check_yaml(&"x".into(), yaml, 0..yaml.len());
        let printed = print(&found, PrintFormat::Short);
        assert_eq!(printed.lines().collect::<Vec<_>>(), expect, "{yaml}");
    }

    #[test]
    fn escapes_put_nothing_odd_into_values() {
        let control = |code: &str, at: &str| {
            format!("x:{at}: error[control-character]: control character {code} in the text")
        };
        let unseen = |what: &str, at: &str| {
            format!("x:{at}: error[invisible-character]: {what} in the text, which nobody sees")
        };
        for (escape, code) in [
            ("\\0", "U+0000"),
            ("\\a", "U+0007"),
            ("\\b", "U+0008"),
            ("\\e", "U+001B"),
            ("\\v", "U+000B"),
            ("\\x07", "U+0007"),
            ("\\u0007", "U+0007"),
            ("\\U00000007", "U+0007"),
            ("\\N", "U+0085"),
        ] {
            check(&format!("a: \"b{escape}\""), &[&control(code, "1:4")]);
        }
        for (escape, what) in [
            ("\\u202e", "the right-to-left override U+202E"),
            ("\\u200b", "the zero-width space U+200B"),
            ("\\u200d", "the zero-width joiner U+200D"),
            ("\\xad", "the soft hyphen U+00AD"),
            ("\\L", "the line separator U+2028"),
            ("\\uFFFE", "the noncharacter U+FFFE"),
            ("\\U000E0041", "the tag character U+E0041"),
        ] {
            check(&format!("a:\n  - \"b{escape}c\""), &[&unseen(what, "2:5")]);
            check(&format!("\"b{escape}c\": 1"), &[&unseen(what, "1:1")]);
            check(&format!("{{a: [&x \"b{escape}\"]}}"), &[&unseen(what, "1:6")]);
        }
        let schwa = "U+04D9 looks like the Azerbaijani letter ə but is another character";
        check("a: \"b\\u04d9li\"", &[&format!("x:1:4: error[wrong-schwa]: {schwa}")]);
        for fine in [
            r#"a: "b\tc\nd \u0259 \" \\ \_ \/""#,
            r#"a: "می\u200cخواهم 👩\u200d💻""#,
            r"a: 'b\u202e'",
            r"a: b\u202e",
            "a: |\n  b\\u202e",
        ] {
            check(fine, &[]);
        }
    }

    #[test]
    fn each_kind_is_told_once() {
        let odd = "- \"\\u200b\"\n".repeat(50);
        assert_eq!(check_yaml(&"x".into(), &odd, 0..odd.len()).len(), 1);
    }
}
