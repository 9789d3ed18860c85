//! A script of the theme → the same without the comments that its authors alone need.

use std::borrow::Cow;

/// A script without comments that have lines of their own, but for those that name who made something
/// (`/*!`, `@license`, `@preserve`). A line may begin like a comment and be none only where text has
/// several lines. So a script stays as it is if one of its lines may begin or end such a text: nothing
/// here reads the language as a whole.
pub fn without_comments(script: &str) -> Cow<'_, str> {
    if !script.lines().all(is_plain) {
        return Cow::Borrowed(script);
    }
    let mut out = String::with_capacity(script.len());
    let mut lines = script.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let begin = line.trim();
        // `//#` tells programs something.
        if begin.starts_with("//") && !begin.starts_with("//#") {
            continue;
        }
        if !begin.starts_with("/*") {
            out.push_str(line);
            continue;
        }
        let mut comment = line.to_owned();
        while !comment.contains("*/") {
            let Some(line) = lines.next() else { break };
            comment.push_str(line);
        }
        // Code behind it stays with it; so does what never ends.
        let text = comment.trim();
        let is_alone = text.find("*/").is_some_and(|at| at + 2 == text.len());
        let is_kept = ["/*!", "@license", "@preserve"].iter().any(|sign| comment.contains(sign));
        if !is_alone || is_kept {
            out.push_str(&comment);
        }
    }
    Cow::Owned(out)
}

/// Whether no text of several lines begins or ends on a line: its backticks are pairs, none of them
/// is in quotes or escaped, and it does not go on by a backslash.
fn is_plain(line: &str) -> bool {
    let mut ticks = line.match_indices('`').peekable();
    if ticks.peek().is_none() {
        return !line.ends_with('\\');
    }
    let is_odd = |at: usize| {
        let (before, after) = (&line[..at], &line[at + 1..]);
        before.ends_with(['"', '\'', '\\', '[']) || after.starts_with(['"', '\'', ']'])
    };
    let (count, odd) =
        ticks.fold((0, false), |(count, odd), (at, _)| (count + 1, odd | is_odd(at)));
    count % 2 == 0 && !odd && !line.ends_with('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_with_lines_of_their_own_go() {
        for (script, expect) in [
            ("// a\nb(); // c\n  // d\ne", "b(); // c\ne"),
            ("/* a */\nb /* c */\n/** d\n * e\n */\nf\n", "b /* c */\nf\n"),
            ("/* a */ b()\n/* c\n*/ d()\n", "/* a */ b()\n/* c\n*/ d()\n"),
            ("/*! by A */\n/* @license B\n*/\na", "/*! by A */\n/* @license B\n*/\na"),
            ("a(`//b`);\n//c\n", "a(`//b`);\n"),
            ("let x = 1\n// y\r\n(z)", "let x = 1\n(z)"),
            ("/* never ends\n// a", ""),
        ] {
            let expect = if expect.is_empty() { script } else { expect };
            assert_eq!(without_comments(script), expect, "{script}");
        }
    }

    #[test]
    fn a_script_with_text_of_several_lines_stays_as_it_is() {
        for script in [
            "a = `\n// b\n`;\n// c\n",
            "a = \"`\" + `b\n// c\n`;\n",
            "a = /[`]/; b = `\n// c\n`;\n",
            "a = 'b\\\n// c';\n",
            "a = \"b\\\n/* c */\\\nd\";\n",
        ] {
            assert_eq!(without_comments(script), script);
        }
    }
}
