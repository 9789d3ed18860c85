//! `content/site.yaml` → [`Config`].

use super::facts::{Facts, Files};
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
    /// The site's title.
    pub title: PerLang<String>,
    /// One sentence about the site.
    pub description: PerLang<String>,
    /// Folder of the theme below `themes/`.
    pub theme: String,
    /// IANA time zone in which scheduled dates begin.
    pub time_zone: jiff::tz::TimeZone,
    /// Entries on one page of a list, unless the section says otherwise.
    pub page_size: usize,
    /// Key of the page with the incident form.
    pub report_page: Option<String>,
    /// The menus, by name.
    pub menus: Vec<Menu>,
    /// Part of the address under which tags stand.
    pub tags_slug: PerLang<String>,
    /// How advisories are numbered.
    pub advisory_ids: IdScheme,
    /// Statistics do not show numbers above zero and below this.
    pub threshold: u64,
    /// What is known of the team.
    pub facts: Facts,
    /// Where `site.yaml` is, for problems of its keys.
    pub site_file: (Arc<str>, Arc<str>),
    /// What it was read into once the first place in it was asked for.
    pub site_read: Arc<yaml::Read>,
}

/// A menu: keys of pages, in order.
pub struct Menu {
    /// `main` or `footer`.
    pub name: &'static str,
    /// Keys of pages, such as `about.md`.
    pub pages: Vec<String>,
}

impl Config {
    /// The place of a value of `site.yaml`, or of the nearest key above it.
    pub fn place(&self, path: &[&str]) -> Place {
        let whole = Source::whole(&self.site_file.0, &self.site_file.1);
        whole.with(&self.site_read).place_of_value(path)
    }

    /// Today in the site's time zone.
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
    threshold: u64,
}

impl Default for RawStatistics {
    fn default() -> RawStatistics {
        RawStatistics { threshold: 5 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    code: String,
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMenus {
    #[serde(default)]
    main: Vec<String>,
    #[serde(default)]
    footer: Vec<String>,
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

/// A file of settings.
fn settings<'a>(inputs: &'a Inputs, path: &str) -> Result<(&'a Arc<str>, &'a Arc<str>), Lacking> {
    inputs.text(path).ok_or_else(|| {
        let problem = Problem::SettingsMissing { path: path.into() };
        (!inputs.unread.contains(path)).then(|| Box::new(Diagnostic::site(problem)))
    })
}

fn try_read(inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Result<Config, Lacking> {
    let (file, text) = settings(inputs, "content/site.yaml")?;
    let (team_file, team_text) = settings(inputs, "content/team.yaml")?;
    let source = Source::whole(file, text);
    // `base_url` may be `!none` or `!unknown`.
    source.read_with_tags::<serde_yaml::Value>()?;
    let raw: RawSite = source.read_with_tags()?;

    let empty = source.without_value(&[]).into_iter().filter(|(key, _)| key != "base_url");
    diagnostics.extend(empty.map(|(key, place)| {
        let message = format!("“{key}” has no value");
        let expected = "write it, or delete the line".to_owned();
        Diagnostic::at(Problem::BadValue { message, expected }, place)
    }));
    let bad = |path: &[&str], message: String, expected: &str| {
        let problem = Problem::BadValue { message, expected: expected.into() };
        Some(Box::new(Diagnostic::at(problem, source.place_of_value(path))))
    };
    let mut codes = HashSet::new();
    if let Some(n) = raw.languages.iter().position(|language| !codes.insert(&language.code)) {
        let message = format!("the language “{}” stands there twice", raw.languages[n].code);
        return Err(bad(&["languages", &n.to_string(), "code"], message, "keep one of the two"));
    }
    if let Some(n) = raw.languages.iter().position(|language| language.name.trim().is_empty()) {
        let message = format!("the language “{}” has no name", raw.languages[n].code);
        let expected = "write what its readers call it; links between languages show it";
        return Err(bad(&["languages", &n.to_string(), "name"], message, expected));
    }
    let languages =
        Languages::new(raw.languages.into_iter().map(|l| (l.code, l.name))).map_err(|e| {
            bad(&["languages"], e, "write a list such as “- {code: az, name: Azərbaycanca}”")
        })?;
    let time_zone = jiff::tz::TimeZone::get(&raw.time_zone).map_err(|_| {
        bad(
            &["time_zone"],
            format!("“{}” is no time zone", raw.time_zone),
            "write an IANA name, such as Asia/Baku",
        )
    })?;
    if raw.page_size == 0 {
        return Err(bad(
            &["page_size"],
            "a list page holds at least one entry".into(),
            "write a number from 1",
        ));
    }
    if raw.statistics.threshold < 3 {
        return Err(bad(
            &["statistics", "threshold"],
            format!("a threshold of {} protects nobody", raw.statistics.threshold),
            "write a number from 3; the usual one is 5",
        ));
    }
    let text_of = |key: &'static str, texts: &Texts| {
        texts.per_lang(&languages).map_err(|lang| {
            let problem = Problem::LanguageMissing { key: key.into(), lang };
            Some(Box::new(Diagnostic::at(problem, source.place_of(&[key]))))
        })
    };
    let slugs = raw.tags_slug.iter().flatten().map(|(lang, slug)| (lang.clone(), slug.0.clone()));
    let texts = [
        ("title", &raw.title),
        ("description", &raw.description),
        ("tags_slug", &Texts(slugs.collect())),
    ];
    for (key, texts) in texts {
        let told = texts.foreign(&languages, key).into_iter();
        diagnostics.extend(
            told.map(|(code, problem)| Diagnostic::at(problem, source.place_of(&[key, code]))),
        );
    }
    let tags_slug = PerLang::new(&languages, |lang| {
        let given = raw.tags_slug.as_ref().and_then(|slugs| slugs.get(&languages[lang].code));
        given.map_or_else(|| "tags".to_owned(), |slug| slug.0.clone())
    });
    let files =
        Files { team: (team_file.clone(), team_text.clone()), site: (file.clone(), text.clone()) };
    let facts = Facts::read(&languages, files, &raw.base_url, diagnostics);
    Ok(Config {
        title: text_of("title", &raw.title)?,
        description: text_of("description", &raw.description)?,
        theme: raw.theme,
        time_zone,
        page_size: raw.page_size,
        report_page: raw.report_page,
        menus: vec![
            Menu { name: "main", pages: raw.menus.main },
            Menu { name: "footer", pages: raw.menus.footer },
        ],
        tags_slug,
        advisory_ids: raw.advisory_id,
        threshold: raw.statistics.threshold,
        facts,
        site_file: (file.clone(), text.clone()),
        site_read: Arc::default(),
        languages,
    })
}
