//! A file → front matter and body.

use certsite_base::diag::Problem;
use std::ops::Range;

/// The two parts of a page's file.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// The bytes of the YAML between the fences, without these.
    pub front: Range<usize>,
    /// The Markdown from behind the second fence to the end of the file.
    pub body: Range<usize>,
}

/// Splits at the lines `---`.
///
/// # Errors
/// If the file does not begin with a fence, or the second one is missing.
pub fn split(source: &str) -> Result<Parts, Problem> {
    let first = source.find('\n').map_or(source.len(), |i| i + 1);
    if source[..first].trim_end() != "---" {
        return Err(Problem::FrontMatterMissing {});
    }
    let mut at = first;
    for line in source[first..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Ok(Parts { front: first..at, body: at + line.len()..source.len() });
        }
        at += line.len();
    }
    Err(Problem::FrontMatterOpen {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: Result<(&str, &str), Problem>) {
        let got = split(source).map(|p| (&source[p.front], &source[p.body]));
        assert_eq!(got, expect);
    }

    #[test]
    fn fences_separate_front_and_body() {
        check("---\na: 1\n---\nb\n", Ok(("a: 1\n", "b\n")));
        check("---\r\na: 1\r\n---\r\nb", Ok(("a: 1\r\n", "b")));
        check("---\n---", Ok(("", "")));
    }

    #[test]
    fn missing_fences_are_reported() {
        check("", Err(Problem::FrontMatterMissing {}));
        check("text", Err(Problem::FrontMatterMissing {}));
        check("---\na: 1\n", Err(Problem::FrontMatterOpen {}));
    }
}
