//! The embed `report`, from which period pages are made: a month or a year → all that is published of
//! it, how it was counted, and where the data are.

use super::chart;
use super::dataset::{self, ColumnView};
use super::dimension::Dimension;
use super::embeds::limit_of;
use super::figures::{
    DEVELOPMENT, Figure, OF_REGISTER, OF_SENSOR, PublishedFigures, REGISTER, Source,
};
use super::view::{CellView, Column, CommonestView, Picture, SumView, TableView, Viewer};
use super::word::Word;
use certsite_base::address::{Url, WebPath};
use certsite_base::diag::Diagnostic;
use certsite_periods::Period;
use certsite_site::config::Date;
use certsite_site::feature::{Block, InBlock};
use certsite_site::link::DateView;
use certsite_site::linked::{BlockWords, Linked};
use certsite_site::rsit::Codes;
use schemars::JsonSchema;
use serde::Serialize;

/// The anchors of a period page, besides those of the sections of sensors.
pub const ANCHORS: [&str; 3] = ["register", "counting", "data"];

/// All ids that a period page may write: its anchors, and those of its charts. `sensors` are the ids of
/// the sections of all sensors.
pub fn ids(sensors: impl Iterator<Item = String>) -> Vec<String> {
    let mut ids: Vec<String> = ANCHORS.iter().map(|anchor| (*anchor).to_owned()).collect();
    let of_register = (REGISTER.to_owned(), OF_REGISTER.dimensions);
    for (source, dimensions) in
        [of_register].into_iter().chain(sensors.map(|s| (s, OF_SENSOR.dimensions)))
    {
        let tables = dimensions.iter().map(|dimension| dimension.word()).chain(["month"]);
        ids.extend(tables.flat_map(|table| chart::ids(&format!("{source}-{table}"))));
        ids.push(source);
    }
    ids
}

/// The keys that the block `report` takes.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    period: Period,
}

/// All that is published of a month or a year: a block `report`.
#[derive(Serialize, JsonSchema)]
pub struct ReportView<'a> {
    /// Whether there is nothing: then `sources` is empty.
    empty: bool,
    /// The register, and the sensors by name, of which there are figures.
    sources: Vec<SourceView<'a>>,
    /// Whether the register is among them.
    has_register: bool,
    /// Whether a sensor is among them.
    has_sensors: bool,
    /// What all sensors saw together; none without sensors.
    events: Option<CellView>,
    /// The threshold, in digits: smaller numbers are withheld.
    threshold: String,
    /// The time zone by whose clock days begin, by its IANA name.
    zone: &'a str,
    /// The address of the data's description for programs (Data Package).
    dictionary: WebPath,
    /// What the columns of the data mean.
    columns: Vec<ColumnView>,
    /// The name and the release of the classification.
    classification: String,
    /// The title of the page.
    title: &'a str,
    /// The whole address of the page.
    address: Option<Url>,
}

impl InBlock for ReportView<'_> {
    const TEMPLATE: &'static str = "report";
}

impl ReportView<'_> {
    /// All its tables.
    pub fn tables(&self) -> impl Iterator<Item = &TableView> {
        self.sources.iter().flat_map(|source| &source.tables)
    }
}

/// What is published of a source in a period.
#[derive(Serialize, JsonSchema)]
struct SourceView<'a> {
    /// `register`, or the name of the sensor.
    name: &'a str,
    /// The same where no slash may stand: the id of its heading, to which pages link.
    id: String,
    /// What it is called, in the page's language.
    title: String,
    /// The same where it stands among others of its kind: the name of the sensor alone.
    short: String,
    /// The days on which its figures were revised.
    revised: Vec<DateView>,
    /// The time zones by whose clocks some days were counted, where they are not the site's, with a
    /// comma between them; empty if all days are.
    clocks: String,
    /// The sums of what is counted first: of the period, of the one before and of a year before, as
    /// far as there are any.
    sums: Vec<SumView>,
    /// The class that came up most; none where that is not known for certain.
    commonest: Option<CommonestView>,
    /// The figures, each with those of the period before and of a year before where there are any.
    tables: Vec<TableView>,
    /// The address of the period's figures as CSV.
    csv: WebPath,
    /// The address of the period's figures as JSON.
    json: WebPath,
    /// The address of the figures of all periods as CSV.
    series_csv: WebPath,
    /// The address of the figures of all periods as JSON.
    series_json: WebPath,
}

/// Draws the embed: all that is published of a month or a year.
///
/// # Errors
/// If the block does not say which month or year.
pub fn draw<'a>(
    published: &'a PublishedFigures,
    codes: &Codes,
    site: Linked<'a>,
    block: &Block,
) -> Result<ReportView<'a>, Box<Diagnostic>> {
    let Settings { period } = block.settings()?;
    let lang = block.doc.lang;
    let of_source = |source: &'a Source| {
        source.periods.get(&period)?;
        let page = site.graph.find(&block.doc.path);
        let viewer = Viewer { site, lang, codes, source, page };
        let revised = source.revised.get(&period).into_iter().flatten();
        let clocks = source.clocks.get(&period).into_iter().flatten();
        Some(SourceView {
            name: &source.name,
            id: source.id(),
            title: viewer.source_title(),
            short: viewer.short_title(),
            revised: revised.map(|day| DateView::new(site.config, lang, Date(*day))).collect(),
            clocks: clocks.map(ToString::to_string).collect::<Vec<_>>().join(", "),
            sums: viewer.sums(&compared(source, period)),
            commonest: viewer.commonest(period),
            tables: tables(viewer, period),
            csv: dataset::url(site, Some(period), &source.name, "csv"),
            json: dataset::url(site, Some(period), &source.name, "json"),
            series_csv: dataset::url(site, None, &source.name, "csv"),
            series_json: dataset::url(site, None, &source.name, "json"),
        })
    };
    let sources: Vec<SourceView> = published.sources.iter().filter_map(of_source).collect();
    let has = |is_wanted: &dyn Fn(&Source) -> bool| {
        let mut own = published.sources.iter().filter(|s| s.periods.contains_key(&period));
        own.any(is_wanted)
    };
    Ok(ReportView {
        empty: sources.is_empty(),
        sources,
        has_register: has(&|source| source.name == REGISTER),
        has_sensors: has(&|source| source.name != REGISTER),
        events: events(published, period, |source| Viewer {
            site,
            lang,
            codes,
            source,
            page: None,
        }),
        threshold: site.config.threshold.to_string(),
        zone: site.config.time_zone.iana_name().unwrap_or("UTC"),
        dictionary: dataset::dictionary_url(site),
        columns: dataset::columns(site, lang),
        classification: format!("{} {}", codes.meta.name, codes.meta.release),
        title: title(site, block),
        address: address(site, block),
    })
}

/// What the embed says in words: the names of its sources and of all that they count.
pub fn words(
    published: &PublishedFigures,
    codes: &Codes,
    site: Linked,
    block: &Block,
) -> BlockWords {
    let mut words = BlockWords::default();
    // What is wrong with the settings is told where the block is drawn.
    let Ok(Settings { period }) = block.settings() else { return words };
    for source in published.sources.iter().filter(|s| s.periods.contains_key(&period)) {
        let viewer = Viewer { site, lang: block.doc.lang, codes, source, page: None };
        words.texts.push(viewer.source_title());
        let labels =
            |dimension: &Dimension| viewer.labels(*dimension, period, limit_of(*dimension));
        words.texts.extend(source.dimensions.iter().flat_map(labels));
    }
    words
}

/// What all sensors saw in a period: withheld as soon as what one of them saw is.
fn events<'a>(
    published: &'a PublishedFigures,
    period: Period,
    viewer: impl Fn(&'a Source) -> Viewer<'a>,
) -> Option<CellView> {
    let sensors = published.sources.iter().filter(|source| source.name != REGISTER);
    let of_period = |source: &'a Source| Some((source, source.periods.get(&period)?));
    let mut seen = sensors.filter_map(of_period).peekable();
    let (first, _) = *seen.peek()?;
    let total = seen.try_fold(0_u64, |sum, (_, figures)| match figures.total.first() {
        Some(Figure::Shown(number)) => Some(sum.saturating_add(*number)),
        _ => None,
    });
    Some(viewer(first).cell(Some(total.map_or(Figure::Withheld, Figure::Shown))))
}

/// The title of the page that the block stands on; empty for a page that the site does not have.
pub fn title<'a>(site: Linked<'a>, block: &Block) -> &'a str {
    site.graph.find(&block.doc.path).map_or("", |id| site.graph.title(id))
}

/// The full address of the page that the block stands on; `None` for a page that the site does not have.
pub fn address(site: Linked, block: &Block) -> Option<Url> {
    let id = site.graph.find(&block.doc.path)?;
    Some(site.graph.node(id).url.url())
}

/// A period, the one before and that of a year before, as far as a source has figures of them.
fn compared(source: &Source, period: Period) -> Vec<Period> {
    let earlier = [Some(period.before()), period.year_before()];
    let all = [Some(period)].into_iter().chain(earlier).flatten();
    all.filter(|period| source.periods.contains_key(period)).collect()
}

/// The tables of a source on a period page: each with the period before and a year before.
fn tables(viewer: Viewer, period: Period) -> Vec<TableView> {
    let source = viewer.source;
    let id = |what: &str| format!("{}-{what}", source.id());
    let mut columns: Vec<Column> =
        compared(source, period).into_iter().map(|period| Column { measure: 0, period }).collect();
    columns.extend((1..source.measures.len()).map(|measure| Column { measure, period }));
    let mut tables = Vec::new();
    let name = |what: &str| format!("{}-{period}", id(what));
    let all_months = source.periods.keys().filter(|month| month.month.is_some()).copied();
    let (months, year): (Vec<Period>, Option<Period>) = if period.month.is_none() {
        (all_months.filter(|month| month.whole_year() == period).collect(), Some(period))
    } else if source.name == REGISTER {
        // Of the register alone: that of each sensor would make the page twice as long.
        let months: Vec<Period> = all_months.filter(|month| *month <= period).collect();
        let shown = months[months.len().saturating_sub(DEVELOPMENT)..].to_vec();
        // One month is no development.
        (if shown.len() > 1 { shown } else { Vec::new() }, None)
    } else {
        (Vec::new(), None)
    };
    if let Some(mut table) = viewer.by_period(&id("month"), 0, &months, year) {
        viewer.draw_periods(&mut table, &months, &name("month"));
        tables.push(table);
    }
    let of_dimension = |dimension: &Dimension| {
        let limit = limit_of(*dimension);
        let table = viewer.by_value(&id(dimension.word()), *dimension, &columns, limit)?;
        Some((*dimension, table))
    };
    let mut by_value: Vec<_> = source.dimensions.iter().filter_map(of_dimension).collect();
    // Of types there are too many to see anything.
    let is_drawn = |dimension: Dimension| dimension != Dimension::Type;
    let drawn = by_value.iter().filter(|(dimension, _)| is_drawn(*dimension));
    // The charts stand side by side and count the same, so a bar means the same in all of them.
    let scale = drawn.map(|(_, table)| table.highest()).max().unwrap_or(0);
    for (dimension, table) in by_value.iter_mut().filter(|(dimension, _)| is_drawn(*dimension)) {
        viewer.draw_bars(table, Picture { name: &name(dimension.word()), scale });
    }
    tables.extend(by_value.into_iter().map(|(_, table)| table));
    tables
}
