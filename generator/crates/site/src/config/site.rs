//! `content/site.yaml` → [`Config`].

use super::facts::{Facts, Files};
use super::menu::{self, Menu, RawMenus};
use super::scalar::{IdScheme, SlugText, Texts};
use crate::load::Inputs;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::{Languages, PerLang};
use certsite_base::yaml::{self, Source};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Everything that is set once for the site.
pub struct Config {
    /// The languages; the first is the default.
    pub languages: Languages,
    /// The site's title in each language.
    pub title: PerLang<String>,
    /// One sentence about the site, in each language.
    pub description: PerLang<String>,
    /// Folder of the theme below `themes/`.
    pub theme: String,
    /// IANA time zone in which scheduled dates begin.
    pub time_zone: jiff::tz::TimeZone,
    /// Entries on one page of a list, unless the section says otherwise.
    pub page_size: usize,
    /// Key of the page with the incident form, such as `report.md`; `None` if the settings name
    /// none.
    pub report_page: Option<String>,
    /// The menus that `site.yaml` fills, `main` before `footer`.
    pub menus: Vec<Menu>,
    /// Part of the address under which tags stand.
    pub tags_slug: PerLang<String>,
    /// The scheme by which advisories are numbered, such as `AZSC-{year}-{number}`.
    pub advisory_ids: IdScheme,
    /// Statistics do not show numbers above zero and below this.
    pub threshold: u64,
    /// What readers call the sensors, by the names of their folders.
    pub sensor_names: BTreeMap<String, PerLang<String>>,
    /// What is known of the team: the facts of `team.yaml`.
    pub facts: Facts,
    /// Where `site.yaml` is, for problems of its keys.
    pub site_file: (Arc<str>, Arc<str>),
    /// What it was read into once the first place in it was asked for.
    pub site_read: Arc<yaml::Read>,
}

impl Config {
    /// The place of a value of `site.yaml`, or of the nearest key above it.
    pub fn place(&self, path: &[&str]) -> Place {
        let whole = Source::whole(&self.site_file.0, &self.site_file.1);
        whole.with(&self.site_read).place_of_value(path)
    }

    /// The same of a key.
    pub fn place_of_key(&self, path: &[&str]) -> Place {
        let whole = Source::whole(&self.site_file.0, &self.site_file.1);
        whole.with(&self.site_read).place_of(path)
    }

    /// The day that it is at a moment in the site's time zone.
    pub fn today(&self, now: jiff::Timestamp) -> jiff::civil::Date {
        now.to_zoned_datetime(self.time_zone.clone()).date()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSite {
    languages: Vec<RawLanguage>,
    title: Texts,
    description: Texts,
    #[serde(default)]
    base_url: serde_yaml::Value,
    theme: String,
    time_zone: String,
    #[serde(default = "twenty")]
    page_size: usize,
    report_page: Option<String>,
    #[serde(default)]
    menus: RawMenus,
    tags_slug: Option<BTreeMap<String, SlugText>>,
    #[serde(default)]
    advisory_id: IdScheme,
    #[serde(default)]
    statistics: RawStatistics,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatistics {
    #[serde(default = "five")]
    threshold: u64,
    #[serde(default)]
    sensors: BTreeMap<String, Texts>,
}

fn five() -> u64 {
    5
}

impl Default for RawStatistics {
    fn default() -> RawStatistics {
        RawStatistics { threshold: five(), sensors: BTreeMap::new() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    code: String,
    name: String,
}

fn twenty() -> usize {
    20
}

/// Reads the settings. Without them there is no site: then the problems say what is missing.
pub fn read(inputs: &Inputs) -> (Option<Config>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let config = try_read(inputs, &mut diagnostics)
        .map_err(|told| diagnostics.extend(told.map(|told| *told)))
        .ok();
    (config, diagnostics)
}

/// A mistake without which there would be settings; none if it was told when the file was read.
type Lacking = Option<Box<Diagnostic>>;

/// Path and text of a file of settings. An error if it is not there or is no text.
fn settings<'a>(inputs: &'a Inputs, path: &str) -> Result<(&'a Arc<str>, &'a Arc<str>), Lacking> {
    inputs.text(path).ok_or_else(|| {
        let problem = Problem::SettingsMissing { path: path.into() };
        (!inputs.unread.contains(path)).then(|| Box::new(Diagnostic::site(problem)))
    })
}

/// What is read of `site.yaml`, with the place of each value.
struct SiteFile<'a> {
    source: Source<'a>,
    raw: RawSite,
}

impl<'a> SiteFile<'a> {
    fn read(source: Source<'a>) -> Result<SiteFile<'a>, Lacking> {
        // `base_url` may be `!none` or `!unknown`.
        source.read_with_tags::<serde_yaml::Value>()?;
        let raw = source.read_with_tags()?;
        Ok(SiteFile { source, raw })
    }

    /// A value that cannot be used, and without which there are no settings.
    fn bad(&self, path: &[&str], message: String, expected: &str) -> Lacking {
        let problem = Problem::BadValue { message, expected: expected.into() };
        Some(Box::new(Diagnostic::at(problem, self.source.place_of_value(path))))
    }

    /// Keys without a value, of which one may be `base_url`.
    fn empty_keys(&self) -> impl Iterator<Item = Diagnostic> {
        let empty = self.source.without_value(&[]).into_iter();
        empty.filter(|(key, _)| key != "base_url").map(|(key, place)| {
            let message = format!("“{key}” has no value");
            let expected = "write it, or delete the line".to_owned();
            Diagnostic::at(Problem::BadValue { message, expected }, place)
        })
    }

    fn languages(&self) -> Result<Languages, Lacking> {
        let all = &self.raw.languages;
        let at = |n: usize, key: &str, message: String, expected: &str| {
            self.bad(&["languages", &n.to_string(), key], message, expected)
        };
        let mut codes = HashSet::new();
        if let Some(n) = all.iter().position(|language| !codes.insert(&language.code)) {
            let message = format!("the language “{}” stands there twice", all[n].code);
            return Err(at(n, "code", message, "keep one of the two"));
        }
        if let Some(n) = all.iter().position(|language| language.name.trim().is_empty()) {
            let message = format!("the language “{}” has no name", all[n].code);
            let expected = "write what its readers call it; links between languages show it";
            return Err(at(n, "name", message, expected));
        }
        let pairs = all.iter().map(|language| (language.code.clone(), language.name.clone()));
        Languages::new(pairs).map_err(|wrong| {
            let expected = "write a list such as “- {code: az, name: Azərbaycanca}”";
            self.bad(&["languages"], wrong, expected)
        })
    }

    fn time_zone(&self) -> Result<jiff::tz::TimeZone, Lacking> {
        let name = &self.raw.time_zone;
        jiff::tz::TimeZone::get(name).map_err(|_| {
            let message = format!("“{name}” is no time zone");
            self.bad(&["time_zone"], message, "write an IANA name, such as Asia/Baku")
        })
    }

    fn check_numbers(&self) -> Result<(), Lacking> {
        if self.raw.page_size == 0 {
            let message = "a list page holds at least one entry".into();
            return Err(self.bad(&["page_size"], message, "write a number from 1"));
        }
        let threshold = self.raw.statistics.threshold;
        if threshold < 3 {
            let message = format!("a threshold of {threshold} protects nobody");
            let expected = "write a number from 3; the usual one is 5";
            return Err(self.bad(&["statistics", "threshold"], message, expected));
        }
        Ok(())
    }

    /// A text in each language of the site. An error at its key if one language is missing.
    fn text(
        &self,
        path: &[&str],
        texts: &Texts,
        languages: &Languages,
    ) -> Result<PerLang<String>, Lacking> {
        texts.per_lang(languages).map_err(|lang| {
            let problem = Problem::LanguageMissing { key: path.join("."), lang };
            Some(Box::new(Diagnostic::at(problem, self.source.place_of(path))))
        })
    }

    /// What readers call the sensors.
    fn sensors(&self, languages: &Languages) -> Result<BTreeMap<String, PerLang<String>>, Lacking> {
        let named = self.raw.statistics.sensors.iter();
        let name = |(name, texts): (&String, &Texts)| {
            Ok((name.clone(), self.text(&["statistics", "sensors", name], texts, languages)?))
        };
        named.map(name).collect()
    }

    /// Texts in languages that the site does not have.
    fn foreign_texts(&self, languages: &Languages) -> Vec<Diagnostic> {
        let slugs = self.raw.tags_slug.iter().flatten();
        let slugs = Texts(slugs.map(|(lang, slug)| (lang.clone(), slug.0.clone())).collect());
        let texts = [
            (vec!["title"], &self.raw.title),
            (vec!["description"], &self.raw.description),
            (vec!["tags_slug"], &slugs),
        ];
        let sensors = self.raw.statistics.sensors.iter();
        let sensors = sensors.map(|(name, texts)| (vec!["statistics", "sensors", name], texts));
        let mut found = Vec::new();
        for (path, texts) in texts.into_iter().chain(sensors) {
            let foreign = texts.foreign(languages, &path.join(".")).into_iter();
            found.extend(foreign.map(|(code, problem)| {
                let path = [&path[..], &[code]].concat();
                Diagnostic::at(problem, self.source.place_of(&path))
            }));
        }
        found
    }

    /// The folder of lists by tag, in each language.
    fn tags_slug(&self, languages: &Languages) -> PerLang<String> {
        PerLang::new(languages, |lang| {
            let given = self.raw.tags_slug.as_ref();
            let given = given.and_then(|slugs| slugs.get(&languages[lang].code));
            given.map_or_else(|| "tags".to_owned(), |slug| slug.0.clone())
        })
    }
}

fn try_read(inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Result<Config, Lacking> {
    let (file, text) = settings(inputs, "content/site.yaml")?;
    let (team_file, team_text) = settings(inputs, "content/team.yaml")?;
    let site = SiteFile::read(Source::whole(file, text))?;
    diagnostics.extend(site.empty_keys());
    let languages = site.languages()?;
    let time_zone = site.time_zone()?;
    site.check_numbers()?;
    diagnostics.extend(site.foreign_texts(&languages));
    let files =
        Files { team: (team_file.clone(), team_text.clone()), site: (file.clone(), text.clone()) };
    let facts = Facts::read(&languages, files, &site.raw.base_url, diagnostics);
    let title = site.text(&["title"], &site.raw.title, &languages)?;
    let description = site.text(&["description"], &site.raw.description, &languages)?;
    let tags_slug = site.tags_slug(&languages);
    let sensor_names = site.sensors(&languages)?;
    let SiteFile { source, raw } = site;
    let (menus, told) = menu::menus(raw.menus, &languages, &|path| source.place_of_value(path));
    diagnostics.extend(told);
    Ok(Config {
        title,
        description,
        theme: raw.theme,
        time_zone,
        page_size: raw.page_size,
        report_page: raw.report_page,
        menus,
        tags_slug,
        advisory_ids: raw.advisory_id,
        threshold: raw.statistics.threshold,
        sensor_names,
        facts,
        site_file: (file.clone(), text.clone()),
        site_read: Arc::default(),
        languages,
    })
}
