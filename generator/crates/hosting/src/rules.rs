//! The rules: which files of a site go out with which headers.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// What pages may load and do: everything from their own site, nothing from elsewhere (Content
/// Security Policy, Level 3).
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Names and values of headers.
pub(crate) type Fields = &'static [(&'static str, &'static str)];

/// Headers of some files. No file gets one header by two rules: some hosts would join both values.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// How the files' paths begin, with a slash, below the path at which the site stands.
    pub start: Cow<'static, str>,
    /// How they end; empty for all.
    pub end: &'static str,
    /// Names and values.
    pub headers: Fields,
}

/// The headers of a site.
#[derive(Debug)]
pub struct Headers {
    base: String,
    rules: Vec<Rule>,
    /// Beside files that are texts stand the same ones packed, to be sent instead.
    pub(crate) are_packed: bool,
}

/// Those of every file. Neither subdomains nor other sites are spoken for (RFC 6797).
const ALWAYS: Fields = &[
    ("Content-Security-Policy", POLICY),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

/// What programs on other sites may read: it is there to be taken along.
const OPEN: Fields = &[("Access-Control-Allow-Origin", "*")];

const FOR_EVER: Fields = &[("Cache-Control", "public, max-age=31536000, immutable")];

const JSON: Fields = &[("Content-Type", "application/json")];
const TEXT: Fields = &[("Content-Type", "text/plain; charset=utf-8")];
const SIGNATURE: Fields = &[("Content-Type", "application/pgp-signature")];

/// How paths begin and end that are the same for all sites.
const RULES: &[(&str, &str, Fields)] = &[
    ("/", "", ALWAYS),
    // Their names hold a fingerprint of their bytes.
    ("/assets/", "", FOR_EVER),
    ("/media/", "", FOR_EVER),
    ("/.well-known/", "", OPEN),
    ("/data/", "", OPEN),
    ("/indicators/", "", OPEN),
    ("/misp/", "", OPEN),
    ("/stix/", "", OPEN),
    // CSAF 2.0, section 7.1: without a character set.
    ("/.well-known/csaf/", ".json", JSON),
    ("/.well-known/csaf-aggregator/", ".json", JSON),
    ("/.well-known/csaf/", ".asc", SIGNATURE),
    ("/.well-known/csaf/", ".sha256", TEXT),
    ("/.well-known/csaf/", ".sha512", TEXT),
    ("/.well-known/openpgpkey/", "", &[("Content-Type", "application/octet-stream")]),
    ("/pgp/", ".asc", &[("Content-Type", "application/pgp-keys")]),
    // Azerbaijani letters, where a host says nothing of their character set.
    ("/", ".txt", TEXT),
    ("/", ".csv", &[("Content-Type", "text/csv; charset=utf-8")]),
];

/// The same for the pages of each language.
const OF_LANGUAGE: &[(&str, Fields)] = &[
    ("/atom.xml", &[("Content-Type", "application/atom+xml; charset=utf-8"), OPEN[0]]),
    ("/feed.json", &[("Content-Type", "application/feed+json"), OPEN[0]]),
    (".asc", SIGNATURE),
];

/// What goes with every file that no rule says how long to keep, on hosts that say nothing of
/// themselves: it may be kept, and is asked for again.
pub(crate) const ASK_AGAIN: (&str, &str) = ("Cache-Control", "no-cache");

impl Headers {
    /// Those of a site that stands at a path of its host, `/cert` or nothing, encoded as in addresses,
    /// with pages in these languages (BCP 47).
    pub fn new<'a>(base: &str, languages: impl IntoIterator<Item = &'a str>) -> Headers {
        let fixed = RULES.iter().map(|&(start, end, headers)| Rule {
            start: Cow::Borrowed(start),
            end,
            headers,
        });
        let of_language = languages.into_iter().flat_map(|language| {
            OF_LANGUAGE.iter().map(move |&(end, headers)| Rule {
                start: Cow::Owned(format!("/{language}/")),
                end,
                headers,
            })
        });
        let rules = fixed.chain(of_language).collect();
        Headers { base: base.to_owned(), rules, are_packed: false }
    }

    /// The same of a site whose files stand there packed, too.
    pub fn packed(self) -> Headers {
        Headers { are_packed: true, ..self }
    }

    /// Where the site stands, encoded as in addresses; without a slash at its end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The rules, the one of all files first.
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The headers of the file at a path below the site, `/en/index.html`.
    pub fn of(&self, path: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.rules.iter().filter(|rule| rule.holds_for(path)).flat_map(|rule| rule.headers).copied()
    }

    /// A regular expression for the whole paths of a rule's files, as PCRE and RE2 read it, with the
    /// path decoded. It means nothing to quotes.
    pub(crate) fn expression(&self, rule: &Rule) -> String {
        let base = percent_decode_str(&self.base).decode_utf8_lossy();
        let start = escape(&format!("{base}{}", rule.start));
        match rule.end {
            "" => format!("^{start}"),
            end => format!("^{start}.*{}$", escape(end)),
        }
    }

    /// What holds for all files, and the other rules.
    pub(crate) fn general(&self) -> (&Rule, &[Rule]) {
        self.rules.split_first().expect("there is a rule for all files")
    }
}

impl Rule {
    /// Whether a file at a path below the site is one of those that it is about.
    fn holds_for(&self, path: &str) -> bool {
        path.strip_prefix(&*self.start).is_some_and(|rest| rest.ends_with(self.end))
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '.' => out += "\\.",
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '_' => out.push(letter),
            letter if !letter.is_ascii() => out.push(letter),
            letter => out += &format!("\\x{:02X}", letter as u32),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const PATHS: &[&str] = &[
        "/az/index.html",
        "/assets/a.0123abcd.css",
        "/media/a.0123abcd.png",
        "/az/xeberler/atom.xml",
        "/en/a/b/feed.json",
        "/az/rfc2350/rfc2350.txt.asc",
        "/.well-known/csaf/white/2026/a.json",
        "/.well-known/csaf/white/2026/a.json.asc",
        "/.well-known/csaf/white/index.txt",
        "/.well-known/csaf/white/changes.csv",
        "/.well-known/csaf-aggregator/aggregator.json",
        "/.well-known/openpgpkey/hu/9awbze7hna5pybmpgaebnsktzkn41c14",
        "/.well-known/security.txt",
        "/data/statistics/register.csv",
        "/indicators/a-2026-0001.csv",
        "/pgp/team.asc",
        "/robots.txt",
    ];

    /// Cloudflare Pages joins both values with a comma, which a browser then takes for neither.
    #[test]
    fn no_file_gets_a_header_twice() {
        let headers = Headers::new("/cert", ["az", "en"]);
        for path in PATHS {
            let mut known = BTreeSet::new();
            for (name, _) in headers.of(path) {
                assert!(known.insert(name), "{path}: {name}");
            }
        }
    }
}
