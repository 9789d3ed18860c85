//! What an editor wrote → one indicator of a kind that is known, in its one form: addresses as RFC 5952
//! writes them, names in lower case and ASCII (IDNA), hashes in lower case, addresses of the web as
//! browsers read them. So two spellings of one thing are one thing, for readers, for names made of it,
//! and for programs.

use super::IndicatorKind::{self, CertificateSha1, CertificateSha256, Domain, Email, Filename};
use super::IndicatorKind::{Ipv4, Ipv6, Ja4, Sha1, Sha256, Sha512, Url};
use super::defang::fanged;
use certsite_base::yaml::EXPECTED;
use certsite_text::{DomainName, Mailbox};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kind and the one form, or what is wrong and what would be right.
pub(super) type Reading = Result<(IndicatorKind, String), String>;

pub(super) fn wrong(written: &str, what: &str, right: &str) -> String {
    format!("“{written}” {what}{EXPECTED}{right}")
}

/// An address of IPv4 or IPv6, or a network.
pub(super) fn ip(written: &str) -> Reading {
    network(&fanged(written)).unwrap_or_else(|| {
        Err(wrong(
            written,
            "is no IP address",
            "an address such as 198.51.100.7 or 2001:db8::7, or a network such as 198.51.100.0/24",
        ))
    })
}

/// An address or a network of IPv4, like [`ip`], and none of IPv6.
pub(super) fn ipv4(written: &str) -> Reading {
    only(written, Ipv4, "is no address of IPv4")
}

/// An address or a network of IPv6, like [`ip`], and none of IPv4.
pub(super) fn ipv6(written: &str) -> Reading {
    only(written, Ipv6, "is no address of IPv6")
}

fn only(written: &str, kind: IndicatorKind, what: &str) -> Reading {
    let (found, value) = ip(written)?;
    match found == kind {
        true => Ok((kind, value)),
        false => Err(wrong(written, what, "“ip”, which takes both")),
    }
}

/// An address, with or without the length of a network's prefix; none if it is neither.
pub(super) fn network(text: &str) -> Option<Reading> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let address = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
    let written: IpAddr = address.parse().ok()?;
    // An address of IPv4 stays one inside IPv6.
    let mapped = if length.is_none() { written.to_canonical() } else { written };
    let (kind, bits) = if mapped.is_ipv4() { (Ipv4, 32) } else { (Ipv6, 128) };
    let Some(length) = length.filter(|length| *length != bits) else {
        return Some(Ok((kind, mapped.to_string())));
    };
    if length > bits {
        return Some(Err(wrong(
            text,
            "is no network",
            &format!("a length of the prefix up to {bits}"),
        )));
    }
    let first = first_of(mapped, length);
    let network = format!("{first}/{length}");
    Some(match first == mapped {
        true => Ok((kind, network)),
        false => Err(wrong(
            text,
            "is an address inside a network",
            &format!("the network {network}, or the address alone"),
        )),
    })
}

/// The first address of a network.
fn first_of(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            Ipv4Addr::from(u32::from(v4) & mask).into()
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            Ipv6Addr::from(u128::from(v6) & mask).into()
        }
    }
}

/// A name of the DNS. One that is stated may end as it likes: networks have names of their own.
pub(super) fn domain(written: &str) -> Reading {
    let found = host_name(&fanged(written)).map(|name| (Domain, name));
    found.ok_or_else(|| {
        wrong(
            written,
            "is no name of the DNS",
            "a name such as evil.example.net, without scheme and path",
        )
    })
}

/// A name of the DNS in its one form; addresses are none. Services' names are taken too, and of
/// names of one part only that of the machine itself.
pub(super) fn host_name(text: &str) -> Option<String> {
    let name = DomainName::of_any_script(text)?;
    (name.is_qualified() || name.as_str() == "localhost").then(|| name.as_str().to_owned())
}

/// Names that are set apart and stand in no list of domains (RFC 6761, 6762, 7686, 8375, 9476).
const SET_APART: [&str; 8] =
    ["alt", "example", "internal", "invalid", "local", "localhost", "onion", "test"];

/// Whether the last part of a name is a top-level domain, or one that is set apart.
pub fn is_known_ending(name: &str) -> bool {
    let top = name.rsplit('.').next().unwrap_or(name);
    tld::exist(top) || SET_APART.contains(&top)
}

/// An address of the web, as browsers read it (WHATWG), with escapes as RFC 3986 §6.2.2 has them.
pub(super) fn url(written: &str) -> Reading {
    let none = || {
        wrong(
            written,
            "is no address of the web",
            "an address that begins with http://, https:// or ftp:// and names a host",
        )
    };
    let text = fanged(written);
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(none());
    }
    let mut parsed = url::Url::parse(&text).map_err(|_| none())?;
    // Browsers send nothing of it, and no log of a proxy has it.
    parsed.set_fragment(None);
    let has_host = match parsed.host() {
        Some(url::Host::Domain(name)) => match host_name(name) {
            // The dot at its end is the root of all names, which nobody writes.
            Some(host) => parsed.set_host(Some(&host)).is_ok(),
            None => false,
        },
        Some(_) => true,
        None => false,
    };
    match has_host && matches!(parsed.scheme(), "http" | "https" | "ftp") {
        true => Ok((Url, escapes(parsed.as_str()))),
        false => Err(none()),
    }
}

/// Escapes in capitals, and none of what needs none.
fn escapes(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
            }
            Some(byte) => out.push_str(&format!("%{byte:02X}")),
            None => out.push('%'),
        }
        rest = if code.is_some() { &after[2..] } else { after };
    }
    out + rest
}

/// An address of mail: the part before the sign stays as it is, since only its host knows its rules.
pub(super) fn email(written: &str) -> Reading {
    let text = fanged(written);
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let found = Mailbox::split(text).and_then(|Mailbox { local, domain }| {
        let is_local = local.len() <= 64
            && !local
                .contains(|c: char| c.is_whitespace() || c.is_control() || "<>@,;\"".contains(c));
        is_local.then(|| host_name(domain)).flatten().map(|host| format!("{local}@{host}"))
    });
    found.map(|value| (Email, value)).ok_or_else(|| {
        wrong(written, "is no address of mail", "an address such as name@evil.example")
    })
}

/// A hash or a fingerprint: exactly as many hexadecimal digits as its kind has, in lower case.
pub(super) fn hash(written: &str, kind: IndicatorKind) -> Reading {
    let digits = match kind {
        Sha1 | CertificateSha1 => 40,
        Sha256 | CertificateSha256 => 64,
        Sha512 => 128,
        _ => 32,
    };
    let text = written.trim().to_ascii_lowercase();
    match text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => Ok((kind, text)),
        false => Err(wrong(
            written,
            &format!("is no value of “{}”", kind.word()),
            &format!("its {digits} hexadecimal digits"),
        )),
    }
}

/// JA4, as FoxIO describes it.
pub(super) fn ja4(written: &str) -> Reading {
    let text = written.trim().to_ascii_lowercase();
    match is_ja4(&text) {
        true => Ok((Ja4, text)),
        false => Err(wrong(
            written,
            "is no JA4",
            "its three parts, such as t13d1516h2_8daaf6152771_e5627efa2ab1",
        )),
    }
}

pub(super) fn is_ja4(text: &str) -> bool {
    let hex = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let is_head = |part: &str| {
        let part = part.as_bytes();
        part.len() == 10
            && b"tqd".contains(&part[0])
            && part[1..3].iter().all(|b| b.is_ascii_alphanumeric())
            && b"di".contains(&part[3])
            && part[4..8].iter().all(u8::is_ascii_digit)
            && part[8..].iter().all(u8::is_ascii_alphanumeric)
    };
    match text.split('_').collect::<Vec<_>>().as_slice() {
        [head, ciphers, extensions] => is_head(head) && hex(ciphers) && hex(extensions),
        _ => false,
    }
}

/// The name of a file, as it is.
pub(super) fn filename(written: &str) -> Reading {
    let (kind, text) = words(written, Filename)?;
    match text.contains(['/', '\\']) {
        true => Err(wrong(
            written,
            "is more than the name of a file",
            "the name alone, without its folder",
        )),
        false => Ok((kind, text)),
    }
}

/// Words that stay as they are.
pub(super) fn words(written: &str, kind: IndicatorKind) -> Reading {
    let text = written.trim();
    match text.is_empty() || text.contains(char::is_control) {
        true => Err(wrong(
            written,
            &format!("is no value of “{}”", kind.word()),
            "what was seen, in visible characters on one line",
        )),
        false => Ok((kind, text.to_owned())),
    }
}
