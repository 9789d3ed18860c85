//! Characters that have no place in a page.

use crate::diag::{Diagnostic, Place, Problem};
use std::sync::Arc;

/// Reports control characters and look-alikes of ə, each kind at its first place.
pub fn check(path: &Arc<str>, source: &str) -> Vec<Diagnostic> {
    // Nearly every page is free of them: look at bytes first, many at a time (a loop that does
    // not stop inside a chunk is compiled to instructions that take whole chunks).
    let suspicious = |b: &u8| {
        let control = (*b < b' ') & !matches!(b, b'\n' | b'\r' | b'\t');
        control | matches!(b, 0x7f | 0xd3 | 0xc7)
    };
    let any = |chunk: &[u8]| chunk.iter().fold(false, |found, b| found | suspicious(b));
    if !source.as_bytes().chunks(256).any(any) {
        return Vec::new();
    }
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (at, c) in source.char_indices() {
        let code = format_args!("U+{:04X}", u32::from(c)).to_string();
        let problem = match c {
            '\n' | '\r' | '\t' => continue,
            '\u{4D8}' | '\u{4D9}' | '\u{1DD}' => Problem::WrongSchwa { code },
            c if c.is_control() => Problem::ControlCharacter { code },
            _ => continue,
        };
        if !diagnostics.iter().any(|d| d.problem == problem) {
            diagnostics
                .push(Diagnostic::at(problem, Place::range(path, source, at..at + c.len_utf8())));
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_and_controls_are_found() {
        let found = check(&"x.md".into(), "sə\nsәs \u{8}b\u{8}");
        let text = crate::diag::print(&found, crate::diag::Format::Short, false);
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "x.md:2:2: error[wrong-schwa]: U+04D9 looks like the Azerbaijani letter ə but is another character",
                "x.md:2:5: error[control-character]: control character U+0008 in the text",
            ]
        );
    }

    #[test]
    fn azerbaijani_is_fine() {
        assert!(check(&"x.md".into(), "Əəİışçğöü\r\n\t").is_empty());
    }
}
