//! Addresses of an older site: as editors write them, and as servers are asked for them.

use super::Base;
use super::encode::ENCODED;
use super::{MAX_PART, TOO_LONG_PART, WebPath};
use percent_encoding::{
    AsciiSet, CONTROLS, percent_decode_str, percent_encode, utf8_percent_encode,
};
use std::borrow::Cow;

/// An address that must go on working: `/policy.html`, `/köhnə səhifə/`, `/index.php?id=3`. Letters
/// may be encoded or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The alias as the editor wrote it, for problems and for comparison.
    text: Box<str>,
    /// Below the site's root, encoded as everywhere: `index.php`.
    path: Box<str>,
    /// As browsers send it: `id=3`.
    query: Option<Box<str>>,
}

crate::from_text!(Alias, Alias::parse, Alias::EXPECTED);

/// What browsers encode in a query (WHATWG URL, “special-query percent-encode set”).
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

/// The longest address, encoded and with its query: nginx refuses a map with a longer one, by the
/// setting that the guide gives.
const LONGEST_ADDRESS: usize = 900;

impl Alias {
    /// What would be right where [`Alias::parse`] finds something wrong.
    pub const EXPECTED: &str =
        "a path from the root of the site, such as /policy.html, /old/page/ or /index.php?id=3";

    /// Reads an address as somebody wrote it.
    ///
    /// # Errors
    /// What is wrong with it, to be said after the address itself.
    pub fn parse(text: &str) -> Result<Alias, &'static str> {
        if text.contains('#') {
            return Err("names a place in a page (#), which no server is told");
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let Some(below) = path.strip_prefix('/').filter(|below| !below.starts_with('/')) else {
            return Err("is not an address on this site");
        };
        if below.is_empty() && query.is_empty() {
            return Err("is the address of the site itself");
        }
        let last = below.matches('/').count();
        let mut encoded = String::with_capacity(below.len());
        for (n, part) in below.split('/').enumerate() {
            let part: Cow<'_, [u8]> = percent_decode_str(part).into();
            if matches!(&*part, b"." | b"..") || part.is_empty() && n < last {
                return Err("has an empty part, “.” or “..”, which servers take out");
            }
            if part.len() > MAX_PART {
                return Err(TOO_LONG_PART);
            }
            if part.contains(&b'/') {
                return Err("holds an encoded slash (%2F), which can be in no file");
            }
            if part.iter().any(u8::is_ascii_control) {
                return Err("holds a control character");
            }
            if n > 0 {
                encoded.push('/');
            }
            encoded.extend(percent_encode(&part, ENCODED));
        }
        if query.contains(char::is_control) {
            return Err("holds a control character");
        }
        let query = (!query.is_empty()).then(|| utf8_percent_encode(query, QUERY).to_string());
        if encoded.len() + query.as_deref().map_or(0, str::len) > LONGEST_ADDRESS {
            return Err("is longer than 900 bytes");
        }
        Ok(Alias { text: text.into(), path: encoded.into(), query: query.map(Into::into) })
    }

    /// The alias as the editor wrote it: encoded or not.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The path without query from the root of the host, encoded.
    pub fn path(&self, base: &Base) -> String {
        format!("{}/{}", base.path(), self.path)
    }

    /// The query, without its `?`, as browsers send it; `None` if the address has none.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The same from the root of the host as servers see it: the path decoded, the query as sent.
    /// Not always UTF-8, since older sites had other encodings.
    pub fn decoded(&self, base: &Base) -> Vec<u8> {
        let mut bytes: Vec<u8> = percent_decode_str(&self.path(base)).collect();
        if let Some(query) = &self.query {
            bytes.push(b'?');
            bytes.extend(query.bytes());
        }
        bytes
    }

    /// Whether it is the address of this page, so that it would lead round in a circle. Hosts hand
    /// a query on, so it makes no difference.
    pub fn leads_to(&self, base: &Base, page: &WebPath) -> bool {
        bare(&self.path(base)) == bare(page.as_str())
    }

    /// Whether both are the same for every server, however they are written.
    pub fn is_same(&self, other: &Alias) -> bool {
        self.path == other.path && self.query == other.query
    }

    /// What tells two addresses apart for servers and file systems, some of which know no capital
    /// letters, and all of which answer for `/old` and `/old/` alike.
    pub fn key(&self) -> String {
        let path = bare(&self.path);
        let path = percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path));
        folded(&format!("{path}?{}", self.query().unwrap_or_default()))
    }

    /// The place of a page that answers there on any static host. None for an address with a query,
    /// which such a host passes over, and for one that no file can have. Hosts tell browsers what a
    /// file is by its ending, so that only `.html` can be one; anything else is a folder.
    pub fn page(&self, base: &Base) -> Option<WebPath> {
        if self.query.is_some() {
            return None;
        }
        let mut path = String::with_capacity(self.path.len() + 1);
        for (n, part) in self.path.split('/').enumerate() {
            let part = percent_decode_str(part).decode_utf8().ok()?;
            if n > 0 {
                path.push('/');
            }
            path.push_str(&part);
        }
        let (_, ending) = path.rsplit_once('.').unwrap_or_default();
        if !path.ends_with('/') && !matches!(&*ending.to_ascii_lowercase(), "html" | "htm") {
            path.push('/');
        }
        Some(base.at(&path))
    }
}

/// A path as systems that know no capital letters have it: letter by letter, whatever the language.
pub fn folded(path: &str) -> String {
    path.chars().flat_map(char::to_lowercase).collect()
}

/// An address without what makes no difference to a static host.
fn bare(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/index.html").unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Base {
        Base::parse("https://example.org/cert").expect("an address")
    }

    #[test]
    fn aliases_are_read_as_written_or_encoded() {
        for (text, path, page) in [
            ("/policy.html", "/cert/policy.html", Some("policy.html")),
            ("/Old/Page.HTM", "/cert/Old/Page.HTM", Some("Old/Page.HTM")),
            ("/old", "/cert/old", Some("old/index.html")),
            ("/old/", "/cert/old/", Some("old/index.html")),
            ("/index.php", "/cert/index.php", Some("index.php/index.html")),
            ("/v1.2", "/cert/v1.2", Some("v1.2/index.html")),
            (
                "/köhnə səhifə",
                "/cert/k%C3%B6hn%C9%99%20s%C9%99hif%C9%99",
                Some("köhnə səhifə/index.html"),
            ),
            ("/k%c3%b6hn%C9%99", "/cert/k%C3%B6hn%C9%99", Some("köhnə/index.html")),
            ("/100%", "/cert/100%25", Some("100%/index.html")),
            // In windows-1251, as older sites had it: a file name of ours is UTF-8.
            ("/%EF%F0%E0", "/cert/%EF%F0%E0", None),
            ("/index.php?id=3", "/cert/index.php", None),
            ("/?p=12", "/cert/", None),
            ("/index.php?", "/cert/index.php", Some("index.php/index.html")),
            ("/a\"b<c>&d", "/cert/a%22b%3Cc%3E%26d", Some("a\"b<c>&d/index.html")),
        ] {
            let alias = Alias::parse(text).unwrap_or_else(|wrong| panic!("{text} {wrong}"));
            assert_eq!(alias.path(&base()), path, "{text}");
            assert_eq!(alias.page(&base()).map(|page| page.file()).as_deref(), page, "{text}");
        }
    }

    #[test]
    fn queries_are_kept_as_browsers_send_them() {
        for (text, query, decoded) in [
            ("/index.php?id=3&x=a/b?c", "id=3&x=a/b?c", "/cert/index.php?id=3&x=a/b?c"),
            ("/ə?ad=ə b", "ad=%C9%99%20b", "/cert/ə?ad=%C9%99%20b"),
            ("/%C9%99?ad=%c9%99", "ad=%c9%99", "/cert/ə?ad=%c9%99"),
            ("/?p=12", "p=12", "/cert/?p=12"),
        ] {
            let alias = Alias::parse(text).unwrap_or_else(|wrong| panic!("{text} {wrong}"));
            assert_eq!(alias.query(), Some(query), "{text}");
            assert_eq!(String::from_utf8_lossy(&alias.decoded(&base())), decoded, "{text}");
        }
    }

    #[test]
    fn the_same_address_is_known_however_it_is_written() {
        let key = |text: &str| Alias::parse(text).expect(text).key();
        for (one, other) in [
            ("/old", "/old/"),
            ("/old", "/OLD/index.html"),
            ("/ə", "/%c9%99"),
            ("/Ə", "/ə"),
            ("/K%C3%96HN%C6%8F", "/köhnə/"),
            ("/a?X=1", "/A?x=1"),
            ("/old", "/old?"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        for (one, other) in
            [("/old", "/older"), ("/a", "/a?x"), ("/a?x=1", "/a?x=2"), ("/?p", "/p")]
        {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn aliases_stay_on_the_site() {
        for (text, expect) in [
            ("policy.html", "not an address on this site"),
            ("https://old.example.org/x", "not an address on this site"),
            ("//host/x", "not an address on this site"),
            ("", "not an address on this site"),
            ("/", "the address of the site itself"),
            ("/?", "the address of the site itself"),
            ("/../x", "“..”"),
            ("/a/%2E%2e/x", "“..”"),
            ("/a/./x", "“.”"),
            ("/a//x", "an empty part"),
            ("/a#b", "(#)"),
            ("/a%0Ab", "a control character"),
            ("/a%00", "a control character"),
            ("/a%2fb", "an encoded slash"),
            ("/a?b\u{85}", "a control character"),
        ] {
            let wrong = Alias::parse(text).expect_err(text);
            assert!(wrong.contains(expect), "{text} {wrong}");
        }
        let long = |part: &str, count: usize| Alias::parse(&part.repeat(count)).map(drop);
        assert_eq!(long("/abc", 225), Ok(()));
        assert_eq!(long("/abc", 226), Err("is longer than 900 bytes"));
        let part = |letter: &str, count: usize| {
            Alias::parse(&format!("/x/{}", letter.repeat(count))).map(drop)
        };
        assert_eq!(part("a", 255), Ok(()));
        assert!(part("a", 256).is_err());
        assert_eq!(part("ə", 127), Ok(()));
        assert!(part("ə", 128).is_err());
    }
}
