//! An attribute of HTML or SVG → what browsers do with it: the whole list of those that hold
//! addresses or code (HTML, “Attributes”; SVG 2, “Linking”; what browsers still do for old pages).

use super::scan::Tag;
use std::borrow::Cow;

/// What a browser does with the value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Finds the element by it, as the target of a link: it is an id.
    Names,
    /// Runs it as code, or as a style.
    Runs,
    /// Asks for what is at the address, or sends something there.
    Loads,
    /// Asks for each of several, between which this stands; behind each may stand a width.
    LoadsEach(char),
    /// Asks for what a style sheet would with the same words.
    LoadsStyle,
    /// Goes there if somebody wants it to, or only knows it.
    Leads,
    /// Shows it as a page of its own.
    Shows,
    /// Whatever another attribute of a `<meta>` says.
    States,
}

/// What a browser does with an attribute, if it is more than to draw something.
pub fn does(tag: &Tag, name: &[u8]) -> Option<Does> {
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    let one_of = |known: &[&str]| known.iter().any(|known| is(known));
    // Most attributes are passed over by their first letter and their length.
    Some(match (name.first()?.to_ascii_lowercase(), name.len()) {
        (b'i', 2) if is("id") => Does::Names,
        (b'o', 3..) if name[1].eq_ignore_ascii_case(&b'n') => Does::Runs,
        (b's', 5) if is("style") => Does::Runs,
        (b's', 3) if is("src") => Does::Loads,
        (b'h', 4) if is("href") => refers(tag),
        (b'x', 10) if is("xlink:href") => refers(tag),
        (b'c', 4) if is("cite") => Does::Leads,
        (b'c', 7) if is("content") && tag.is("meta") => Does::States,
        (b'l', 8) if is("longdesc") => Does::Leads,
        (b'd', 4) if is("data") && tag.is("object") => Does::Loads,
        (b'p', 4) if is("ping") => Does::LoadsEach(' '),
        (b'a', 14) if is("attributionsrc") => Does::LoadsEach(' '),
        (b'a', 6) if is("action") => Does::Loads,
        (b'p', 6) if is("poster") => Does::Loads,
        (b'l', 6) if is("lowsrc") => Does::Loads,
        (b'm', 8) if is("manifest") && tag.is("html") => Does::Loads,
        (b'f' | b'b', 10) if one_of(&["formaction", "background"]) => Does::Loads,
        (b's', 6) if is("srcset") => Does::LoadsEach(','),
        (b'i', 11) if is("imagesrcset") => Does::LoadsEach(','),
        (b's', 6) if is("srcdoc") => Does::Shows,
        // What an animation makes of another attribute.
        (b't' | b'b', 2) | (b'f', 4) | (b'v', 6)
            if one_of(&["to", "from", "by", "values"]) && animates_address(tag) =>
        {
            Does::LoadsEach(';')
        }
        (b'f', 4 | 6) | (b's', 6) | (b'm', 4 | 6 | 10..=12) | (b'c', 6 | 9) if one_of(&DRAWN) => {
            Does::LoadsStyle
        }
        _ => return None,
    })
}

/// Attributes of SVG that hold what a style sheet may hold, too.
const DRAWN: [&str; 10] = [
    "fill",
    "stroke",
    "mask",
    "filter",
    "cursor",
    "clip-path",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
];

fn refers(tag: &Tag) -> Does {
    match tag.is("a") || tag.is("area") || is_stated(tag) {
        true => Does::Leads,
        false => Does::Loads,
    }
}

/// Whether a `<link>` only states something, such as a translation, and loads nothing.
fn is_stated(tag: &Tag) -> bool {
    const LOADING: [&str; 11] = [
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "mask-icon",
        "manifest",
        "preload",
        "modulepreload",
        "prefetch",
        "preconnect",
        "dns-prefetch",
        "prerender",
    ];
    if !tag.is("link") {
        return false;
    }
    let rel = tag.get("rel").unwrap_or_default();
    let loads = |word: &str| LOADING.iter().any(|known| word.eq_ignore_ascii_case(known));
    !rel.split_whitespace().any(loads)
}

/// Whether an element of SVG changes an address.
fn animates_address(tag: &Tag) -> bool {
    let is_animation = tag.is("set") || tag.is("animate");
    is_animation && tag.get("attributeName").is_some_and(|name| name.trim().ends_with("href"))
}

/// Whether what an element loads runs in the name of the page, even from a `data:` address.
pub fn is_run(tag: &Tag) -> bool {
    ["script", "iframe", "frame", "object", "embed", "link", "base"].iter().any(|own| tag.is(own))
}

/// The address to which `<meta http-equiv="refresh">` leads, if an element is one.
pub fn refresh<'v>(tag: &Tag, content: &'v str) -> Option<&'v str> {
    let kind = tag.get("http-equiv")?;
    let url = content.split_once('=').filter(|_| kind.trim().eq_ignore_ascii_case("refresh"));
    url.map(|(_, url)| url.trim().trim_matches(['\'', '"']))
}

/// An address as browsers read it (URL Standard §4.4): nothing counts that stands around it, no
/// line break within it, and a backslash is a slash.
pub fn read(url: &str) -> Cow<'_, str> {
    let url = url.trim_matches(|c: char| c <= ' ');
    if !url.contains(['\t', '\n', '\r', '\\']) {
        return Cow::Borrowed(url);
    }
    let mut url: String = url.chars().filter(|c| !"\t\n\r".contains(*c)).collect();
    let is_path = scheme(&url).is_none_or(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    });
    if is_path {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        url = url[..end].replace('\\', "/") + &url[end..];
    }
    Cow::Owned(url)
}

/// The scheme of an absolute address (RFC 3986 §3.1).
pub fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    (url[end..].starts_with(':') && end > 0 && url[..end].chars().all(is_plain))
        .then(|| &url[..end])
}

/// Whether an address is code.
pub fn is_script(url: &str) -> bool {
    scheme(&read(url)).is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript"))
}

#[cfg(test)]
mod tests {
    use super::super::scan::tags;
    use super::*;

    #[test]
    fn what_browsers_do_with_each_attribute() {
        for (html, expect) in [
            ("<a href=x ping='y z' attributionsrc>", "Leads LoadsEach(' ') LoadsEach(' ')"),
            ("<area HREF=x><a xlink:href=x>", "Leads Leads"),
            ("<blockquote cite=x><q cite=x><ins cite=x><del cite=x>", "Leads Leads Leads Leads"),
            ("<img src=x srcset='x 1x' longdesc=y>", "Loads LoadsEach(',') Leads"),
            (
                "<script src=x></script><embed src=x><track src=x><input src=x>",
                "Loads Loads Loads Loads",
            ),
            ("<audio src=x><source src=x srcset=y>", "Loads Loads LoadsEach(',')"),
            ("<video poster=x src=y>", "Loads Loads"),
            ("<iframe src=x srcdoc=y>", "Loads Shows"),
            ("<object data=x><p data=y data-src=z>", "Loads"),
            ("<form action=x><button formaction=x>", "Loads Loads"),
            ("<body background=x onload=y><td background=x>", "Loads Runs Loads"),
            ("<html manifest=x><p manifest=x>", "Loads"),
            ("<link rel=canonical href=x><link rel='x Icon' href=y>", "Leads Loads"),
            ("<link rel=preload imagesrcset=x>", "LoadsEach(',')"),
            ("<base href=x><meta content=x>", "Loads States"),
            ("<p id=x style=y onclick=z on=w>", "Names Runs Runs"),
            ("<image href=x><use xlink:href=y><feImage href=z>", "Loads Loads Loads"),
            ("<rect fill=x clip-path=y marker-end=z>", "LoadsStyle LoadsStyle LoadsStyle"),
            ("<set attributeName=xlink:href to=x><set attributeName=x to=y>", "LoadsEach(';')"),
            ("<animate attributeName=href values=x from=y>", "LoadsEach(';') LoadsEach(';')"),
            ("<p class=x title=y lang=z for=a to=b>", ""),
        ] {
            let mut found = Vec::new();
            tags(html.as_bytes(), |tag| {
                let all = tag.attributes.iter().filter_map(|(name, _)| does(tag, name));
                found.extend(all.map(|does| format!("{does:?}")));
            });
            assert_eq!(found.join(" "), expect, "{html}");
        }
    }

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        for (url, expect) in [
            (" /x ", "/x"),
            ("\u{1}\n/x\u{0}", "/x"),
            ("ja\nva\tscript:x", "javascript:x"),
            ("\\\\x.example\\y?a\\b", "//x.example/y?a\\b"),
            ("/\\x.example", "//x.example"),
            ("https:\\\\x", "https://x"),
            ("mailto:a\\b", "mailto:a\\b"),
            ("/ə", "/ə"),
        ] {
            assert_eq!(read(url), expect, "{url:?}");
        }
        assert!(is_script(" Java\nScript:x") && !is_script("/javascript:x"));
    }
}
