//! The site's languages: names, order of letters, dates, addresses.
//!
//! Everything that depends on a language goes through here, so that Azerbaijani
//! (ə after e, İ/i and I/ı) is right everywhere.

mod rules;
mod slug;

pub use rules::Rules;
pub use slug::{has_slug, is_slug, slug, slug_within};

use icu_calendar::Date;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{M, YM, YMD};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale::names::RegionDisplayName;
use icu_locale_core::{Locale, subtags::Region};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// One of the site's languages, as an index into [`Languages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

/// A value for each language of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerLang<T>(Vec<T>);

impl<T> PerLang<T> {
    /// Makes the value of each language by asking `make` for it, in the order of `site.yaml`.
    pub fn new(languages: &Languages, make: impl FnMut(Lang) -> T) -> Self {
        PerLang(languages.iter().map(make).collect())
    }

    /// The values in the languages' order.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        (0u8..).map(Lang).zip(&self.0)
    }

    /// The values, each with its language, to be changed.
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
    locale: Locale,
    order: CollatorBorrowed<'static>,
    dates: DateTimeFormatter<YMD>,
    months: DateTimeFormatter<YM>,
    short_months: DateTimeFormatter<M>,
    numbers: DecimalFormatter,
    /// Days in words, which the same pages show again and again.
    days: Mutex<HashMap<jiff::civil::Date, String>>,
}

/// So many days are kept in words.
const DAYS: usize = 10_000;

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

    /// The language that `site.yaml` names first: the one in which originals are written.
    pub fn default_lang(&self) -> Lang {
        Lang(0)
    }

    /// All of them, in the order of `site.yaml`.
    pub fn iter(&self) -> impl Iterator<Item = Lang> + use<> {
        (0..self.0.len()).map(|i| Lang(i as u8))
    }

    /// The language with this code, as `site.yaml` writes it; `None` if the site has no such
    /// language.
    pub fn find(&self, code: &str) -> Option<Lang> {
        self.iter().find(|&lang| self[lang].code == code)
    }

    /// The codes of the languages, in the order of `site.yaml`.
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
        let no_dates = |e| format!("no date formats for “{code}”: {e}");
        let dates = DateTimeFormatter::try_new((&locale).into(), YMD::long()).map_err(no_dates)?;
        let months = DateTimeFormatter::try_new((&locale).into(), YM::long()).map_err(no_dates)?;
        let short_months =
            DateTimeFormatter::try_new((&locale).into(), M::medium()).map_err(no_dates)?;
        let numbers = DecimalFormatter::try_new((&locale).into(), Default::default())
            .map_err(|e| format!("no number formats for “{code}”: {e}"))?;
        let days = Mutex::default();
        Ok(Language { code, name, locale, order, dates, months, short_months, numbers, days })
    }

    /// Compares by the language's alphabet; equal only if the texts are equal.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.order.compare(a, b).then_with(|| a.cmp(b))
    }

    /// A date in words: `31 may 2011`, `31 May 2011`.
    pub fn date(&self, date: jiff::civil::Date) -> String {
        // They are whole, whoever panicked elsewhere.
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if days.len() >= DAYS {
            days.clear();
        }
        days.entry(date).or_insert_with(|| self.new_date(date)).clone()
    }

    fn new_date(&self, date: jiff::civil::Date) -> String {
        match iso(date) {
            Some(icu) if self.code == "en" => day_month_year(&self.dates.format(&icu).to_string()),
            Some(icu) => self.dates.format(&icu).to_string(),
            None => date.to_string(),
        }
    }

    /// A day's month and year in words: `may 2011`, `May 2011`.
    pub fn month(&self, date: jiff::civil::Date) -> String {
        iso(date).map_or_else(|| date.to_string(), |icu| self.months.format(&icu).to_string())
    }

    /// A day's month, short: `may`, `May`.
    pub fn short_month(&self, date: jiff::civil::Date) -> String {
        iso(date).map_or_else(|| date.to_string(), |icu| self.short_months.format(&icu).to_string())
    }

    /// The name of a country by its code (ISO 3166-1 alpha-2): `Türkiyə`, `Türkiye`. `None` if the
    /// code is none, or no name of it is known.
    pub fn country(&self, code: &str) -> Option<String> {
        let region: Region = code.parse().ok()?;
        let name = RegionDisplayName::try_new_light(self.locale.clone().into(), region).ok()?;
        Some(name.to_string())
    }

    /// A number with its digits in groups: `12.345`, `12,345`.
    pub fn number(&self, number: u64) -> String {
        self.numbers.format(&Decimal::from(number)).to_string()
    }
}

/// The same day for ICU4X. Both hold proleptic Gregorian dates, and all of jiff's are in its range.
fn iso(date: jiff::civil::Date) -> Option<Date<icu_calendar::Iso>> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    Date::try_new_iso(date.year().into(), month, day).ok()
}

/// `May 31, 2011` → `31 May 2011`: CLDR's plain “en” is American; the field writes the day first.
fn day_month_year(american: &str) -> String {
    match american.split_once(' ').and_then(|(month, rest)| Some((month, rest.split_once(", ")?))) {
        Some((month, (day, year))) => format!("{day} {month} {year}"),
        None => american.to_owned(),
    }
}

#[cfg(test)]
fn az_en() -> Languages {
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
    fn months_and_numbers_are_written_as_in_the_language() {
        let languages = az_en();
        let texts = |code: &str| {
            let language = &languages[languages.find(code).expect("a language of the test")];
            let day = jiff::civil::date(2026, 10, 1);
            let number = language.number(1_234_567);
            format!("{}, {}, {number}", language.month(day), language.short_month(day))
        };
        assert_eq!(texts("az"), "oktyabr 2026, okt, 1.234.567");
        assert_eq!(texts("en"), "October 2026, Oct, 1,234,567");
    }

    #[test]
    fn countries_have_names_in_the_language() {
        let languages = az_en();
        let name = |code: &str, country: &str| {
            languages[languages.find(code).expect("a language of the test")].country(country)
        };
        assert_eq!(name("az", "DE").as_deref(), Some("Almaniya"));
        assert_eq!(name("en", "DE").as_deref(), Some("Germany"));
        assert_eq!(name("en", "de of"), None);
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
