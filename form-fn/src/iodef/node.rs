//! A line that names a system → the element of IODEF for it (RFC 7970 §3.18).

use super::xml::Xml;
use crate::validate::plain;
use certsite_text::{DomainName, Mailbox};
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a line of a report names, as an element of a `Node`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    /// An address of a category of §3.18.1.
    Address(&'static str, Cow<'a, str>),
    /// A name of the DNS, as it was written, but with full stops where browsers take a sign for
    /// one.
    Domain(Cow<'a, str>),
    /// Something else, as the reporter wrote it.
    Other(&'a str),
}

impl Node<'_> {
    /// Tells what a line names by its shape.
    ///
    /// An address of numbers is one in whatever digits it is written; in names, other digits are
    /// letters of their own, and only what browsers take for a dot is one.
    pub fn of(line: &str) -> Node<'_> {
        if line.contains(char::is_whitespace) {
            return Node::Other(line);
        }
        let numbers = plain(line);
        if let Some(category) = numeric(&numbers) {
            return Node::Address(category, numbers.into());
        }
        let line_of_dots = || line.replace(DOTS, ".").into();
        let name = if line.contains(DOTS) { line_of_dots() } else { Cow::Borrowed(line) };
        match category(&name) {
            Some(category) => Node::Address(category, name),
            None if is_domain(&name) => Node::Domain(name),
            None => Node::Other(line),
        }
    }

    /// Writes it into the open `Node` (RFC 7970 §3.18): as `Address`, or as `DomainData` (§3.19).
    pub fn write(self, xml: &mut Xml) {
        match self {
            Node::Address(category, address) => {
                xml.text("Address", &[("category", category)], &address);
            }
            Node::Domain(name) => {
                let status = [("system-status", "unknown"), ("domain-status", "unknown")];
                xml.element("DomainData", &status, |xml| xml.text("Name", &[], &name));
            }
            Node::Other(words) => {
                let category = [("category", "ext-value"), ("ext-category", "as-reported")];
                xml.text("Address", &category, words);
            }
        }
    }
}

/// What browsers take for a dot in the name of a host (UTS #46).
const DOTS: [char; 3] = ['\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// The category of an address that is made of numbers.
fn numeric(word: &str) -> Option<&'static str> {
    let network = |(address, bits): (&str, &str)| {
        let bits: u8 = bits.parse().ok()?;
        match address.parse().ok()? {
            IpAddr::V4(_) => (bits <= 32).then_some("ipv4-net"),
            IpAddr::V6(_) => (bits <= 128).then_some("ipv6-net"),
        }
    };
    let is_number = |digits: &str| digits.parse::<u32>().is_ok();
    if word.parse::<Ipv4Addr>().is_ok() {
        Some("ipv4-addr")
    } else if word.parse::<Ipv6Addr>().is_ok() {
        Some("ipv6-addr")
    } else if let Some(network) = word.split_once('/').and_then(network) {
        Some(network)
    } else if word.get(..2).is_some_and(|as_| as_.eq_ignore_ascii_case("as"))
        && is_number(&word[2..])
    {
        Some("asn")
    } else {
        None
    }
}

/// The category of an address that has a name in it.
fn category(word: &str) -> Option<&'static str> {
    if word.split_once("://").is_some_and(|(scheme, rest)| is_scheme(scheme) && has_host(rest)) {
        Some("site-uri")
    } else if Mailbox::split(word).is_some_and(|mailbox| is_domain(mailbox.domain)) {
        Some("e-mail")
    } else {
        None
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Brackets belong round an address of IPv6; elsewhere they make an address harmless.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    !rest.is_empty() && (host.starts_with('[') || !host.contains('['))
}

/// A name below another one, as people write it and with what only services are called.
fn is_domain(text: &str) -> bool {
    DomainName::of_any_script(text).as_ref().is_some_and(DomainName::is_qualified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_their_shape() {
        let address = |line: &str, category: &str| {
            assert!(
                matches!(Node::of(line), Node::Address(c, l) if c == category && l == line),
                "{line}"
            );
        };
        for (written, meant) in [
            ("١٠.٠.٠.١", "10.0.0.1"),
            ("１０．０．０．１", "10.0.0.1"),
            ("१०.०.०.१", "10.0.0.1"),
            ("10。0。0。1", "10.0.0.1"),
            ("10.0.0.1\u{200b}", "10.0.0.1"),
            ("\u{202d}10.0.0.1\u{202c}", "10.0.0.1"),
            ("١٠.٠.٠.٠/٨", "10.0.0.0/8"),
            ("ＡＳ６４５００", "AS64500"),
            ("２００１：ｄｂ８：：７", "2001:db8::7"),
        ] {
            assert!(matches!(Node::of(written), Node::Address(_, l) if l == meant), "{written}");
        }
        for (written, meant) in [
            ("evil．com", "evil.com"),
            ("www。evil｡com", "www.evil.com"),
            ("१.example", "१.example"),
        ] {
            assert_eq!(Node::of(written), Node::Domain(meant.into()), "{written}");
        }
        address("192.0.2.7", "ipv4-addr");
        address("2001:db8::7", "ipv6-addr");
        address("192.0.2.0/24", "ipv4-net");
        address("2001:db8::/32", "ipv6-net");
        address("AS64500", "asn");
        address("https://evil.example/a?b=ə#c", "site-uri");
        address("http://u@[2001:db8::7]:80/a[.]b", "site-uri");
        address("kim@evil.example", "e-mail");
        for name in ["evil.example", "www.təhlükə.az", "host.example."] {
            assert_eq!(Node::of(name), Node::Domain(name.into()));
        }
        for words in [
            "our web server",
            "192.0.2.300",
            "192.0.2.0/99",
            "hxxp://evil[.]example",
            "srv1",
            "a@b",
            "1://x",
            "192.0.2.7:22",
            "https://evil.example and more",
            "..",
            "asx",
            "əə1",
            "١٠.٠.٠.٣٠٠",
            "evil–bank.com",
        ] {
            assert_eq!(Node::of(words), Node::Other(words));
        }
    }
}
