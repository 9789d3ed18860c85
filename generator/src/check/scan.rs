//! A finished page → its tags with their attributes, as a browser reads them. Builds look at every
//! page that they make, so it is one pass that copies nothing.

use memchr::{memchr, memchr2, memmem};
use std::borrow::Cow;

/// An opening tag.
pub struct Tag<'a> {
    /// Its name as written.
    pub name: &'a [u8],
    /// Its attributes as written, without their quotes.
    pub attributes: &'a [(&'a [u8], &'a [u8])],
}

impl<'a> Tag<'a> {
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

/// Shows each opening tag of a page, in order.
pub fn tags(html: &[u8], mut see: impl FnMut(&Tag<'_>)) {
    let mut attributes: Vec<(&[u8], &[u8])> = Vec::with_capacity(16);
    let mut at = 0;
    while let Some(open) = memchr(b'<', &html[at..]) {
        at += open + 1;
        match html.get(at) {
            Some(b'a'..=b'z' | b'A'..=b'Z') => {
                let name = word(html, at, |b| b == b'/');
                attributes.clear();
                let Some(end) = read(html, at + name.len(), &mut attributes) else { return };
                at = end;
                see(&Tag { name, attributes: &attributes });
                if let Some(raw) = RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw.as_bytes()))
                {
                    at = end_of_raw(html, at, raw);
                }
            }
            Some(b'!') if html[at..].starts_with(b"!--") => {
                let end = memmem::find(&html[at + 1..], b"-->");
                at = end.map_or(html.len(), |end| at + 1 + end + 3);
            }
            Some(b'/' | b'!' | b'?') => {
                at = memchr(b'>', &html[at..]).map_or(html.len(), |end| at + end + 1);
            }
            _ => {}
        }
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

/// The closing tag of an element of text.
fn end_of_raw(html: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(close) = memmem::find(&html[at..], b"</") {
        at += close;
        let found = html.get(at + 2..at + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    html.len()
}

/// A value with its character references replaced; those that addresses are written with.
fn text(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if memchr2(b'&', b'\r', value).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let found = after.split_once(';').and_then(|(name, after)| Some((named(name)?, after)));
        let (c, after) = found.unwrap_or(('&', after));
        out.push(c);
        rest = after;
    }
    Cow::Owned(out + rest)
}

fn named(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let parsed = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
            char::from_u32(parsed.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// A page of random pieces of HTML, whole and broken, is read as the standard reads it.
    #[test]
    fn it_agrees_with_a_reader_of_the_standard() {
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
        let mut seed: u64 = 2_350;
        for _ in 0..20_000 {
            let mut html = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                html.push_str(PIECES[(seed >> 33) as usize % PIECES.len()]);
            }
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
}
