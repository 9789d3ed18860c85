//! Package URLs (purl, ECMA-427), in a form that every program reads alike: what some of them pass over
//! and others refuse is told.

use certsite_base::from_text;

/// A package URL (purl), as it is written: `pkg:deb/debian/exim4@4.97`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl(pub String);

impl Purl {
    /// The version that it names, decoded; `None` if it names none.
    pub fn version(&self) -> Option<String> {
        let url: packageurl::PackageUrl = self.0.parse().ok()?;
        url.version().map(str::to_owned)
    }

    /// The same in the one spelling that its standard calls canonical, by which doubles are found.
    pub fn canonical(&self) -> String {
        let url = self.0.parse::<packageurl::PackageUrl>();
        url.map_or_else(|_| self.0.clone(), |url| url.to_string())
    }

    const EXPECTED: &str = "a package URL: “pkg:”, type, name, such as pkg:deb/debian/exim4@4.97";
}

from_text!(Purl, |text| check(text).map(|()| Purl(text.into())), Purl::EXPECTED);

/// What is wrong with a text as a package URL.
fn check(text: &str) -> Result<(), &'static str> {
    let none = "is not a package URL";
    let rest = text.strip_prefix("pkg:").ok_or(none)?;
    if rest.starts_with('/') {
        return Err("has a “/” behind “pkg:”, where its type belongs");
    }
    let (kind, rest) = rest.split_once('/').ok_or("has a type and no name")?;
    if !kind.starts_with(|c: char| c.is_ascii_alphabetic())
        || !kind.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b))
    {
        return Err("has a type that is none");
    }
    if !text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"".contains(&b)) {
        return Err("has a sign that is not encoded: a blank is “%20”, an “ə” is “%C9%99”");
    }
    if !super::vers::is_encoded(text) {
        return Err("has a “%” that stands for no sign");
    }
    // The parts from the end on: behind “#”, behind “?”, behind “@”.
    let (rest, within) = split(rest, '#');
    let (rest, qualifiers) = split(rest, '?');
    let names = rest.rsplit_once('/').map_or(0, |(before, _)| before.len() + 1);
    let (name, version) = split(&rest[names..], '@');
    let path = [rest[..names].trim_end_matches('/'), name];
    let is_empty = |part: &str| part.is_empty();
    if is_empty(name) {
        return Err("has a type and no name");
    }
    if names > 0 && path[0].split('/').any(is_empty) || rest[..names].ends_with("//") {
        return Err("has nothing between two “/”");
    }
    match version {
        Some(version) if decoded(version).trim().is_empty() => {
            return Err("has an “@” and no version behind it");
        }
        Some(version) if version.contains('@') => {
            return Err("has two “@”: one that belongs to name or version is “%40”");
        }
        _ => {}
    }
    if let Some(qualifiers) = qualifiers {
        let mut known: Vec<&str> = Vec::new();
        for qualifier in qualifiers.split('&') {
            let (key, value) = qualifier.split_once('=').unwrap_or((qualifier, ""));
            let is_sign =
                |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b);
            if !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.bytes().all(is_sign) {
                return Err("has a qualifier without a key in small letters");
            }
            if value.is_empty() {
                return Err("has a qualifier without a value");
            }
            if known.contains(&key) {
                return Err("has one qualifier twice");
            }
            known.push(key);
        }
    }
    if within.is_some_and(|within| within.split('/').any(|part| matches!(part, "" | "." | ".."))) {
        return Err("has nothing between two “/”");
    }
    text.parse::<packageurl::PackageUrl>().map(|_| ()).map_err(|_| none)
}

/// A text before a sign, and what stands behind that, if it is there.
fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_program_reads_alike_is_taken() {
        for text in [
            "pkg:generic/x",
            "pkg:Generic/x",
            "pkg:deb/debian/exim4",
            "pkg:deb/debian/exim4@4.97",
            "pkg:deb/debian/p@1%3A2.3-4",
            "pkg:deb/debian/p@1:2.3-4",
            "pkg:npm/%40angular/core@1.0?x=y#a/b",
            "pkg:npm/@angular/core@1.0",
            "pkg:docker/sample@sha256:244fd47e07d1004f",
            "pkg:golang/example.org/a/b/v2@v2.0.0+incompatible#api",
            "pkg:maven/org.example/a@1?type=zip&classifier=dist",
            "pkg:generic/a%20b@2%20SP1?download_url=https://x.example/a?b",
            "pkg:swift/github.com/a/b@1.0.0",
            "pkg:generic/x?vers=vers:generic%2F%3E%3D1",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_programs_read_in_two_ways_is_told() {
        let none = "is not a package URL";
        let slash = "has a “/” behind “pkg:”, where its type belongs";
        let (kind, name) = ("has a type that is none", "has a type and no name");
        let version = "has an “@” and no version behind it";
        let twice = "has two “@”: one that belongs to name or version is “%40”";
        let sign = "has a “%” that stands for no sign";
        let raw = "has a sign that is not encoded: a blank is “%20”, an “ə” is “%C9%99”";
        let empty = "has nothing between two “/”";
        let (key, value) =
            ("has a qualifier without a key in small letters", "has a qualifier without a value");
        for (text, wrong) in [
            ("deb/debian", none),
            ("PKG:generic/x", none),
            ("pkg:deb", name),
            ("pkg://generic/x", slash),
            ("pkg:/generic/x", slash),
            ("pkg:generic/", name),
            ("pkg:generic/@1", name),
            ("pkg:generic/x/", name),
            ("pkg:generic//x", empty),
            ("pkg:deb/debian//x", empty),
            ("pkg:1generic/x", kind),
            ("pkg:+a/x", kind),
            ("pkg:ge?neric/x", kind),
            ("pkg:x/a b", raw),
            ("pkg:generic/ə", raw),
            ("pkg:generic/a<b", raw),
            ("pkg:generic/a%zz", sign),
            ("pkg:generic/a%4", sign),
            ("pkg:generic/%FF", sign),
            ("pkg:generic/x@", version),
            ("pkg:generic/x@%20", version),
            ("pkg:generic/x@?a=b", version),
            ("pkg:generic/x@1@2", twice),
            ("pkg:generic/x?", key),
            ("pkg:generic/x?=1", key),
            ("pkg:generic/x?A=1", key),
            ("pkg:generic/x?a=1&", key),
            ("pkg:generic/x?a=", value),
            ("pkg:generic/x?a", value),
            ("pkg:generic/x?a=1&a=2", "has one qualifier twice"),
            ("pkg:generic/x#", empty),
            ("pkg:generic/x#a//b", empty),
            ("pkg:generic/x#../a", empty),
        ] {
            assert_eq!(check(text), Err(wrong), "{text}");
        }
    }

    #[test]
    fn the_version_in_it_is_read() {
        for (name, expect) in [
            ("pkg:generic/p", None),
            ("pkg:npm/%40a/b@1.0?x=y", Some("1.0")),
            ("pkg:deb/debian/p@1%3A2.3-4", Some("1:2.3-4")),
        ] {
            assert_eq!(Purl(name.into()).version().as_deref(), expect, "{name}");
        }
    }
}
