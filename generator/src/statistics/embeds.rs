//! The embeds `chart`, `table` and `report`: what an editor asks for → tables with charts.

use super::figures::{Dimension, Measure, OF_REGISTER, OF_SENSOR, REGISTER, Source};
use super::period::{Period, text};
use super::view::{Column, TableView, Viewer};
use crate::config::from_text;
use crate::diag::{Diagnostic, nearest};
use crate::features::{Block, World};
use crate::rsit::Codes;
use crate::yaml::EXPECTED;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::{Value, json};

/// All sources that have figures, and what they are classed by.
#[derive(Default)]
pub struct Published {
    /// The register first, then the sensors by name.
    pub sources: Vec<Source>,
}

impl Published {
    /// The source with this name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }

    /// Whether any source has figures of a period.
    pub fn has(&self, period: Period) -> bool {
        self.sources.iter().any(|source| source.periods.contains_key(&period))
    }
}

/// The anchors of a report, besides those of its sources.
pub const ANCHORS: [&str; 2] = ["counting", "data"];

/// How many rows of ports, countries and the like are worth reading.
const LIMIT: usize = 10;

/// What `chart` and `table` take.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default = "register")]
    source: String,
    measure: Option<Measure>,
    by: Grouping,
    period: Option<When>,
    #[serde(default = "limit")]
    limit: usize,
    title: Option<String>,
}

/// What `report` takes.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportSettings {
    period: Period,
}

fn register() -> String {
    REGISTER.to_owned()
}

fn limit() -> usize {
    LIMIT
}

/// What the rows of a table are.
#[derive(Clone, Copy)]
enum Grouping {
    Month,
    Year,
    Value(Dimension),
}

from_text!(
    Grouping,
    |text| match text {
        "month" => Ok(Grouping::Month),
        "year" => Ok(Grouping::Year),
        word => Dimension::find(word).map(Grouping::Value).ok_or("is nothing to count by"),
    },
    "month, year, class, type, severity, origin, country, family, protocol or port"
);

impl Grouping {
    /// The dimension; none for months and years.
    fn dimension(self) -> Option<Dimension> {
        match self {
            Grouping::Month | Grouping::Year => None,
            Grouping::Value(dimension) => Some(dimension),
        }
    }
}

/// A period by name, or the newest that is complete.
#[derive(Clone, Copy)]
enum When {
    LatestMonth,
    LatestYear,
    All,
    Period(Period),
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<When, D::Error> {
        match text(deserializer)?.as_str() {
            "latest-month" => Ok(When::LatestMonth),
            "latest-year" => Ok(When::LatestYear),
            "all" => Ok(When::All),
            text => text.parse().map(When::Period).map_err(|error: String| {
                D::Error::custom(format!("{error}, or latest-month, latest-year, all"))
            }),
        }
    }
}

/// Draws `chart`, or `table`, which is the same without the picture.
pub fn figures(
    published: &Published,
    codes: &Codes,
    world: World,
    block: &Block,
    has_chart: bool,
) -> Result<Value, Box<Diagnostic>> {
    let settings: Settings = block.settings()?;
    let Settings { by, measure, .. } = settings;
    let (measures, dimensions) = match settings.source.as_str() {
        REGISTER => OF_REGISTER,
        _ => OF_SENSOR,
    };
    let source = published.source(&settings.source);
    if source.is_none() && settings.source != REGISTER {
        return Err(block.problem_at("source", unknown_source(published, &settings.source)));
    }
    let measure = measure.unwrap_or(measures[0]);
    let n = measures.iter().position(|known| *known == measure).ok_or_else(|| {
        let known: Vec<&str> = measures.iter().map(|measure| measure.word()).collect();
        let message = format!(
            "{} counts no {}; write {}",
            settings.source,
            measure.word(),
            known.join(" or ")
        );
        block.problem_at("measure", message)
    })?;
    if let Some(dimension) = by.dimension().filter(|dimension| !dimensions.contains(dimension)) {
        let known: Vec<&str> = dimensions.iter().map(|dimension| dimension.word()).collect();
        let message = format!(
            "{} has no {}; write month, year, {}",
            settings.source,
            dimension.word(),
            known.join(", ")
        );
        return Err(block.problem_at("by", message));
    }
    let Some(source) = source else { return Ok(json!({ "empty": true })) };
    let viewer = Viewer { world, lang: block.doc.lang, codes, source };
    let id = format!("figures-{}", block.embed.yaml.start);
    let table = match by.dimension() {
        Some(dimension) => {
            let period = match settings.period.unwrap_or(When::LatestMonth) {
                When::Period(period) => Some(period),
                When::LatestMonth => latest(source, |period| period.month.is_some()),
                When::LatestYear => latest(source, |period| period.month.is_none()),
                When::All => {
                    let message = "all periods together have no such figures; write a year";
                    return Err(block.problem_at("period", message));
                }
            };
            period.and_then(|period| {
                let column = Column { measure: n, period };
                let mut table = viewer.by_value(&id, dimension, &[column], settings.limit)?;
                table.svg = viewer.chart(&table, None);
                Some(table)
            })
        }
        None => {
            let (periods, whole) = periods(source, by, settings.period);
            viewer.by_period(&id, n, &periods, whole)
        }
    };
    let Some(mut table) = table else { return Ok(json!({ "empty": true })) };
    if !has_chart {
        table.svg = None;
    }
    if let Some(title) = settings.title {
        table.title = title;
    }
    Ok(json!({ "empty": false, "table": table, "threshold": world.config.threshold.to_string() }))
}

fn unknown_source(published: &Published, name: &str) -> String {
    let known = || published.sources.iter().map(|source| source.name.as_str());
    match nearest(name, known()) {
        Some(near) => format!("there is no source “{name}”; did you mean “{near}”?"),
        None => {
            let known: Vec<&str> = known().filter(|name| *name != REGISTER).collect();
            let known = [&[REGISTER], known.as_slice()].concat().join(", ");
            format!("there is no source “{name}” with complete months; there is: {known}")
        }
    }
}

/// The newest period of a kind.
fn latest(source: &Source, is_wanted: impl Fn(&Period) -> bool) -> Option<Period> {
    source.periods.keys().copied().filter(is_wanted).max_by_key(|period| period.end())
}

/// The months or years that are asked for, and the year that the months are of.
fn periods(source: &Source, by: Grouping, when: Option<When>) -> (Vec<Period>, Option<Period>) {
    let all = |is_month: bool| {
        source.periods.keys().copied().filter(move |p| p.month.is_some() == is_month)
    };
    if matches!(by, Grouping::Year) {
        return (all(false).collect(), None);
    }
    let year = match when {
        Some(When::All) => return (all(true).collect(), None),
        Some(When::Period(period)) => Some(period.whole_year()),
        Some(When::LatestYear) => latest(source, |period| period.month.is_none()),
        Some(When::LatestMonth) | None => {
            latest(source, |period| period.month.is_some()).map(Period::whole_year)
        }
    };
    (all(true).filter(|month| Some(month.whole_year()) == year).collect(), year)
}

/// Draws `report`: all that is published of a month or a year.
pub fn report(
    published: &Published,
    codes: &Codes,
    world: World,
    block: &Block,
) -> Result<Value, Box<Diagnostic>> {
    let ReportSettings { period } = block.settings()?;
    let lang = block.doc.lang;
    let of_source = |source: &Source| {
        source.periods.get(&period)?;
        let viewer = Viewer { world, lang, codes, source };
        Some(json!({
            "name": source.name,
            "id": source.name.replace('/', "-"),
            "title": viewer.source_title(),
            "tables": tables(viewer, period),
            "csv": super::dataset::url(Some(period), &source.name, "csv"),
            "json": super::dataset::url(Some(period), &source.name, "json"),
            "series_csv": super::dataset::url(None, &source.name, "csv"),
            "series_json": super::dataset::url(None, &source.name, "json"),
        }))
    };
    let sources: Vec<Value> = published.sources.iter().filter_map(of_source).collect();
    let has_sensors =
        published.sources.iter().any(|s| s.name != REGISTER && s.periods.contains_key(&period));
    Ok(json!({
        "empty": sources.is_empty(),
        "sources": sources,
        "has_sensors": has_sensors,
        "threshold": world.config.threshold.to_string(),
        "dictionary": super::dataset::DICTIONARY,
        "columns": super::dataset::columns(world, lang),
        "classification": format!("{} {}", codes.meta.name, codes.meta.release),
        "title": block.doc.front.title,
        "address": format!("{}{}", world.options.base_url, address(world, block)),
    }))
}

/// Where the block's page stands.
fn address(world: World, block: &Block) -> String {
    let found = world.graph.find(&block.doc.path);
    found.map_or_else(String::new, |id| world.graph.node(id).url.clone())
}

/// The tables of a source in a report: each with the period before and a year before.
fn tables(viewer: Viewer, period: Period) -> Vec<TableView> {
    let source = viewer.source;
    let id = |what: &str| format!("{}-{what}", source.name.replace('/', "-"));
    let earlier = [Some(period.before()), period.year_before()];
    let compared: Vec<Period> = [Some(period)]
        .into_iter()
        .chain(earlier)
        .flatten()
        .filter(|period| source.periods.contains_key(period))
        .collect();
    let mut columns: Vec<Column> =
        compared.iter().map(|period| Column { measure: 0, period: *period }).collect();
    columns.extend((1..source.measures.len()).map(|measure| Column { measure, period }));
    let mut tables = Vec::new();
    if period.month.is_none() {
        let of_year = |month: &&Period| month.month.is_some() && month.whole_year() == period;
        let months: Vec<Period> = source.periods.keys().filter(of_year).copied().collect();
        tables.extend(viewer.by_period(&id("month"), 0, &months, Some(period)));
    }
    for dimension in source.dimensions {
        let Some(mut table) =
            viewer.by_value(&id(dimension.word()), *dimension, &columns, limit_of(*dimension))
        else {
            continue;
        };
        // Of types there are too many to see anything.
        if *dimension != Dimension::Type {
            table.svg = viewer.chart(&table, None);
        }
        tables.push(table);
    }
    tables
}

fn limit_of(dimension: Dimension) -> usize {
    if dimension.is_closed() { usize::MAX } else { LIMIT }
}
