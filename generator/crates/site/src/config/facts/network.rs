//! What belongs to a constituency: domains, addresses and systems of the net. Words may stand for
//! them (“all of the academy's addresses”); what looks like one must be one.

use certsite_text::DomainName;
use std::net::IpAddr;

/// Words: several, or one that could be no part of an address.
fn is_words(text: &str) -> bool {
    text.contains(char::is_whitespace) && text.contains(char::is_alphabetic)
}

/// A domain, with all below it (`*.example.org`) or alone.
pub fn is_domain(text: &str) -> bool {
    let name = DomainName::of_any_script(text.strip_prefix("*.").unwrap_or(text));
    is_words(text) || name.is_some_and(|name| name.is_of_host() && name.is_qualified())
}

/// Addresses, prefixes, or the first and the last of a range.
pub fn is_addresses(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_hexdigit() || ".:/–-,; ".contains(c);
    match text.chars().all(is_sign) {
        true => text.split([',', ';']).all(|part| is_range(part.trim())),
        false => is_words(text),
    }
}

/// One or more prefixes, or a range.
fn is_range(text: &str) -> bool {
    let address = |text: &str| text.trim().parse::<IpAddr>().ok();
    match text.split_once(['–', '-']) {
        Some((first, last)) => match (address(first), address(last)) {
            (Some(first), Some(last)) => first.is_ipv4() == last.is_ipv4() && first <= last,
            _ => false,
        },
        None => !text.is_empty() && text.split_whitespace().all(is_prefix),
    }
}

fn is_prefix(text: &str) -> bool {
    let (address, length) = text.split_once('/').unwrap_or((text, "0"));
    let length = length.parse::<u8>().ok().filter(|_| length.bytes().all(|b| b.is_ascii_digit()));
    match (address.parse(), length) {
        (Ok(IpAddr::V4(_)), Some(length)) => length <= 32,
        (Ok(IpAddr::V6(_)), Some(length)) => length <= 128,
        _ => false,
    }
}

/// Numbers of autonomous systems, with or without “AS” before them. Nobody has 0, nor the last.
pub fn is_system(text: &str) -> bool {
    let is_number = |part: &str| {
        let part = part.trim();
        let bare = part.strip_prefix("AS").or_else(|| part.strip_prefix("as")).unwrap_or(part);
        bare.trim().parse::<u32>().is_ok_and(|number| number > 0 && number < u32::MAX)
    };
    text.split([',', ';']).all(is_number) || is_words(text) && !text.starts_with("AS ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(is(text), "{text}");
        }
        for text in bad {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn what_is_of_the_net_is_told_from_what_is_not() {
        check(
            is_domain,
            &[
                "example.org",
                "*.example.org",
                "şəbəkə.az",
                "xn--nmun-0ra11s.az",
                "all of example.org",
                "a.b.",
            ],
            &[
                "-x",
                "x",
                "a_b.example",
                "-a.example",
                "a..b",
                ".a.example",
                "https://a.example",
                "a.b..",
                "192.0.2.7",
                "xn--a.example",
                "",
            ],
        );
        check(
            is_addresses,
            &[
                "192.0.2.0/24",
                "192.0.2.1",
                "2001:db8::/32",
                "192.0.2.1–192.0.2.9",
                "192.0.2.1 - 192.0.2.9",
                "2001:db8::1-2001:db8::9",
                "bütün şəbəkə",
                "192.0.2.0/24 (the office)",
                "192.0.2.0/24, 2001:db8::/32",
                "192.0.2.0/24 198.51.100.0/24",
            ],
            &[
                "300.1.1.1/8",
                "10.0.0.0/33",
                "2001:db8::/129",
                "10.0.0/8",
                "10.0.0.0/8 10.1.0.0/33",
                "192.0.2.9–192.0.2.1",
                "192.0.2.1–2001:db8::1",
                "10.0.0.0/+8",
                "network",
                "",
            ],
        );
        check(
            is_system,
            &["AS64500", "64500", "as64500", "AS 64500", "AS64500, AS64501", "all of AS64500"],
            &["AS99999999999", "AS0", "AS4294967295", "ASx", "AS", "x", "", "AS 0"],
        );
    }
}
