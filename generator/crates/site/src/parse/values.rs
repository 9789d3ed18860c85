//! Values of YAML that do not say what their editor reads: facts where nothing draws them, and
//! words that YAML takes for a comment.

use super::scan::has_one_brace;
use super::words::uses;
use crate::characters::placed;
use crate::config::FACTS;
use certsite_base::diag::{Diagnostic, Problem, nearest};
use certsite_base::yaml::{Source, Value, quoted};
use memchr::memmem;
use std::ops::Range;
use std::sync::Arc;

/// False of most YAML: it need not be read a second time.
pub fn may_be_odd(yaml: &str) -> bool {
    let holds_fact = memmem::find(yaml.as_bytes(), b"{{").is_some() || has_one_brace(yaml);
    // A comment behind something, with no blank after its sign or with words before it.
    let is_cut = |at: usize| {
        let before = &yaml[..at];
        before.ends_with([' ', '\t'])
            && !before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r'])
    };
    holds_fact || memchr::memchr_iter(b'#', yaml.as_bytes()).any(is_cut)
}

/// The problems of the values in the bytes `range` of a file that draws no facts.
pub fn problems(path: &Arc<str>, text: &str, range: Range<usize>) -> Vec<Diagnostic> {
    placed(path, text, odd(path, text, range))
}

/// The same with the bytes where each stands.
pub fn odd(path: &Arc<str>, text: &str, range: Range<usize>) -> Vec<(Problem, Range<usize>)> {
    if !may_be_odd(&text[range.clone()]) {
        return Vec::new();
    }
    let yaml = Source::part(path, text, range);
    let odd = yaml
        .values()
        .filter_map(|value| undrawn(text, &value).or_else(|| cut(text, &value, false)));
    odd.collect()
}

/// The same of a file whose texts draw facts.
pub fn cuts(path: &Arc<str>, text: &str) -> Vec<Diagnostic> {
    if !may_be_odd(text) {
        return Vec::new();
    }
    let yaml = Source::whole(path, text);
    let odd = yaml.values().filter_map(|value| cut(text, &value, false)).collect();
    placed(path, text, odd)
}

/// A fact in a value that is shown as it is, and its bytes in the text; `None` if there is none.
pub fn undrawn(text: &str, value: &Value) -> Option<(Problem, Range<usize>)> {
    let facts = uses(text, value.at.clone()).facts.into_iter();
    let is_fact = |key: &str| nearest(key, FACTS.iter().map(|fact| fact.key)).is_some();
    let (key, at) = facts.into_iter().find(|(key, _)| is_fact(key))?;
    Some((Problem::FactNotDrawn { key: key.to_string() }, at))
}

/// The same in words that an advisory states, where braces that hold no fact are told, too.
pub fn undrawn_or_none(text: &str, value: &Value) -> Option<(Problem, Range<usize>)> {
    undrawn(text, value).or_else(|| {
        let (key, at) = uses(text, value.at.clone()).facts.into_iter().next()?;
        Some((Problem::UnknownFact { key: key.to_string(), hint: NO_FACT.into() }, at))
    })
}

/// What to do about braces that hold no fact, and nothing like one.
pub const NO_FACT: &str = "facts are listed in content/README.md; write “\\{{” for literal braces";

/// The comment that YAML sees behind a value without quotes, if it looks like a part of it: behind
/// words, or with no blank after its sign.
pub fn cut(text: &str, value: &Value, is_words: bool) -> Option<(Problem, Range<usize>)> {
    // Many values may stand in one long line.
    let rest = &text[value.at.end..];
    let comment = rest.trim_start_matches([' ', '\t']);
    if !comment.starts_with('#') || !value.is_plain || comment.len() == rest.len() {
        return None;
    }
    let blanks = rest.len() - comment.len();
    let comment = comment.lines().next().unwrap_or_default().trim_end();
    let begins = comment.strip_prefix('#');
    begins
        .filter(|after| is_words || after.starts_with(|c: char| !c.is_whitespace() && c != '#'))?;
    let end = value.at.end + blanks + comment.len();
    let whole = quoted(&text[value.at.start..end]);
    let problem = Problem::ValueCut {
        comment: comment.into(),
        expected: format!("put the value between quotes: {whole}"),
    };
    Some((problem, end - comment.len()..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_base::diag::{PrintFormat, print};

    fn check(yaml: &str, expect: &[&str]) {
        let found = problems(&"a.yaml".into(), yaml, 0..yaml.len());
        let text = print(&found, PrintFormat::Short);
        assert_eq!(text.lines().collect::<Vec<_>>(), expect, "{yaml}");
    }

    #[test]
    fn facts_are_drawn_in_words_alone() {
        let problem = |at, key| {
            format!("a.yaml:{at}: error[fact-not-drawn]: the fact {key} is not drawn here")
        };
        check("a: \"{{team.name}}\"", &[&problem("1:5", "team.name")]);
        check("a:\n  - [x, 'Call {{ team.phone }} now']", &[&problem("2:15", "team.phone")]);
        check("a: |\n  b\n  {{team.nmae}}\n", &[&problem("3:3", "team.nmae")]);
        for fine in [
            "a: 1 # {{team.name}}",
            "a: \"{{page.title}}\"",
            "# {{team.name}}\na: b",
            "a: \\{{team.name}}",
        ] {
            check(fine, &[]);
        }
    }

    #[test]
    fn what_looks_like_a_part_of_a_value_is_no_comment() {
        let problem = |at, comment| {
            format!(
                "a.yaml:{at}: error[value-cut]: “{comment}” is a comment here, and no part of the value before it"
            )
        };
        check("a: CERT #1", &[&problem("1:9", "#1")]);
        check("a:\n  - b #c d\n", &[&problem("2:7", "#c d")]);
        check("a: {b: c, d: e #f\n  }", &[&problem("1:16", "#f")]);
        for fine in [
            "a: b # c",
            "a: b ## c",
            "a: 'b' #c",
            "#a\na: b",
            "a: b#c",
            "  #a\na: b",
            "a: | #x\n  b",
        ] {
            check(fine, &[]);
        }
    }
}
