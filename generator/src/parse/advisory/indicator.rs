//! Indicators: addresses, names and hashes by which an attack is known. They are written plain or
//! defanged, told apart by their form, kept plain, and shown defanged.

use crate::yaml::EXPECTED;
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::fmt;
use std::net::IpAddr;

/// Something that an attack is known by.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "Raw")]
pub struct Indicator {
    /// What it is.
    pub kind: IndicatorKind,
    /// Its value, as a program uses it.
    pub value: String,
    /// What it stands for.
    pub comment: Option<String>,
}

/// Kinds of indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndicatorKind {
    /// An address of IPv4.
    Ipv4,
    /// An address of IPv6.
    Ipv6,
    /// A name of the DNS.
    Domain,
    /// An address of the web.
    Url,
    /// A file, by its MD5.
    Md5,
    /// A file, by its SHA-1.
    Sha1,
    /// A file, by its SHA-256.
    Sha256,
    /// A file, by its SHA-512.
    Sha512,
}

impl IndicatorKind {
    /// Its name among the theme's words.
    pub fn word(self) -> &'static str {
        match self {
            IndicatorKind::Ipv4 => "ipv4",
            IndicatorKind::Ipv6 => "ipv6",
            IndicatorKind::Domain => "domain",
            IndicatorKind::Url => "url",
            IndicatorKind::Md5 => "md5",
            IndicatorKind::Sha1 => "sha1",
            IndicatorKind::Sha256 => "sha256",
            IndicatorKind::Sha512 => "sha512",
        }
    }
}

impl Indicator {
    /// The value in a form that no program takes for a link or an address.
    pub fn defanged(&self) -> String {
        match self.kind {
            IndicatorKind::Url => {
                let (scheme, rest) = self.value.split_once("://").unwrap_or(("", &self.value));
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                format!("{}://{}{path}", scheme.replacen("tt", "xx", 1), dots(host))
            }
            IndicatorKind::Ipv4 | IndicatorKind::Domain => dots(&self.value),
            IndicatorKind::Ipv6 => self.value.replace(':', "[:]"),
            _ => self.value.clone(),
        }
    }
}

fn dots(text: &str) -> String {
    text.replace('.', "[.]")
}

/// Undoes the usual ways to make an indicator harmless.
fn fanged(text: &str) -> String {
    let text = text.trim().replace("[.]", ".").replace("(.)", ".").replace("[:]", ":");
    match text.strip_prefix("hxxp") {
        Some(rest) => format!("http{rest}"),
        None => text,
    }
}

/// What a plain value is, by its form.
fn kind(value: &str) -> Option<IndicatorKind> {
    if value.contains("://") {
        let rest = value.strip_prefix("http://").or_else(|| value.strip_prefix("https://"))?;
        let host = rest.split(['/', '?', '#']).next()?;
        let host = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(h, _)| h);
        let is_plain = !value.contains(|c: char| c.is_whitespace() || c.is_control());
        return (is_plain && (is_domain(host) || host.parse::<IpAddr>().is_ok()))
            .then_some(IndicatorKind::Url);
    }
    match value.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => return Some(IndicatorKind::Ipv4),
        Ok(IpAddr::V6(_)) => return Some(IndicatorKind::Ipv6),
        Err(_) => {}
    }
    if value.bytes().all(|b| b.is_ascii_hexdigit()) {
        return match value.len() {
            32 => Some(IndicatorKind::Md5),
            40 => Some(IndicatorKind::Sha1),
            64 => Some(IndicatorKind::Sha256),
            128 => Some(IndicatorKind::Sha512),
            _ => None,
        };
    }
    is_domain(value).then_some(IndicatorKind::Domain)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

/// RFC 1035 §2.3.1, with the underscore of service names; names in other letters are written in
/// their ASCII form (`xn--`).
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(is_label)
        && !top.bytes().all(|b| b.is_ascii_digit())
}

/// An indicator as it is written, for the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Raw {
    /// An IP address, a domain, a web address or a hash; plain or defanged.
    Value(String),
    /// The same with a note.
    Told(Told),
}

/// An indicator with a note.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Told {
    /// An IP address, a domain, a web address or a hash; plain or defanged.
    value: String,
    /// What it stands for.
    comment: Option<String>,
}

impl<'de> Deserialize<'de> for Indicator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Reads both forms; an `untagged` enum would say of a mistake only that neither fits.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Indicator;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an indicator, plain or as {value: …, comment: …}")
    }

    fn visit_str<E: Error>(self, written: &str) -> Result<Indicator, E> {
        Indicator::read(written, None).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Indicator, A::Error> {
        let told = Told::deserialize(MapAccessDeserializer::new(map))?;
        Indicator::read(&told.value, told.comment).map_err(A::Error::custom)
    }
}

impl Indicator {
    fn read(written: &str, comment: Option<String>) -> Result<Indicator, String> {
        let mut value = fanged(written);
        let kind = kind(&value).ok_or_else(|| {
            format!(
                "“{written}” is not an indicator{EXPECTED}an IP address, a domain, an address beginning with http, or an MD5, SHA-1, SHA-256 or SHA-512 in hexadecimal digits"
            )
        })?;
        if !matches!(kind, IndicatorKind::Url) {
            value.make_ascii_lowercase();
        }
        Ok(Indicator { kind, value, comment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expect: &str) {
        let got = match serde_yaml::from_str::<Indicator>(&format!("'{written}'")) {
            Ok(found) => format!("{:?} {} {}", found.kind, found.value, found.defanged()),
            Err(error) => error.to_string(),
        };
        assert!(got.starts_with(expect), "{got}");
    }

    #[test]
    fn indicators_are_told_apart_and_defanged() {
        check("192.0.2.1", "Ipv4 192.0.2.1 192[.]0[.]2[.]1");
        check("192[.]0[.]2[.]1", "Ipv4 192.0.2.1 192[.]0[.]2[.]1");
        check("2001:db8::1", "Ipv6 2001:db8::1 2001[:]db8[:][:]1");
        check("Evil.Example", "Domain evil.example evil[.]example");
        check(
            "hxxps://evil[.]example/A.php",
            "Url https://evil.example/A.php hxxps://evil[.]example/A.php",
        );
        check(
            "http://192.0.2.1:8080/x",
            "Url http://192.0.2.1:8080/x hxxp://192[.]0[.]2[.]1:8080/x",
        );
        check(&"aB".repeat(16), &format!("Md5 {}", "ab".repeat(16)));
        check(&"a".repeat(64), "Sha256");
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in [
            "evil",
            "300.1.1.1",
            "abc123",
            "ftp://x.example",
            "http://",
            "-x.example",
            "a b.example",
        ] {
            check(bad, &format!("“{bad}” is not an indicator"));
        }
    }
}
