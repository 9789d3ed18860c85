//! Names of hosts, and hosts with a port, as settings, pages and reporters write them.
//!
//! One reader for all of them; what a place takes besides, it asks of what was read. Two others read
//! by a rule of their own: links in a running text (`parse::autolink`), which look for where an
//! address ends, and addresses of the web in advisories, which are read as browsers do (`url`).

use crate::is_invisible;
use std::net::{Ipv4Addr, Ipv6Addr};
use unicode_normalization::char::is_combining_mark;

/// A name of the DNS (RFC 1035 §2.3.1) in its one form: in ASCII (RFC 5890), in small letters,
/// without the dot of the root at its end. Its last part is no number: that would be an address of
/// the network, as browsers and resolvers read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainName(String);

impl DomainName {
    /// Reads a name as programs write it: ASCII, also with the underscore of service names
    /// (`_dmarc.example.org`), which the DNS has (RFC 2181 §11) and no host may have.
    pub fn ascii(text: &str) -> Option<DomainName> {
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_name = name.len() <= 253 && name.split('.').all(is_label);
        (is_name && !is_number(last(&name))).then_some(DomainName(name))
    }

    /// Reads a name as people write it: in letters of any alphabet, which IDNA makes ASCII, or as
    /// [`DomainName::ascii`] does.
    pub fn of_any_script(text: &str) -> Option<DomainName> {
        // IDNA passes over unseen characters and takes most signs. Who wrote one meant another name.
        let may_stand = |c: char| {
            c.is_alphanumeric() || "-_.".contains(c) || is_combining_mark(c) && !is_invisible(c)
        };
        let name = text.strip_suffix('.').unwrap_or(text);
        if !name.chars().all(may_stand) || last(name).chars().all(char::is_numeric) {
            return None;
        }
        DomainName::ascii(&idna::domain_to_ascii(name).ok()?)
    }

    /// The name in its one form: ASCII, in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a host may have it (RFC 1123 §2.1), and what is named after one, such as a mailbox:
    /// there is no underscore in it.
    pub fn is_of_host(&self) -> bool {
        !self.0.contains('_')
    }

    /// Whether it stands below a top-level domain, or below a name that does for one: it has two
    /// parts at least. `localhost` and the short names of one network have one.
    pub fn is_qualified(&self) -> bool {
        self.0.contains('.')
    }
}

/// Whether a text may be one part of a host's name (RFC 1123 §2.1): up to 63 ASCII letters, digits,
/// and hyphens between them. Capital letters are taken; numbers are, since not every part is the
/// last.
pub fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether browsers take a name that ends in this part for an address of IPv4 (WHATWG URL §3.5).
fn is_number(label: &str) -> bool {
    let is_hex = |digits: &str| digits.bytes().all(|b| b.is_ascii_hexdigit());
    label.bytes().all(|b| b.is_ascii_digit()) || label.strip_prefix("0x").is_some_and(is_hex)
}

/// A host of an address (RFC 3986 §3.2.2), in ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// By its name.
    Name(DomainName),
    /// By its number, in four decimal parts.
    V4(Ipv4Addr),
    /// By its number, which stands in brackets.
    V6(Ipv6Addr),
}

impl Host {
    /// Reads `example.org`, `192.0.2.7` or `[2001:db8::7]`; `None` if it is none of these.
    pub fn parse(text: &str) -> Option<Host> {
        if let Some(inside) = text.strip_prefix('[') {
            return inside.strip_suffix(']')?.parse().ok().map(Host::V6);
        }
        let number = text.parse().ok().map(Host::V4);
        number.or_else(|| DomainName::ascii(text).map(Host::Name))
    }
}

/// The host and the text behind its colon, if it has one. Colons in brackets are the host's (IPv6),
/// which keeps its brackets; neither side is judged, and both may be empty.
pub fn split_port(text: &str) -> (&str, Option<&str>) {
    let end = match text.find(']') {
        Some(end) if text.starts_with('[') => end + 1,
        _ => 0,
    };
    match text[end..].find(':') {
        Some(colon) => (&text[..end + colon], Some(&text[end + colon + 1..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked of a name: may a host have it, does it stand below another.
    const HOST: (bool, bool) = (true, false);
    const DOMAIN: (bool, bool) = (true, true);
    const SERVICE: (bool, bool) = (false, true);

    #[test]
    fn names_have_one_form_and_tell_what_they_are() {
        let long = format!("{}.example", "a".repeat(63));
        for (text, expect, kind) in [
            ("example.org", "example.org", DOMAIN),
            ("Example.ORG.", "example.org", DOMAIN),
            ("localhost", "localhost", HOST),
            ("3com.example", "3com.example", DOMAIN),
            ("192.0.2.7.example", "192.0.2.7.example", DOMAIN),
            ("a.0x1g", "a.0x1g", DOMAIN),
            ("xn--nmun-0ra11s.az", "xn--nmun-0ra11s.az", DOMAIN),
            (&long, &long, DOMAIN),
            ("_dmarc.example.org", "_dmarc.example.org", SERVICE),
            ("a_b.example", "a_b.example", SERVICE),
        ] {
            let name = DomainName::ascii(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((name.as_str(), (name.is_of_host(), name.is_qualified())), (expect, kind));
        }
    }

    #[test]
    fn names_of_any_alphabet_are_read_as_their_ascii_form() {
        let long = format!("{}.az", "ə".repeat(40));
        for (text, expect) in [
            ("example.org", "example.org"),
            ("nümunə.az", "xn--nmun-0ra11s.az"),
            ("NÜMUNƏ.az.", "xn--nmun-0ra11s.az"),
            ("हिन्दी.example", "xn--j2bd4cyah0f.example"),
            ("ａ１.example", "a1.example"),
            ("_dmarc.example", "_dmarc.example"),
        ] {
            let name = DomainName::of_any_script(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(name.as_str(), expect, "{text}");
        }
        // More than 63 bytes, and less than that in the DNS.
        assert!(DomainName::of_any_script(&long).is_some(), "{long}");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let (label, name) = ("a".repeat(64), ["a"; 128].join("."));
        for text in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a b",
            "a/b",
            "-a.az",
            "a-.az",
            "a:b",
            "a@b",
            "a%62",
            "*.a.az",
            "0",
            "1.2",
            "192.0.2.300",
            "127.1",
            "a.0x1",
            "a.0x",
            "[::1]",
            &label,
            &name,
        ] {
            assert_eq!(DomainName::ascii(text), None, "{text}");
            assert_eq!(DomainName::of_any_script(text), None, "{text}");
        }
        assert_eq!(DomainName::ascii("nümunə.az"), None);
        for text in [
            "a\u{ad}b.az",
            "a\u{200b}b.az",
            "a。az",
            "evil–bank.com",
            "a.١٠",
            "xn--a.example",
            "\u{301}a.az",
            "½⁄.az",
        ] {
            assert_eq!(DomainName::of_any_script(text), None, "{text}");
        }
    }

    #[test]
    fn hosts_are_names_or_numbers() {
        let name = |text| DomainName::ascii(text).map(Host::Name);
        for (text, expect) in [
            ("Example.org.", name("example.org")),
            ("192.0.2.7", Some(Host::V4([192, 0, 2, 7].into()))),
            ("[0:0::1]", Some(Host::V6(Ipv6Addr::LOCALHOST))),
            ("::1", None),
            ("[192.0.2.7]", None),
            ("[::1", None),
            ("192.0.2", None),
            ("", None),
        ] {
            assert_eq!(Host::parse(text), expect, "{text}");
        }
    }

    #[test]
    fn ports_stand_behind_the_first_colon_outside_of_brackets() {
        for (text, host, port) in [
            ("example.org", "example.org", None),
            ("example.org:443", "example.org", Some("443")),
            ("example.org:", "example.org", Some("")),
            (":80", "", Some("80")),
            ("[::1]", "[::1]", None),
            ("[::1]:80", "[::1]", Some("80")),
            ("[::1]x:80", "[::1]x", Some("80")),
            ("[::1", "[", Some(":1")),
            ("a:b:c", "a", Some("b:c")),
            ("", "", None),
        ] {
            assert_eq!(split_port(text), (host, port), "{text}");
        }
    }
}
