//! White space: what of it a browser would not show.

use crate::tables::Namespace;

/// What becomes of white space in an element.
#[derive(PartialEq, Eq, Debug)]
pub struct Rule {
    /// Each run of it is one blank.
    pub collapse: bool,
    /// Text of nothing else is left out.
    pub destroy_whole: bool,
    /// It is left out at the edges.
    pub trim: bool,
}

/// In what stands around words, such as `<p>`.
static AROUND_WORDS: Rule = Rule { collapse: true, destroy_whole: false, trim: true };
/// In what stands around blocks, such as `<div>`.
static AROUND_BLOCKS: Rule = Rule { collapse: true, destroy_whole: true, trim: true };
/// In what stands within a line.
pub static WITHIN_A_LINE: Rule = Rule { collapse: true, destroy_whole: false, trim: false };
/// Where each sign shows.
pub static AS_IT_IS: Rule = Rule { collapse: false, destroy_whole: false, trim: false };

/// Elements of HTML that stand around words.
const HOLDS_WORDS: [&[u8]; 26] = [
    b"address",
    b"audio",
    b"button",
    b"canvas",
    b"caption",
    b"dd",
    b"details",
    b"dt",
    b"figcaption",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"iframe",
    b"legend",
    b"li",
    b"meter",
    b"option",
    b"p",
    b"progress",
    b"summary",
    b"td",
    b"th",
    b"video",
];

/// Elements of HTML that stand around blocks.
const HOLDS_BLOCKS: [&[u8]; 31] = [
    b"",
    b"article",
    b"aside",
    b"blockquote",
    b"body",
    b"colgroup",
    b"datalist",
    b"dialog",
    b"div",
    b"dl",
    b"fieldset",
    b"figure",
    b"footer",
    b"form",
    b"head",
    b"header",
    b"hgroup",
    b"html",
    b"main",
    b"menu",
    b"nav",
    b"ol",
    b"optgroup",
    b"section",
    b"select",
    b"table",
    b"tbody",
    b"tfoot",
    b"thead",
    b"tr",
    b"ul",
];

/// Elements that stand within a line like `<span>`, so that a blank at their inner edge parts words,
/// and that minify-html takes for blocks. Of most, what is shown is what stands in them where a
/// browser has nothing better. They are not among the others.
#[cfg(test)]
pub const WITHIN_LINES: [&[u8]; 8] =
    [b"label", b"map", b"noscript", b"object", b"output", b"picture", b"slot", b"template"];

/// What becomes of white space in an element.
pub fn rule(namespace: Namespace, name: &[u8]) -> &'static Rule {
    match (namespace, name) {
        (Namespace::Html, b"code" | b"pre" | b"textarea") => &AS_IT_IS,
        (Namespace::Html, _) if HOLDS_WORDS.contains(&name) => &AROUND_WORDS,
        (Namespace::Html, _) if HOLDS_BLOCKS.contains(&name) => &AROUND_BLOCKS,
        (Namespace::Html, _) => &WITHIN_A_LINE,
        (Namespace::Svg, b"desc" | b"text" | b"title") => &AROUND_WORDS,
        // `<textPath>`, as HTML reads it.
        (Namespace::Svg, b"a" | b"textpath" | b"tref" | b"tspan") => &WITHIN_A_LINE,
        (Namespace::Svg, _) => &AROUND_BLOCKS,
    }
}

/// Writes text with each run of white space as one blank.
pub fn collapse(text: &[u8], out: &mut Vec<u8>) {
    if is_collapsed(text) {
        out.extend_from_slice(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(u8::is_ascii_whitespace) {
        out.extend_from_slice(&rest[..at]);
        out.push(b' ');
        let run = rest[at..].iter().position(|byte| !byte.is_ascii_whitespace());
        rest = run.map_or(&[], |run| &rest[at + run..]);
    }
    out.extend_from_slice(rest);
}

/// Whether text holds single blanks alone, as far as can be told without looking closer: what one
/// comparison for all bytes at once shows.
fn is_collapsed(text: &[u8]) -> bool {
    let has_control = text.iter().fold(false, |has, byte| has | (*byte < b' '));
    let next = text.get(1..).unwrap_or_default();
    let has_run = text.iter().zip(next).fold(false, |has, (a, b)| has | (*a == b' ' && *b == b' '));
    !has_control && !has_run
}

#[cfg(test)]
mod tests {
    use super::*;
    use minify_html_common::spec::tag::{ns, whitespace};

    #[test]
    fn rules_are_those_of_minify_html() {
        let others: [&[u8]; 14] = [
            b"code",
            b"pre",
            b"textarea",
            b"span",
            b"x",
            b"desc",
            b"text",
            b"title",
            b"a",
            b"tref",
            b"tspan",
            b"svg",
            b"g",
            b"path",
        ];
        let names = HOLDS_WORDS.iter().chain(&HOLDS_BLOCKS).chain(&others);
        for name in names.chain(&WITHIN_LINES) {
            for (namespace, theirs) in
                [(Namespace::Html, ns::Namespace::Html), (Namespace::Svg, ns::Namespace::Svg)]
            {
                let ours = rule(namespace, name);
                if namespace == Namespace::Html && WITHIN_LINES.contains(name) {
                    assert_eq!(ours, &WITHIN_A_LINE, "{}", name.escape_ascii());
                    continue;
                }
                let theirs = whitespace::get_whitespace_minification_for_tag(theirs, name, false);
                let whitespace::WhitespaceMinification { collapse, destroy_whole, trim } = *theirs;
                let theirs = Rule { collapse, destroy_whole, trim };
                assert_eq!(ours, &theirs, "{namespace:?} {}", name.escape_ascii());
            }
        }
    }
}
