//! Where a site stands: at the root of its host, or below a path of it.

use super::encode::encode;
use certsite_text::{Host, split_port};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The address of the site's root: `https://www.example.org`, or `https://user.github.io/cert`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base(Arc<Parts>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Parts {
    /// Scheme, host and a port other than the usual one, such as `https://www.example.org`.
    origin: String,
    /// Encoded, without a slash at its end: empty, or `/cert`.
    path: String,
}

impl Base {
    /// What would be right where [`Base::parse`] finds something wrong.
    pub const EXPECTED: &str = "the address of the site's root, such as https://www.example.org or https://user.github.io/cert";

    /// Reads an address as somebody wrote it; a slash at its end makes no difference.
    ///
    /// # Errors
    /// What is wrong with it, to be said after the address itself.
    pub fn parse(text: &str) -> Result<Base, &'static str> {
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "https" | "http") {
            return Err("does not begin with https:// or http://");
        }
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || "\\\"<>`{}|^".contains(c))
        {
            return Err("holds a character that stands in no address");
        }
        if rest.contains('#') {
            return Err("names a place in a page (#)");
        }
        if rest.contains('?') {
            return Err("has a query (?)");
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let origin = format!("{scheme}://{}", host(&scheme, authority)?);
        Ok(Base(Arc::new(Parts { origin, path: folder(path.trim_end_matches('/'))? })))
    }

    /// Stands for the address of a site that nobody has told yet (RFC 2606 reserves the name).
    pub fn unknown() -> Base {
        let origin = "https://site.base-url.invalid".to_owned();
        Base(Arc::new(Parts { origin, path: String::new() }))
    }

    /// Whether anybody said where the site will stand.
    pub fn is_known(&self) -> bool {
        !self.0.origin.ends_with(".invalid")
    }

    /// Scheme, host and port, without a slash at its end.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The path of the host below which the site stands, encoded: empty, or such as `/cert`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The same as servers see it, decoded.
    pub fn decoded_path(&self) -> String {
        percent_decode_str(self.path()).decode_utf8_lossy().into_owned()
    }

    /// The path below the site's root, as on disk, that an address of the host leads to; none if it
    /// is none of the site's. Query and fragment do not matter.
    pub fn find<'a>(&self, address: &'a str) -> Option<Cow<'a, str>> {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let below = address.strip_prefix(self.path())?.strip_prefix('/')?;
        percent_decode_str(below).decode_utf8().ok()
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path())
    }
}

/// The authority in its plain form (RFC 3986 §3.2, §6.2.3).
fn host(scheme: &str, authority: &str) -> Result<String, &'static str> {
    if authority.contains('@') {
        return Err("names a user");
    }
    let (name, port) = split_port(authority);
    if name.is_empty() {
        return Err("has no host");
    }
    if !name.is_ascii() {
        return Err("has a host with letters outside ASCII; its ASCII form begins with xn--");
    }
    let name = match Host::parse(name).ok_or("has a host that cannot be")? {
        Host::V6(address) => format!("[{address}]"),
        // A dot at its end stays: for browsers that is another site.
        Host::V4(_) | Host::Name(_) => name.to_ascii_lowercase(),
    };
    let port = match port.filter(|port| !port.is_empty()) {
        None => return Ok(name),
        // A number may also be written with a sign.
        Some(port) if port.starts_with('+') => None,
        Some(port) => port.parse::<u16>().ok(),
    };
    match (scheme, port.ok_or("has a port that cannot be")?) {
        ("https", 443) | ("http", 80) => Ok(name),
        (_, port) => Ok(format!("{name}:{port}")),
    }
}

/// The path in its plain form: each part decoded, looked at, and encoded as everywhere.
fn folder(path: &str) -> Result<String, &'static str> {
    let mut folder = String::with_capacity(path.len());
    for part in path.split('/').skip(1) {
        let part = percent_decode_str(part)
            .decode_utf8()
            .map_err(|_| "has a path that is not encoded as UTF-8")?;
        if matches!(&*part, "" | "." | "..") {
            return Err("has a path with an empty part, “.” or “..”");
        }
        if part.contains(|c: char| c == '/' || c.is_control()) {
            return Err("holds a character that stands in no address");
        }
        folder.push('/');
        encode(&part, &mut folder);
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_sites_have_one_form() {
        for (text, expect) in [
            ("https://www.example.org", "https://www.example.org"),
            ("https://www.example.org/", "https://www.example.org"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[0:0::1]:08080/cert", "http://[::1]:8080/cert"),
            ("https://example.org.:443", "https://example.org."),
            ("HTTPS://User.GitHub.io/Cert//", "https://user.github.io/Cert"),
            ("https://example.org:443/a/b/", "https://example.org/a/b"),
            ("http://example.org:80", "http://example.org"),
            ("http://example.org:443", "http://example.org:443"),
            ("https://xn--80ak6aa92e.example", "https://xn--80ak6aa92e.example"),
            ("https://example.org/%7Eteam/", "https://example.org/~team"),
            ("https://example.org/komanda-ə", "https://example.org/komanda-%C9%99"),
            ("https://example.org/komanda-%c9%99", "https://example.org/komanda-%C9%99"),
            ("https://example.org/a&b", "https://example.org/a%26b"),
        ] {
            assert_eq!(Base::parse(text).map(|base| base.to_string()).as_deref(), Ok(expect));
        }
    }

    #[test]
    fn what_is_no_address_of_a_site_is_told() {
        for (text, expect) in [
            ("", "does not begin with"),
            ("www.example.org", "does not begin with"),
            ("ftp://example.org", "does not begin with"),
            ("https:example.org", "does not begin with"),
            ("https://", "no host"),
            ("https:///cert", "no host"),
            ("https://:8080", "no host"),
            ("https://a@example.org", "names a user"),
            ("https://a:b@example.org/cert", "names a user"),
            ("https://example.org?x", "a query"),
            ("https://example.org/cert/?x=1", "a query"),
            ("https://example.org/#top", "(#)"),
            ("https://example.org/#?", "(#)"),
            ("https://example .org", "in no address"),
            ("https://example.org/a b", "in no address"),
            ("https://example.org/\"", "in no address"),
            ("https://example.org/a\\b", "in no address"),
            ("https://example.org/a%2Fb", "in no address"),
            ("https://example.org/a%00", "in no address"),
            ("https://example.org/a%FF", "not encoded as UTF-8"),
            ("https://example.org/a//b", "an empty part"),
            ("https://example.org/a/../b", "an empty part"),
            ("https://example.org/%2e%2E/b", "an empty part"),
            ("https://azərbaycan.example", "xn--"),
            ("https://a..b", "a host that cannot be"),
            ("https://a,b", "a host that cannot be"),
            ("https://0", "a host that cannot be"),
            ("https://127.1", "a host that cannot be"),
            ("https://a.0x1", "a host that cannot be"),
            ("https://[::1", "a host that cannot be"),
            ("https://example.org:x", "a port that cannot be"),
            ("https://example.org:+1", "a port that cannot be"),
            ("https://example.org:99999", "a port that cannot be"),
        ] {
            let wrong = Base::parse(text).expect_err(text);
            assert!(wrong.contains(expect), "{text} {wrong}");
        }
    }

    #[test]
    fn addresses_are_found_below_the_site_alone() {
        let base = Base::parse("https://example.org/cert").expect("an address");
        for (address, expect) in [
            ("/cert/", Some("")),
            ("/cert/az/?x=1#y", Some("az/")),
            ("/cert/C%23%20notes.txt", Some("C# notes.txt")),
            ("/cert/%c9%99", Some("ə")),
            ("/cert", None),
            ("/certificate/", None),
            ("/az/", None),
            ("/cert/%FF", None),
            ("", None),
        ] {
            assert_eq!(base.find(address).as_deref(), expect, "{address}");
        }
    }
}
