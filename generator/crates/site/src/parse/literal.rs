//! Braces that mean themselves in what an advisory states: `\{{`, as in the words of a page.

use super::advisory::ForPrograms;
use certsite_base::yaml::{Source, Value};
use std::ops::Range;
use std::sync::Arc;

/// What an editor writes for braces that draw no fact.
const WRITTEN: &str = "\\{{";

/// A file, and where its front matter stands in it, with the braces alone where the block of an
/// advisory has a backslash before them. Its lines stay what they are. None if there is nothing to
/// change; what programs take to the letter stays as it is.
pub fn bare_braces(
    path: &Arc<str>,
    source: &str,
    range: &Range<usize>,
) -> Option<(String, Range<usize>)> {
    if !source[range.clone()].contains(WRITTEN) {
        return None;
    }
    let yaml = Source::part(path, source, range.clone());
    let block = yaml.value(&["advisory"])?;
    let for_programs = ForPrograms::of(&yaml);
    let is_within = |at: &Range<usize>| block.start <= at.start && at.end <= block.end;
    let (mut out, mut from) = (String::with_capacity(source.len()), 0);
    for value in yaml.values().filter(|value| value.text.contains(WRITTEN)) {
        if is_within(&value.at) && !for_programs.hold(&value.at) {
            out.push_str(&source[from..value.at.start]);
            out.push_str(&bare(&source[value.at.clone()], &value));
            from = value.at.end;
        }
    }
    out.push_str(&source[from..]);
    let end = out.len() - (source.len() - range.end);
    Some((out, range.start..end))
}

/// The value as it is written, without the backslash.
fn bare(written: &str, value: &Value) -> String {
    let escaped = if written.starts_with('"') { "\\\\{{" } else { WRITTEN };
    let text = written.replace(escaped, "{{");
    // Without quotes, a brace at the beginning would be one of YAML.
    match value.is_plain && text.starts_with('{') {
        true => format!("'{}'", text.replace('\'', "''")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_str;

    /// Each way to write a text in YAML, and what is read.
    #[test]
    fn a_backslash_before_braces_goes_wherever_people_read() {
        for (written, expect) in [
            ("a \\{{b}} c", "a {{b}} c"),
            ("\\{{b}} it's", "{{b}} it's"),
            ("'a \\{{b}}'", "a {{b}}"),
            ("\"a \\\\{{b}} \\\\{{c}}\"", "a {{b}} {{c}}"),
            ("|-\n        a \\{{b}}\n        \\{{c}}", "a {{b}}\n{{c}}"),
            (">-\n        a\n        \\{{b}}", "a {{b}}"),
            ("a\n        \\{{b}}", "a {{b}}"),
            ("a \\{b}", "a \\{b}"),
        ] {
            let page = format!(
                "---\ntitle: T\nadvisory:\n  id: A-1\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - number: 1\n      date: 2026-01-12\n      summary: {written}\n  indicators:\n    - {{mutex: 'x\\{{{{y}}}}', comment: 'z\\{{{{y}}}}', malware: 'm\\{{{{y}}}}'}}\n---\n"
            );
            let doc = parse_str("a.md", &page);
            let advisory = doc.front.advisory.as_deref().expect(written);
            assert_eq!(advisory.revisions[0].summary, expect, "{written}");
            let mark = &advisory.indicators[0];
            assert_eq!(mark.value, "x\\{{y}}");
            assert_eq!(mark.comment.as_deref(), Some("z{{y}}"));
            assert_eq!(mark.context.malware.as_deref(), Some("m{{y}}"));
            assert!(doc.diagnostics.is_empty(), "{written}: {:?}", doc.diagnostics);
        }
    }

    #[test]
    fn a_fact_is_not_drawn_in_an_advisory_and_one_that_is_none_is_told() {
        for (written, code) in [
            ("a {{team.phone}}", "error[fact-not-drawn]: the fact team.phone"),
            ("a {{team.phon}}", "error[fact-not-drawn]: the fact team.phon"),
            ("a {{team.nosuch}}", "error[unknown-fact]: there is no fact “team.nosuch”"),
            ("a {{policy.x}}", "error[unknown-fact]: there is no fact “policy.x”"),
            ("'a {{ 7*7 }}'", "error[unknown-fact]: there is no fact “7*7”"),
        ] {
            let page = format!(
                "---\ntitle: T\nadvisory:\n  id: A-1\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - number: 1\n      date: 2026-01-12\n      summary: {written}\n  indicators:\n    - {{mutex: 'x{{{{team.phone}}}}'}}\n---\n"
            );
            let doc = parse_str("a.md", &page);
            let told = certsite_base::diag::print(
                &doc.diagnostics,
                certsite_base::diag::PrintFormat::Short,
            );
            let column = 16 + written.find("{{").expect("a fact");
            let expect = format!("content/az/a.md:10:{column}: {code}");
            assert!(told.starts_with(&expect) && told.lines().count() == 1, "{written}: {told}");
        }
    }
}
