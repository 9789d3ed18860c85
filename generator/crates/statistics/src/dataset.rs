//! Figures → files for researchers: CSV and JSON at addresses that stay, the dictionary of their
//! columns (Frictionless Data Package 1.0), and `Dataset` of schema.org.

use super::dimension::Value;
use super::figures::{Figure, Figures, Measure, PublishedFigures, Source};
use super::word::Word;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_periods::Period;
use certsite_periods::published::FOLDER;
use certsite_site::linked::Linked;
use certsite_site::markup::escape;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use certsite_site::rsit::Codes;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The columns, each with its type in a Table Schema. Their meaning stands in the theme's strings.
const COLUMNS: [(&str, &str); 6] = [
    ("period", "string"),
    ("measure", "string"),
    ("dimension", "string"),
    ("value", "string"),
    ("count", "integer"),
    ("withheld", "boolean"),
];

/// The address of a source's file: of one period, or of all together for `None`. `ending` is `csv`
/// or `json`.
pub fn url(site: Linked, period: Option<Period>, source: &str, ending: &str) -> WebPath {
    site.at(&path(period, source, ending))
}

/// The path of the same file below the output folder.
pub fn path(period: Option<Period>, source: &str, ending: &str) -> String {
    match period {
        Some(period) => format!("{FOLDER}{period}/{source}.{ending}"),
        None => format!("{FOLDER}{source}.{ending}"),
    }
}

/// The address of the dictionary of all files, the data package.
pub fn dictionary_url(site: Linked) -> WebPath {
    site.at(FOLDER).join("datapackage.json")
}

/// A row of the data: one number of one period.
struct Row<'a> {
    period: Period,
    measure: Measure,
    value: Option<&'a Value>,
    figure: Figure,
}

impl Row<'_> {
    /// The words of its dimension and its value.
    fn words(&self) -> (&'static str, &str) {
        self.value.map_or(("total", ""), |value| (value.dimension().word(), value.word()))
    }
}

/// All rows of some periods of a source, in the order in which they are published.
fn rows<'a>(source: &'a Source, periods: &[Period]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for period in periods {
        let Some(Figures { total, by }) = source.periods.get(period) else { continue };
        let mut add = |value: Option<&'a Value>, figures: &[Figure]| {
            for (measure, figure) in source.measures.iter().zip(figures) {
                rows.push(Row { period: *period, measure: *measure, value, figure: *figure });
            }
        };
        add(None, total);
        for (value, figures) in by.values().flatten() {
            add(Some(value), figures);
        }
    }
    rows
}

/// The text of the CSV file of one period, as it is published.
pub fn period_text(source: &Source, period: Period) -> String {
    csv_text(&rows(source, &[period]))
}

/// Values are codes, names without quotes and commas, and numbers: nothing needs quotes.
fn csv_text(rows: &[Row]) -> String {
    let mut text = COLUMNS.map(|(name, _)| name).join(",") + "\n";
    for row in rows {
        let (period, measure, (dimension, value)) = (row.period, row.measure.word(), row.words());
        let (count, withheld) = match row.figure {
            Figure::Shown(count) => (count.to_string(), false),
            Figure::Withheld => (String::new(), true),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{period},{measure},{dimension},{value},{count},{withheld}");
    }
    text
}

fn json_text(
    site: Linked,
    codes: &Codes,
    source: &Source,
    (periods, rows): (&[Period], &[Row]),
) -> String {
    let row = |row: &Row| {
        let (count, withheld) = match row.figure {
            Figure::Shown(count) => (Some(count), false),
            Figure::Withheld => (None, true),
        };
        let (dimension, value) = row.words();
        json!({
            "period": row.period.to_string(),
            "measure": row.measure.word(),
            "dimension": dimension,
            "value": value,
            "count": count,
            "withheld": withheld,
        })
    };
    let value = json!({
        "source": source.name,
        "publisher": site.config.facts.first("team.name", site.config.languages.default_lang()),
        "classification": { "name": codes.meta.name, "release": codes.meta.release },
        "threshold": site.config.threshold,
        "dictionary": dictionary_url(site).url(),
        "time_zone": site.config.time_zone.iana_name(),
        "revised": revised(source, periods),
        "figures": rows.iter().map(row).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// The days on which figures of some periods were revised, by the period.
fn revised(source: &Source, periods: &[Period]) -> BTreeMap<String, Vec<String>> {
    let days = |period: &Period| {
        let days = source.revised.get(period)?.iter().map(ToString::to_string).collect();
        Some((period.to_string(), days))
    };
    periods.iter().filter_map(days).collect()
}

/// The routes of all files; none as long as there are no figures. Each file is made when it is
/// asked for.
pub fn routes(site: Linked, codes: &Arc<Codes>, published: &Arc<PublishedFigures>) -> Vec<Route> {
    let mut routes = Vec::new();
    let mut add = |url: WebPath, made: Made| {
        routes.push(Route::new(url, None, Rank::Asset, Make::Made(made), None));
    };
    for (n, source) in published.sources.iter().enumerate() {
        let all: Vec<Period> = source.periods.keys().copied().collect();
        let each = all.iter().map(|period| (Some(*period), vec![*period]));
        for (period, periods) in each.chain([(None, all.clone())]) {
            let file = DataSetFile { published: published.clone(), source: n, periods };
            let (csv, json, codes) = (file.clone(), file, codes.clone());
            let csv = move |_: Linked| csv_text(&csv.rows()).into_bytes();
            let json = move |site: Linked| json.json(site, &codes).into_bytes();
            add(url(site, period, &source.name, "csv"), Made(Arc::new(csv)));
            add(url(site, period, &source.name, "json"), Made(Arc::new(json)));
        }
    }
    if !published.sources.is_empty() {
        let text = format!("{:#}\n", dictionary(site, published));
        add(dictionary_url(site), Made::bytes(text.into_bytes()));
    }
    routes
}

/// A published file with the data of some periods of a source.
#[derive(Clone)]
struct DataSetFile {
    published: Arc<PublishedFigures>,
    source: usize,
    periods: Vec<Period>,
}

impl DataSetFile {
    fn source(&self) -> &Source {
        &self.published.sources[self.source]
    }

    fn rows(&self) -> Vec<Row<'_>> {
        rows(self.source(), &self.periods)
    }

    fn json(&self, site: Linked, codes: &Codes) -> String {
        json_text(site, codes, self.source(), (&self.periods, &self.rows()))
    }
}

/// In English where the site has it: data are read in all countries.
fn language_of_data(site: Linked) -> Lang {
    let languages = &site.config.languages;
    languages.find("en").unwrap_or_else(|| languages.default_lang())
}

/// The data package: a resource for each source.
fn dictionary(site: Linked, published: &PublishedFigures) -> Json {
    let text = |key: &str| (site.text)(language_of_data(site), key);
    let fields: Vec<Json> = COLUMNS
        .iter()
        .map(|(name, kind)| {
            let description = with_codes(&text(&format!("data.{name}")), str::to_owned);
            json!({ "name": name, "type": kind, "description": description })
        })
        .collect();
    let resource = |source: &Source| {
        json!({
            "name": source.id(),
            "path": format!("{}.csv", source.name),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "schema": {
                "fields": fields,
                "missingValues": [""],
                "primaryKey": ["period", "measure", "dimension", "value"],
            },
        })
    };
    json!({
        "profile": "tabular-data-package",
        "name": "statistics",
        "title": text("data.title"),
        "description": text("data.text").replace("{threshold}", &site.config.threshold.to_string()),
        "homepage": site.options.base.to_string(),
        "resources": published.sources.iter().map(resource).collect::<Vec<_>>(),
    })
}

/// A column of the data.
#[derive(Serialize, JsonSchema)]
pub struct ColumnView {
    /// Its name, as the data write it.
    name: &'static str,
    /// What it means, in the page's language: the theme's string `data.<name>`, in which codes stand
    /// in braces.
    #[schemars(extend("contentMediaType" = "text/html"))]
    meaning: String,
}

/// The columns of the files, each with its name and its meaning in the reader's language.
pub fn columns(site: Linked, lang: Lang) -> Vec<ColumnView> {
    let code = |code: &str| format!("<code>{code}</code>");
    let meaning = |name| with_codes(&escape(&(site.text)(lang, &format!("data.{name}"))), code);
    COLUMNS.iter().map(|(name, _)| ColumnView { name, meaning: meaning(name) }).collect()
}

/// A text with what becomes of the codes that stand in it in braces, as in `{events}`.
fn with_codes(text: &str, write: impl Fn(&str) -> String) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| match part.split_once('}') {
        Some((code, after)) => all + &write(code) + after,
        None => all + "{" + part,
    })
}

/// The strings of the theme that describe the data.
pub fn strings() -> impl Iterator<Item = String> {
    let names = COLUMNS.iter().map(|(name, _)| *name);
    names.chain(["title", "text"]).map(|name| format!("data.{name}"))
}

/// `Dataset` of schema.org: what a page publishes of a period, or of all periods for `None`. There
/// is none for a site whose address is not known, or without figures.
pub fn linked_data(
    site: Linked,
    published: &PublishedFigures,
    (title, url, lang): (&str, &WebPath, Lang),
    period: Option<Period>,
) -> Option<Json> {
    if !site.options.base.is_known() {
        return None;
    }
    let has = |source: &&Source| period.is_none_or(|period| source.periods.contains_key(&period));
    let sources: Vec<&Source> = published.sources.iter().filter(has).collect();
    let periods = sources.iter().flat_map(|source| source.periods.keys());
    let periods: Vec<Period> = period.map_or_else(|| periods.copied().collect(), |one| vec![one]);
    let first = periods.iter().map(|period| period.first()).min()?;
    let last = periods.iter().map(|period| period.last()).max()?;
    let download = |source: &Source, ending: &str, kind: &str| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": self::url(site, period, &source.name, ending).url(),
        })
    };
    let distribution: Vec<Json> = sources
        .iter()
        .flat_map(|s| [download(s, "csv", "text/csv"), download(s, "json", "application/json")])
        .collect();
    let mut measured: Vec<String> = sources
        .iter()
        .flat_map(|source| source.measures.iter())
        .map(|measure| (site.text)(lang, &format!("figures.{}", measure.word())))
        .collect();
    measured.dedup();
    let description = (site.text)(lang, "data.text");
    let team = site.config.facts.first("team.name", lang);
    Some(json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": format!("{}#dataset", url.url()),
        "name": title,
        "description": description.replace("{threshold}", &site.config.threshold.to_string()),
        "url": url.url(),
        "inLanguage": site.config.languages[lang].code,
        "isAccessibleForFree": true,
        "creator": { "@type": "Organization", "@id": format!("{}#team", site.at("").url()), "name": team },
        "temporalCoverage": format!("{first}/{last}"),
        "variableMeasured": measured,
        "distribution": distribution,
    }))
}
