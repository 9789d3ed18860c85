//! What the HTML Standard and minify-html's tables know of elements. The tests hold it against
//! those tables.

/// What a name is read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namespace {
    Html,
    /// The picture that stands in a page.
    Svg,
}

/// Elements that hold nothing and are not closed.
pub const VOID: [&[u8]; 15] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"keygen", b"link",
    b"meta", b"param", b"source", b"track", b"wbr",
];

/// Types of scripts that say no more than that it is one.
pub const SCRIPT_TYPES: [&[u8]; 16] = [
    b"application/ecmascript",
    b"application/javascript",
    b"application/x-ecmascript",
    b"application/x-javascript",
    b"text/ecmascript",
    b"text/javascript",
    b"text/javascript1.0",
    b"text/javascript1.1",
    b"text/javascript1.2",
    b"text/javascript1.3",
    b"text/javascript1.4",
    b"text/javascript1.5",
    b"text/jscript",
    b"text/livescript",
    b"text/x-ecmascript",
    b"text/x-javascript",
];

/// Elements whose end need not be written (HTML §13.1.2.4): each with those that end it when they
/// begin behind it. A paragraph is told apart below.
const ENDED_BY: [(&[u8], &[&[u8]]); 17] = [
    (b"body", &[]),
    (b"dd", &[b"dd", b"dt"]),
    (b"dt", &[b"dd", b"dt"]),
    (b"head", &[b"body"]),
    (b"html", &[]),
    (b"li", &[b"li"]),
    (b"optgroup", &[b"optgroup"]),
    (b"option", &[b"optgroup", b"option"]),
    (b"p", &ENDS_PARAGRAPHS),
    (b"rp", &[b"rp", b"rt"]),
    (b"rt", &[b"rp", b"rt"]),
    (b"tbody", &[b"tbody", b"tfoot"]),
    (b"td", &[b"td", b"th"]),
    (b"tfoot", &[]),
    (b"th", &[b"td", b"th"]),
    (b"thead", &[b"tbody", b"tfoot"]),
    (b"tr", &[b"tr"]),
];

const ENDS_PARAGRAPHS: [&[u8]; 30] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"details",
    b"div",
    b"dl",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"hr",
    b"main",
    b"menu",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"section",
    b"table",
    b"ul",
];

/// Elements whose end does not end a paragraph in them.
const HOLDS_PARAGRAPHS_OPEN: [&[u8]; 7] =
    [b"a", b"audio", b"del", b"ins", b"map", b"noscript", b"video"];

/// Whether an open element is closed by the beginning of another.
pub fn ends_before(open: &[u8], next: &[u8]) -> bool {
    ended_by(open).is_some_and(|enders| enders.contains(&next))
}

/// Whether an open element is closed by the end of the one that it stands in.
pub fn ends_with(around: &[u8], open: &[u8]) -> bool {
    match open {
        b"dt" | b"thead" => false,
        b"p" => !HOLDS_PARAGRAPHS_OPEN.contains(&around),
        _ => ended_by(open).is_some(),
    }
}

fn ended_by(open: &[u8]) -> Option<&'static [&'static [u8]]> {
    let at = ENDED_BY.binary_search_by_key(&open, |(name, _)| name).ok()?;
    Some(ENDED_BY[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minify_html_common::spec::script::JAVASCRIPT_MIME_TYPES;
    use minify_html_common::spec::tag::omission::{can_omit_as_before, can_omit_as_last_node};
    use minify_html_common::spec::tag::void::VOID_TAGS;

    /// Names of all that the tables speak of, and one that they do not know.
    fn names() -> Vec<&'static [u8]> {
        let mut names: Vec<_> = ENDED_BY.iter().map(|(name, _)| *name).collect();
        names.extend(VOID.iter().chain(&ENDS_PARAGRAPHS).chain(&HOLDS_PARAGRAPHS_OPEN));
        names.push(b"x");
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn elements_are_those_of_minify_html() {
        assert_eq!(VOID.len(), VOID_TAGS.len());
        assert_eq!(SCRIPT_TYPES.len(), JAVASCRIPT_MIME_TYPES.len());
        assert!(VOID.iter().all(|name| VOID_TAGS.contains(name)));
        assert!(SCRIPT_TYPES.iter().all(|kind| JAVASCRIPT_MIME_TYPES.contains(kind)));
        for one in names() {
            for other in names() {
                let told = (one.escape_ascii(), other.escape_ascii());
                assert_eq!(ends_before(one, other), can_omit_as_before(one, other), "{told:?}");
                assert_eq!(ends_with(one, other), can_omit_as_last_node(one, other), "{told:?}");
            }
        }
    }
}
