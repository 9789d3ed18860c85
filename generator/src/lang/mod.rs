//! The site's languages: names, order of letters, dates, addresses.
//!
//! Everything that depends on a language goes through here, so that Azerbaijani
//! (ə after e, İ/i and I/ı) is right everywhere.

mod slug;

pub use slug::{fold, is_slug, slug};

use icu_calendar::Date;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_datetime::{DateTimeFormatter, fieldsets::YMD};
use icu_locale_core::Locale;
use std::cmp::Ordering;

/// One of the site's languages, as an index into [`Languages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

/// A value for each language of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerLang<T>(Vec<T>);

impl<T> PerLang<T> {
    /// Makes the value of each language.
    pub fn new(languages: &Languages, make: impl FnMut(Lang) -> T) -> Self {
        PerLang(languages.iter().map(make).collect())
    }

    /// The values in the languages' order.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        (0u8..).map(Lang).zip(&self.0)
    }

    /// The values, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Lang, &mut T)> {
        (0u8..).map(Lang).zip(&mut self.0)
    }
}

impl<T> std::ops::Index<Lang> for PerLang<T> {
    type Output = T;
    fn index(&self, lang: Lang) -> &T {
        &self.0[usize::from(lang.0)]
    }
}

impl<T> std::ops::IndexMut<Lang> for PerLang<T> {
    fn index_mut(&mut self, lang: Lang) -> &mut T {
        &mut self.0[usize::from(lang.0)]
    }
}

/// A language with what is built once for it.
pub struct Language {
    /// BCP 47 tag, such as `az`; also the first part of each address.
    pub code: String,
    /// The language's name in itself.
    pub name: String,
    order: CollatorBorrowed<'static>,
    dates: DateTimeFormatter<YMD>,
}

/// The site's languages; the first is the default. Never empty.
pub struct Languages(Vec<Language>);

impl Languages {
    /// Builds formatters for pairs of code and name.
    ///
    /// # Errors
    /// The sentence says which code is no language tag or has no data.
    pub fn new(list: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let languages = list
            .into_iter()
            .map(|(code, name)| Language::new(code, name))
            .collect::<Result<Vec<_>, _>>()?;
        match languages.len() {
            0 => Err("a site has at least one language".into()),
            1..=200 => Ok(Languages(languages)),
            n => Err(format!("{n} languages are more than certsite can hold")),
        }
    }

    /// The first language.
    pub fn default_lang(&self) -> Lang {
        Lang(0)
    }

    /// All of them, in the order of `site.yaml`.
    pub fn iter(&self) -> impl Iterator<Item = Lang> + use<> {
        (0..self.0.len()).map(|i| Lang(i as u8))
    }

    /// The language with this code.
    pub fn find(&self, code: &str) -> Option<Lang> {
        self.iter().find(|&lang| self[lang].code == code)
    }

    /// The codes, in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|l| l.code.as_str())
    }
}

impl std::ops::Index<Lang> for Languages {
    type Output = Language;
    fn index(&self, lang: Lang) -> &Language {
        &self.0[usize::from(lang.0)]
    }
}

impl Language {
    fn new(code: String, name: String) -> Result<Self, String> {
        let locale: Locale = code
            .parse()
            .map_err(|_| format!("“{code}” is not a language tag (BCP 47), such as az or en"))?;
        let order = Collator::try_new((&locale).into(), CollatorOptions::default())
            .map_err(|e| format!("no sorting rules for “{code}”: {e}"))?;
        let dates = DateTimeFormatter::try_new((&locale).into(), YMD::long())
            .map_err(|e| format!("no date formats for “{code}”: {e}"))?;
        Ok(Language { code, name, order, dates })
    }

    /// Compares by the language's alphabet; equal only if the texts are equal.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.order.compare(a, b).then_with(|| a.cmp(b))
    }

    /// A date in words: `31 may 2011`, `31 May 2011`.
    pub fn date(&self, date: jiff::civil::Date) -> String {
        // jiff and ICU4X both hold proleptic Gregorian dates; every jiff date is in ICU4X's range.
        match Date::try_new_iso(
            date.year().into(),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        ) {
            Ok(icu) if self.code == "en" => day_month_year(&self.dates.format(&icu).to_string()),
            Ok(icu) => self.dates.format(&icu).to_string(),
            Err(_) => date.to_string(),
        }
    }
}

/// `May 31, 2011` → `31 May 2011`: CLDR's plain “en” is American; the field writes the day first.
fn day_month_year(american: &str) -> String {
    match american.split_once(' ').and_then(|(month, rest)| Some((month, rest.split_once(", ")?))) {
        Some((month, (day, year))) => format!("{day} {month} {year}"),
        None => american.to_owned(),
    }
}

#[cfg(test)]
pub(crate) fn az_en() -> Languages {
    Languages::new([("az".into(), "Azərbaycanca".into()), ("en".into(), "English".into())])
        .expect("both languages have data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_date(lang: &str, expect: &str) {
        let languages = az_en();
        let lang = languages.find(lang).expect("a language of the test");
        assert_eq!(languages[lang].date(jiff::civil::date(2011, 5, 31)), expect);
    }

    #[test]
    fn dates_are_written_as_in_the_language() {
        check_date("az", "31 may 2011");
        check_date("en", "31 May 2011");
    }

    #[test]
    fn azerbaijani_sorts_by_its_own_alphabet() {
        let languages = az_en();
        let az = &languages[languages.default_lang()];
        let mut words =
            vec!["fidyə", "ətraf", "ehtiyat", "xəbər", "hücum", "ıldırım", "qərar", "kod", "iz"];
        words.sort_by(|a, b| az.compare(a, b));
        assert_eq!(
            words,
            ["ehtiyat", "ətraf", "fidyə", "hücum", "xəbər", "ıldırım", "iz", "kod", "qərar"]
        );
    }

    #[test]
    fn nonsense_is_refused_with_a_sentence() {
        let error = Languages::new([("a b".into(), String::new())]).err().expect("no language tag");
        assert!(error.contains("a b"), "{error}");
    }
}
