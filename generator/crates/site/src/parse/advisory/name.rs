//! Names of products and addresses in other registries, each held to what CSAF's schema takes: a value
//! that it refuses would keep all other tests from the document that it stands in.

use certsite_base::address::tells_password;
use certsite_base::from_text;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// A name of the CPE dictionary, in the formatted string of CPE 2.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cpe(pub String);

from_text!(
    Cpe,
    |text| match is_cpe(text) {
        true => Ok(Cpe(text.into())),
        false => Err("is not a CPE name"),
    },
    "the formatted string of CPE 2.3 with its thirteen parts, such as cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*; all signs but letters, digits, “-”, “.” and “_” take a backslash"
);

impl Cpe {
    /// The version that it names; none if it stands for all or any of them.
    pub fn version(&self) -> Option<String> {
        let parts = split(self.0.strip_prefix("cpe:2.3:")?);
        let version = *parts.get(3)?;
        let is_pattern = version == "-" || version.contains(['*', '?']);
        // A sign that has a meaning stands behind a backslash.
        (!is_pattern).then(|| version.replace('\\', ""))
    }
}

/// Whether a text is a formatted string of CPE 2.3 (NISTIR 7695 §6.2).
fn is_cpe(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cpe:2.3:") else { return false };
    let parts = split(rest);
    parts.len() == 11
        && parts.iter().enumerate().all(|(n, part)| match n {
            0 => matches!(*part, "a" | "h" | "o" | "*" | "-"),
            6 => matches!(*part, "*" | "-") || is_language(part),
            _ => matches!(*part, "*" | "-") || is_component(part),
        })
}

/// The parts between colons that no backslash belongs to.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == b':' && !is_quoted {
            parts.push(&text[start..at]);
            start = at + 1;
        }
        is_quoted = byte == b'\\' && !is_quoted;
    }
    parts.push(&text[start..]);
    parts
}

/// Letters, digits and quoted signs, with wildcards at either end.
fn is_component(part: &str) -> bool {
    let inner = part.strip_prefix('*').unwrap_or_else(|| part.trim_start_matches('?'));
    let inner = match inner.strip_suffix('*').filter(|rest| !rest.ends_with('\\')) {
        Some(rest) => rest,
        None => {
            let rest = inner.trim_end_matches('?');
            if rest.ends_with('\\') && rest != inner { &inner[..rest.len() + 1] } else { rest }
        }
    };
    let mut signs = inner.chars();
    let mut is_sound = !inner.is_empty();
    while let Some(sign) = signs.next() {
        is_sound &= match sign {
            '\\' => signs.next().is_some_and(|quoted| {
                quoted.is_ascii_punctuation() && !matches!(quoted, '-' | '.' | '_')
            }),
            sign => sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '_'),
        };
    }
    is_sound
}

/// Whether a part is a tag of a language, with or without a region: `az`, `en-us`, `es-419`.
fn is_language(part: &str) -> bool {
    let (language, region) = match part.split_once('-') {
        Some((language, region)) => (language, Some(region)),
        None => (part, None),
    };
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    let is_region = |region: &str| {
        region.len() == 2 && letters(region)
            || region.len() == 3 && region.bytes().all(|b| b.is_ascii_digit())
    };
    matches!(language.len(), 2 | 3) && letters(language) && region.is_none_or(is_region)
}

/// An address that begins with `https://` and tells no password, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl(pub String);

from_text!(
    HttpsUrl,
    |text| {
        if tells_password(text) {
            return Err("tells its password to everybody");
        }
        let is_plain =
            !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
        let parsed = url::Url::parse(text).ok().filter(|_| is_plain);
        let parsed = parsed.filter(|url| url.scheme() == "https");
        let parsed = parsed.filter(|url| url.host_str().is_some_and(has_names));
        parsed.map(|url| HttpsUrl(encoded(text, &url))).ok_or("is not an address of the web")
    },
    "an address that begins with https://"
);

/// Whether a host has several names, none of them empty; a dot may stand at the end.
fn has_names(host: &str) -> bool {
    let names = host.strip_suffix('.').unwrap_or(host);
    names.contains('.') && names.split('.').all(|name| !name.is_empty())
}

/// Signs that stand in no address (RFC 3986), though browsers take them.
const ODD: &AsciiSet = &CONTROLS.add(b'|').add(b'^').add(b'`').add(b'\\').add(b'{').add(b'}');

/// The address as it was written, or with what does not belong into one encoded.
fn encoded(text: &str, url: &url::Url) -> String {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&b);
    let is_escaped = |rest: &str| {
        let code = rest.get(..2).unwrap_or_default();
        code.len() == 2 && code.bytes().all(|b| b.is_ascii_hexdigit())
    };
    if text.bytes().all(is_sign) && text.split('%').skip(1).all(is_escaped) {
        return text.to_owned();
    }
    let host = url
        .host_str()
        .map_or(0, |host| url.as_str().find(host).map_or(0, |start| start + host.len()));
    let (start, rest) = url.as_str().split_at(host);
    let mut parts = rest.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if is_escaped(part) { "%" } else { "%25" });
        out.push_str(part);
    }
    let out = out.replace('[', "%5B").replace(']', "%5D");
    format!("{start}{}", utf8_percent_encode(&out, ODD))
}

#[cfg(test)]
mod tests {
    use super::super::one_text::check;
    use super::*;

    #[test]
    fn names_are_what_the_schema_takes() {
        check::<Cpe>(
            &[
                "cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:p\\:q:*:*:*:*:*:*:*:*",
                "cpe:2.3:o:v:p:1.0.?:-:*:en-us:*:*:x64:*",
                "cpe:2.3:h:v:?p*:1:*:*:az:*:*:*:\\*x\\?",
            ],
            &[
                "cpe:/a:vendor:product",
                "cpe:2.3:a:vendor",
                "cpe:2.3:x:v:p:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:p!:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:p q:*:*:*:*:*:*:*:*",
                "cpe:2.3:a::p:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:p:*:*:*:english:*:*:*:*",
                "cpe:2.3:a:v:p*q:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:v:ə:*:*:*:*:*:*:*:*",
                "CPE:2.3:a:v:p:*:*:*:*:*:*:*:*",
            ],
        );
        check::<HttpsUrl>(
            &["https://x.example/a", "https://x.example", "https://ə.example/ə?ö#ü"],
            &[
                "http://x.example",
                "https://",
                "https://x",
                "https://x .example/",
                "https://.",
                "https://..",
                "https://x.",
                "https://.x.example",
                "x.example",
            ],
        );
    }

    #[test]
    fn the_version_in_a_name_is_read() {
        for (name, expect) in [
            ("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", None),
            ("cpe:2.3:a:v:p:-:*:*:*:*:*:*:*", None),
            ("cpe:2.3:a:v:p:1.*:*:*:*:*:*:*:*", None),
            ("cpe:2.3:a:v:p\\:q:1.0:*:*:*:*:*:*:*", Some("1.0")),
            ("cpe:2.3:a:v:p:1.0\\+2:*:*:*:*:*:*:*", Some("1.0+2")),
        ] {
            assert_eq!(Cpe(name.into()).version().as_deref(), expect, "{name}");
        }
    }

    #[test]
    fn addresses_are_encoded_where_they_have_to_be() {
        for (written, expect) in [
            ("https://X.example", "https://X.example"),
            ("https://x.example/%7e?a=b&c", "https://x.example/%7e?a=b&c"),
            ("https://x.example/ə", "https://x.example/%C9%99"),
            ("https://x.example/{a}|[b]^%zz", "https://x.example/%7Ba%7D%7C%5Bb%5D%5E%25zz"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ] {
            let read: HttpsUrl = serde_yaml::from_value(written.into()).expect(written);
            assert_eq!(read.0, expect);
        }
    }
}
