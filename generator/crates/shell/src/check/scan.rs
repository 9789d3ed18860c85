//! A finished page → its tags with their attributes, as a browser reads them. Builds look at every
//! page that they make, so it is one pass that copies nothing, and passes by the lines that are
//! known: most of a page stand on many others.

use certsite_text::unescape;
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// An opening tag, as it stands in the page: nothing is decoded.
pub struct Tag<'t, 'a> {
    /// The name as written, in whatever case.
    pub name: &'a [u8],
    /// Its attributes as written, without their quotes.
    pub attributes: &'t [(&'a [u8], &'a [u8])],
}

/// What is met on the way through a page.
pub enum Met<'t, 'a> {
    /// An opening tag that has just ended.
    Tag(&'t Tag<'t, 'a>),
    /// The end of a line that began outside of all tags and ends there: the same bytes are the
    /// same tags wherever they stand so. None of one that a tag, a comment or a script leads out of.
    Line(Option<&'a [u8]>),
}

impl<'a> Tag<'_, 'a> {
    /// Whether it is an element of this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let is_meant = |(own, _): &&(&[u8], &[u8])| own.eq_ignore_ascii_case(name.as_bytes());
        self.attributes.iter().find(is_meant).map(|(_, value)| text(value))
    }

    /// The text of a value as written.
    pub fn value<'v>(&self, value: &'v [u8]) -> Cow<'v, str> {
        text(value)
    }
}

/// Elements whose inside is text, whatever it looks like (HTML §13.1.2).
const RAW: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Goes through a page, but for the lines that are known.
pub fn lines<'a>(
    html: &'a [u8],
    is_known: impl Fn(&[u8]) -> bool,
    mut see: impl FnMut(Met<'_, 'a>),
) {
    let mut attributes = Vec::with_capacity(16);
    let mut at = 0;
    while at < html.len() {
        let end = memchr(b'\n', &html[at..]).map_or(html.len(), |length| at + length + 1);
        let line = &html[at..end];
        if is_known(line) {
            at = end;
            continue;
        }
        let mut is_open = false;
        while let Some(open) = html.get(at..end).and_then(|rest| memchr(b'<', rest)) {
            let tag = |tag: &Tag<'_, 'a>| see(Met::Tag(tag));
            let next = opened(html, at + open + 1, &mut attributes, tag);
            // Nothing but text that looks like markup ends with the end of a line.
            is_open = next.is_none_or(|next| next >= end && line.ends_with(b"\n"));
            at = next.unwrap_or(html.len());
        }
        at = at.max(end);
        see(Met::Line((at == end && !is_open).then_some(line)));
    }
}

/// Shows each opening tag of a page, in order.
pub fn tags<'a>(html: &'a [u8], mut see: impl FnMut(&Tag<'_, 'a>)) {
    lines(
        html,
        |_| false,
        |met| {
            if let Met::Tag(tag) = met {
                see(tag);
            }
        },
    );
}

/// Reads what begins with a “<”, and gives the byte behind it; none if the page ends before.
fn opened<'a>(
    html: &'a [u8],
    at: usize,
    attributes: &mut Vec<(&'a [u8], &'a [u8])>,
    see: impl FnOnce(&Tag<'_, 'a>),
) -> Option<usize> {
    match html.get(at) {
        Some(b'a'..=b'z' | b'A'..=b'Z') => {
            let name = word(html, at, |b| b == b'/');
            attributes.clear();
            let end = read(html, at + name.len(), attributes)?;
            see(&Tag { name, attributes });
            let raw = RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw.as_bytes()));
            raw.map_or(Some(end), |raw| end_of_raw(html, end, raw))
        }
        Some(b'!') if html[at..].starts_with(b"!--") => {
            memmem::find(&html[at + 1..], b"-->").map(|end| at + 1 + end + 3)
        }
        Some(b'/' | b'!' | b'?') => {
            // Most closing tags are short.
            let near = html[at..].iter().take(4).position(|b| *b == b'>');
            near.or_else(|| memchr(b'>', &html[at..])).map(|end| at + end + 1)
        }
        _ => Some(at),
    }
}

/// Reads the attributes of a tag, and gives the byte behind it; none if the page ends before.
fn read<'a>(html: &'a [u8], mut at: usize, into: &mut Vec<(&'a [u8], &'a [u8])>) -> Option<usize> {
    loop {
        while html.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            at += 1;
        }
        match html.get(at) {
            None => return None,
            Some(b'>') => return Some(at + 1),
            _ => {}
        }
        // A sign of equality at the beginning belongs to the name (§13.2.5.32).
        let rest = word(html, at + 1, |b| b == b'/' || b == b'=');
        let name = &html[at..at + 1 + rest.len()];
        at += name.len();
        let space = html[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if html.get(at + space) != Some(&b'=') {
            into.push((name, b""));
            continue;
        }
        at += space + 1;
        at += html[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let value = match html.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                at += 1;
                let value = &html[at..at + memchr(*quote, &html[at..])?];
                at += value.len() + 1;
                value
            }
            _ => {
                let value = word(html, at, |_| false);
                at += value.len();
                value
            }
        };
        into.push((name, value));
    }
}

/// The bytes up to a space, the end of the tag or a byte that `ends` it.
fn word(html: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> &[u8] {
    let rest = &html[at.min(html.len())..];
    let end = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'>' || ends(*b));
    &rest[..end.unwrap_or(rest.len())]
}

/// The closing tag of an element of text, if there is one.
fn end_of_raw(html: &[u8], mut at: usize, name: &str) -> Option<usize> {
    while let Some(close) = memmem::find(&html[at..], b"</") {
        at += close;
        let found = html.get(at + 2..at + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(at);
        }
        at += 2;
    }
    None
}

/// A value with its character references replaced; those that addresses are written with.
fn text(value: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(value) {
        Cow::Borrowed(text) => unescape(text),
        Cow::Owned(text) => Cow::Owned(unescape(&text).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::HashMap;

    /// `name attribute=value …` of each tag.
    fn check(html: &str, expect: &[&str]) {
        let mut found = Vec::new();
        tags(html.as_bytes(), |tag| {
            let name = String::from_utf8_lossy(tag.name);
            let attributes = tag
                .attributes
                .iter()
                .map(|(name, value)| format!(" {}={}", String::from_utf8_lossy(name), text(value)));
            found.push(format!("{name}{}", attributes.collect::<String>()));
        });
        assert_eq!(found, expect, "{html}");
    }

    #[test]
    fn tags_are_read_as_a_browser_reads_them() {
        for (html, expect) in [
            ("<p>a<b>c</b></p>", &["p", "b"][..]),
            ("<a href=/x/ title='a > b' ID=\"c\">", &["a href=/x/ title=a > b ID=c"]),
            ("<a\n href = \"/x/\"\tdata-y>z", &["a href=/x/ data-y="]),
            ("<img src=/a.png/><br/><hr / class=x>", &["img src=/a.png/", "br", "hr class=x"]),
            ("<a href=\"?a=1&amp;b=2&#38;c&#x26;d&e\">", &["a href=?a=1&b=2&c&d&e"]),
            ("<!-- <a href=x> --><p><!doctype html><?x <b>", &["p"]),
            ("<!--><p>", &["p"]),
            ("<!-- <p>", &[]),
            ("a < b <3 <>&lt;p><i>", &["i"]),
            ("<script>if (a<b) '</x><p>'</script><p>", &["script", "p"]),
            ("<STYLE>a<b</Style ><p>", &["STYLE", "p"]),
            ("<title><b></title><textarea><i></textarea><u>", &["title", "textarea", "u"]),
            ("<script><p>", &["script"]),
            // What never ends is no tag.
            ("<p a='1' b=\"2", &[]),
            ("<p a=", &[]),
            ("<p ", &[]),
            ("<p =x y>", &["p =x= y="]),
            ("<p", &[]),
            ("<", &[]),
            ("", &[]),
        ] {
            check(html, expect);
        }
    }

    /// Pages of random pieces of HTML, whole and broken.
    fn pages(pieces: &[&str]) -> impl Iterator<Item = String> {
        let mut seed: u64 = 2_350;
        let mut next = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        (0..20_000).map(move |_| (0..12).map(|_| pieces[next(pieces.len())]).collect())
    }

    const PIECES: [&str; 26] = [
        "<p>",
        "</p>",
        "<a href=",
        "\"/x/\"",
        "'/y'",
        "/z",
        " ",
        ">",
        "<",
        "/",
        "=",
        "id=a",
        " class",
        "\"",
        "'",
        "text",
        "<!--",
        "-->",
        "<!doctype html>",
        "<br/>",
        "&amp;",
        "ə",
        "\n",
        "<?x>",
        "<IMG SRC=",
        "</",
    ];

    #[test]
    fn it_agrees_with_a_reader_of_the_standard() {
        for html in pages(&PIECES) {
            let mut ours = Vec::new();
            tags(html.as_bytes(), |tag| {
                let mut keys: Vec<_> =
                    tag.attributes.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
                keys.sort();
                keys.dedup();
                ours.push((tag.name.to_ascii_lowercase(), keys));
            });
            let mut theirs = Vec::new();
            for Ok(token) in html5gum::Tokenizer::new(html.as_str()) {
                if let html5gum::Token::StartTag(tag) = token {
                    let keys = tag.attributes.keys().map(|key| key.0.clone()).collect::<Vec<_>>();
                    theirs.push((tag.name.0.clone(), keys));
                }
            }
            assert_eq!(ours, theirs, "{html:?}");
        }
    }

    #[test]
    fn lines_that_are_known_are_passed_by_and_nothing_else_is_read_otherwise() {
        let pieces = [&PIECES[..], &["<title>", "</title>", ">\n", "\n<p>\n", "-->\n"]].concat();
        let mut known: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
        for html in pages(&pieces) {
            let mut all = Vec::new();
            tags(html.as_bytes(), |tag| all.push(tag.name.to_vec()));

            let met = RefCell::new(Vec::new());
            let is_known = |line: &[u8]| {
                let names = known.get(line);
                met.borrow_mut().extend(names.into_iter().flatten().cloned());
                names.is_some()
            };
            let (mut names, mut fresh) = (Vec::new(), Vec::new());
            lines(html.as_bytes(), is_known, |one| match one {
                Met::Tag(tag) => names.push(tag.name.to_vec()),
                Met::Line(line) => {
                    let names = std::mem::take(&mut names);
                    met.borrow_mut().extend(names.iter().cloned());
                    fresh.extend(line.map(|line| (line.to_vec(), names)));
                }
            });
            known.extend(fresh);
            assert_eq!(met.into_inner(), all, "{html:?}");
        }
    }
}
