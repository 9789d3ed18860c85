//! Checked values of YAML. Each refuses nonsense while it is read, so that the
//! error carries the line and column of the value.

use certsite_base::address::{MAX_PART, TOO_LONG_PART, not_on_windows};
use certsite_base::diag::Problem;
use certsite_base::from_text;
use certsite_base::lang::{Languages, PerLang, is_slug};
use std::collections::BTreeMap;

/// A calendar date, written `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub jiff::civil::Date);

from_text!(
    Date,
    |text| {
        // jiff takes other ISO 8601 forms too; one form keeps files searchable.
        if text.len() != 10 {
            return Err("is not a date");
        }
        text.parse().map(Date).map_err(|_| "is not a date that exists")
    },
    "a date as YYYY-MM-DD, such as 2026-11-23"
);

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One part of an address between two slashes, without characters that would have to be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlugText(pub String);

from_text!(
    SlugText,
    |text| if !is_slug(text) {
        Err("cannot be part of an address")
    } else if text.len() > MAX_PART {
        Err(TOO_LONG_PART)
    } else if not_on_windows(text).is_some() {
        Err("is the name of a device on Windows, which can have no such folder")
    } else {
        Ok(SlugText(text.into()))
    },
    "lower-case letters a–z, digits and hyphens, such as “melumat-verin”"
);

/// By what feeds know an entry for ever: an address of the site, or a name of another kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryId(pub String);

from_text!(
    EntryId,
    |text| {
        let is_plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
        let is_path = text.strip_prefix('/').is_some_and(|below| !below.starts_with('/'));
        let kinds = ["https://", "http://", "urn:", "tag:"];
        let is_name = kinds.iter().any(|kind| text.len() > kind.len() && text.starts_with(kind));
        match is_plain && (is_path || is_name) {
            true => Ok(EntryId(text.into())),
            false => Err("is nothing by which feeds can know a page"),
        }
    },
    "the address that the page had first, such as /en/news/first/, or a name such as tag:example.org,2026:first"
);

/// The name of a tag, a key of `content/data/tags.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagId(pub String);

from_text!(
    TagId,
    |text| if is_slug(text) { Ok(TagId(text.into())) } else { Err("is not the name of a tag") },
    "a key of content/data/tags.yaml: lower-case letters a–z, digits and hyphens"
);

/// The name of a template of the theme, without `.html`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateName(pub String);

from_text!(
    TemplateName,
    |text| if text.split('/').all(is_slug) {
        Ok(TemplateName(text.into()))
    } else {
        Err("is not the name of a template")
    },
    "its file name in the theme's templates without “.html”, such as “page”"
);

/// How advisories are numbered: `{year}` and `{number}` stand for the two, `{yy}` for the last two
/// digits of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdScheme(String);

from_text!(
    IdScheme,
    |text| {
        let year = IdScheme::year_of(text);
        let fixed = text.replacen(year, "", 1).replacen("{number}", "", 1);
        let plain = fixed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let ends = text.find(year).is_some_and(|year| Some(year) < text.find("{number}"))
            && text.ends_with("{number}");
        if plain && ends { Ok(IdScheme(text.into())) } else { Err("cannot number advisories") }
    },
    "letters, digits and hyphens with {year} (or {yy}) and, at the end, {number}, such as AZSC-{year}-{number}"
);

impl Default for IdScheme {
    fn default() -> Self {
        IdScheme("ADV-{year}-{number}".into())
    }
}

impl IdScheme {
    /// What stands for the year in a scheme.
    fn year_of(scheme: &str) -> &'static str {
        if scheme.contains("{yy}") { "{yy}" } else { "{year}" }
    }

    /// The identifier of the `number`th advisory of a year; numbers have at least four digits.
    pub fn id(&self, year: i16, number: u32) -> String {
        let whole = year.to_string();
        let two = format!("{:02}", year.rem_euclid(100));
        let id = self.0.replace("{year}", &whole).replace("{yy}", &two);
        id.replace("{number}", &format!("{number:04}"))
    }

    /// Year and number of an identifier; `None` if it does not follow the scheme. Two digits are a
    /// year of this century.
    pub fn read(&self, id: &str) -> Option<(i16, u32)> {
        let year = IdScheme::year_of(&self.0);
        let (before, rest) = self.0.split_once(year)?;
        let between = rest.strip_suffix("{number}")?;
        let rest = id.strip_prefix(before)?;
        let (digits, century) = if year == "{yy}" { (2, 2000) } else { (4, 0) };
        let number = rest.get(digits..)?.strip_prefix(between)?;
        let year: i16 = rest.get(..digits)?.parse().ok()?;
        let found = (century + year, number.parse().ok()?);
        (self.id(found.0, found.1) == id).then_some(found)
    }
}

/// A text in several languages as it stands in YAML: `{az: …, en: …}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// The text of each language, or the code of the first language that has none: an empty one
    /// says nothing either.
    pub fn per_lang(&self, languages: &Languages) -> Result<PerLang<String>, String> {
        let says = |code: &str| self.0.get(code).is_some_and(|text| !text.trim().is_empty());
        match languages.codes().find(|code| !says(code)) {
            Some(missing) => Err(missing.to_owned()),
            None => Ok(PerLang::new(languages, |lang| self.0[&languages[lang].code].clone())),
        }
    }

    /// Its texts in what is no language of the site: of each the code, and the problem that it is.
    /// `key` is what the text is called.
    pub fn foreign(&self, languages: &Languages, key: &str) -> Vec<(&str, Problem)> {
        let problem = |code: &str| {
            let known = languages.codes().collect::<Vec<_>>().join(", ");
            Problem::LanguageUnknown { key: key.to_owned(), lang: code.to_owned(), known }
        };
        let foreign = self.0.keys().filter(|code| languages.find(code).is_none());
        foreign.map(|code| (code.as_str(), problem(code))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(yaml: &str) -> Result<T, String> {
        serde_yaml::from_str(yaml).map_err(|e| e.to_string())
    }

    #[test]
    fn dates_have_one_form() {
        assert!(read::<Date>("2026-11-23").is_ok());
        for bad in ["2026-02-30", "23.11.2026", "2026-1-2", "20261123", "soon"] {
            assert!(read::<Date>(bad).expect_err(bad).contains("YYYY-MM-DD"), "{bad}");
        }
    }

    #[test]
    fn advisories_are_numbered_by_a_scheme() {
        let scheme: IdScheme = read("AZSC-{year}-{number}").expect("a scheme");
        assert_eq!(scheme.id(2026, 7), "AZSC-2026-0007");
        assert_eq!(scheme.read("AZSC-2026-0007"), Some((2026, 7)));
        assert_eq!(scheme.read("AZSC-2026-12345"), Some((2026, 12345)));
        for other in ["AZSC-2026-7", "AZSC-26-0007", "OTHER-2026-0007", "AZSC-2026-0007-EN"] {
            assert_eq!(scheme.read(other), None, "{other}");
        }
        let short: IdScheme = read("AZSC-{yy}-{number}").expect("a scheme");
        assert_eq!(short.id(2026, 7), "AZSC-26-0007");
        assert_eq!(short.read("AZSC-26-0007"), Some((2026, 7)));
        assert_eq!(short.read("AZSC-2026-0007"), None);
        for bad in [
            "AZSC",
            "AZSC-{yy}-{year}-{number}",
            "AZSC-{number}",
            "{number}-{year}",
            "A/{year}-{number}",
        ] {
            assert!(read::<IdScheme>(bad).is_err(), "{bad}");
        }
    }
}
