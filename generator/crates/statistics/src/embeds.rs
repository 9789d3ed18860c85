//! The embeds `chart` and `table`: what an editor asks for → a table with its chart.

use super::dataset;
use super::dimension::Dimension;
use super::figures::{
    DEVELOPMENT, Measure, OF_REGISTER, OF_SENSOR, PublishedFigures, REGISTER, Scope, Source,
};
use super::view::{Column, Picture, TableView, Viewer};
use super::word::Word;
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, nearest};
use certsite_base::from_text;
use certsite_periods::{Period, text};
use certsite_site::feature::{Block, InBlock};
use certsite_site::linked::{BlockWords, Linked};
use certsite_site::parse::{Embed, Words};
use certsite_site::rsit::Codes;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error};
use std::num::NonZeroUsize;

/// How many ports, countries and the like are worth reading.
const MAX_OPEN_ROWS: usize = 10;

/// The keys that the blocks `chart` and `table` take.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default = "register")]
    source: String,
    measure: Option<Measure>,
    by: Grouping,
    period: Option<When>,
    limit: Option<NonZeroUsize>,
    title: Option<Words>,
}

fn register() -> String {
    REGISTER.to_owned()
}

/// How many rows of a dimension are shown unless the block says otherwise: of a closed one all.
pub fn limit_of(dimension: Dimension) -> usize {
    if dimension.is_closed() { usize::MAX } else { MAX_OPEN_ROWS }
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
    /// The word that stands for it in a block.
    fn word(self) -> &'static str {
        match self {
            Grouping::Month => "month",
            Grouping::Year => "year",
            Grouping::Value(dimension) => dimension.word(),
        }
    }

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

impl When {
    /// The word that stands for it in a block.
    fn word(self) -> String {
        match self {
            When::LatestMonth => "latest-month".to_owned(),
            When::LatestYear => "latest-year".to_owned(),
            When::All => "all".to_owned(),
            When::Period(period) => period.to_string(),
        }
    }
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

/// What the ids of a block's picture begin with: unique on its page, for it has the byte at which the
/// block's settings begin.
pub fn figures_id(embed: &Embed) -> String {
    format!("figures-{}", embed.yaml.start)
}

/// Figures: a block `chart` or `table`.
#[derive(Serialize, JsonSchema)]
pub struct FiguresView {
    /// Whether there are none yet: then nothing else is defined.
    empty: bool,
    /// The figures, as a chart and as a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<TableView>,
    /// What a reader must know of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<AboutView>,
    /// The threshold, in digits: smaller numbers are withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<String>,
}

impl InBlock for FiguresView {
    const TEMPLATE: &'static str = "figures";
}

impl FiguresView {
    /// Its table, if there are figures.
    pub fn table(&self) -> Option<&TableView> {
        self.table.as_ref()
    }
}

/// What a reader must know of figures that stand alone.
#[derive(Serialize, JsonSchema)]
struct AboutView {
    /// What is counted, in the page's language.
    unit: String,
    /// Whether it is incidents of the register, and not what a sensor saw.
    is_register: bool,
    /// The name and the release of the classification.
    classification: String,
    /// The last day of which there are figures, in words of the page's language.
    until: Option<String>,
    /// The address of all figures of this source as CSV.
    csv: WebPath,
    /// The address of all figures of this source as JSON.
    json: WebPath,
}

/// Which of the two embeds is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `chart`: the table with a picture of its first column.
    Chart,
    /// `table`: the table alone.
    Table,
}

/// Draws `chart` or `table`.
///
/// # Errors
/// If what the block asks for does not fit together, or is there nowhere.
pub fn draw(
    published: &PublishedFigures,
    codes: &Codes,
    site: Linked,
    block: &Block,
    form: Form,
) -> Result<FiguresView, Box<Diagnostic>> {
    let settings: Settings = block.settings()?;
    let measure = settings.check(published, block)?;
    let drawn = published.source(&settings.source).and_then(|source| {
        let page = site.graph.find(&block.doc.path);
        let viewer = Viewer { site, lang: block.doc.lang, codes, source, page };
        Some((settings.table(viewer, block, measure)?, about(viewer, measure)))
    });
    let Some((mut table, about)) = drawn else {
        return Ok(FiguresView { empty: true, table: None, about: None, threshold: None });
    };
    if form == Form::Table {
        (table.svg, table.seen) = (None, None);
        (table.svg_file, table.file) = (None, None);
    }
    if let Some(title) = settings.title {
        if let Some(key) = title.keys().find(|key| site.config.facts.get(key).is_none()) {
            return Err(block.problem_at(&["title"], format!("there is no fact “{key}”")));
        }
        table.title = title.fill(|key| site.facts.plain(block.doc.lang, key)).into_owned();
    }
    let threshold = Some(site.config.threshold.to_string());
    Ok(FiguresView { empty: false, table: Some(table), about: Some(about), threshold })
}

/// What a block says in words: what it is called, and what its rows are.
pub fn words(
    published: &PublishedFigures,
    codes: &Codes,
    site: Linked,
    block: &Block,
) -> BlockWords {
    let mut words = BlockWords::default();
    // What is wrong with the settings is told where the block is drawn.
    let Ok(settings) = block.settings::<Settings>() else { return words };
    let Some(source) = published.source(&settings.source) else { return words };
    let lang = block.doc.lang;
    let viewer = Viewer { site, lang, codes, source, page: None };
    let title = settings.title.as_ref();
    let title = title.map(|title| title.fill(|key| site.facts.plain(lang, key)).into_owned());
    words.texts.push(title.unwrap_or_else(|| viewer.source_title()));
    let dimension = settings.by.dimension();
    if let Some((dimension, period)) = dimension.zip(settings.period_of_values(source)) {
        words.texts.extend(viewer.labels(dimension, period, settings.limit(dimension)));
    }
    words
}

/// What a reader must know of figures that stand alone.
fn about(viewer: Viewer, measure: usize) -> AboutView {
    let Viewer { source, codes, .. } = viewer;
    let until = source.periods.keys().map(|period| period.last()).max();
    AboutView {
        unit: viewer.measure(measure),
        is_register: source.name == REGISTER,
        classification: format!("{} {}", codes.meta.name, codes.meta.release),
        until: until.map(|day| viewer.day(day)),
        csv: dataset::url(viewer.site, None, &source.name, "csv"),
        json: dataset::url(viewer.site, None, &source.name, "json"),
    }
}

impl Settings {
    /// Which of the source's measures is meant, unless it has no such figures.
    fn check(&self, published: &PublishedFigures, block: &Block) -> Result<usize, Box<Diagnostic>> {
        let name = &self.source;
        let scope = if name == REGISTER { OF_REGISTER } else { OF_SENSOR };
        let Scope { measures, dimensions, .. } = scope;
        if name != REGISTER && published.source(name).is_none() {
            return Err(block.problem_at(&["source"], unknown_source(published, name)));
        }
        let dimension = self.by.dimension();
        if let Some(dimension) = dimension.filter(|dimension| !dimensions.contains(dimension)) {
            let known: Vec<&str> = dimensions.iter().map(|dimension| dimension.word()).collect();
            let (word, known) = (dimension.word(), known.join(", "));
            let message = format!("{name} has no {word}; write month, year, {known}");
            return Err(block.problem_at(&["by"], message));
        }
        if dimension.is_some() && matches!(self.period, Some(When::All)) {
            let message = "all periods together have no such figures; write a year";
            return Err(block.problem_at(&["period"], message));
        }
        let measure = self.measure.unwrap_or(measures[0]);
        measures.iter().position(|known| *known == measure).ok_or_else(|| {
            let known: Vec<&str> = measures.iter().map(|measure| measure.word()).collect();
            let (word, known) = (measure.word(), known.join(" or "));
            block.problem_at(&["measure"], format!("{name} counts no {word}; write {known}"))
        })
    }

    /// What is asked for, in words that a name of a file may have: not what it is called.
    fn asked(&self) -> String {
        let parts = [
            Some(self.source.replace('/', "-")),
            Some(self.by.word().to_owned()),
            self.measure.map(|measure| measure.word().to_owned()),
            self.period.map(|period| period.word()),
            self.limit.map(|limit| limit.to_string()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// What the chart's own file is called, whatever its figures are and wherever the block stands.
    fn name(&self, block: &Block) -> String {
        let name = format!("chart-{}", self.asked());
        // Who asks twice for the same on one page has two files of it: their titles may differ.
        let (doc, own) = (block.doc, block.embed.yaml.start);
        let earlier = doc.embeds.iter().filter(|embed| {
            let is_chart = embed.name == "chart" && embed.yaml.start < own;
            let settings = || Block { embed, doc }.settings::<Settings>().ok();
            is_chart && settings().is_some_and(|other| other.asked() == self.asked())
        });
        match earlier.count() {
            0 => name,
            n => format!("{name}-{}", n + 1),
        }
    }

    /// The month or year of which values of a dimension are shown.
    fn period_of_values(&self, source: &Source) -> Option<Period> {
        match self.period {
            Some(When::Period(period)) => Some(period),
            Some(When::LatestYear) => latest(source, |period| period.month.is_none()),
            _ => latest(source, |period| period.month.is_some()),
        }
    }

    /// How many values have a row of their own.
    fn limit(&self, dimension: Dimension) -> usize {
        self.limit.map_or(limit_of(dimension), NonZeroUsize::get)
    }

    fn table(&self, viewer: Viewer, block: &Block, measure: usize) -> Option<TableView> {
        let (id, name) = (&figures_id(block.embed), &self.name(block));
        let Some(dimension) = self.by.dimension() else {
            let (periods, whole) = periods(viewer.source, self.by, self.period);
            let mut table = viewer.by_period(id, measure, &periods, whole)?;
            viewer.draw_periods(&mut table, &periods, name);
            return Some(table);
        };
        let period = self.period_of_values(viewer.source)?;
        let limit = self.limit(dimension);
        let mut table = viewer.by_value(id, dimension, &[Column { measure, period }], limit)?;
        viewer.draw_bars(&mut table, Picture { name, scale: 0 });
        Some(table)
    }
}

fn unknown_source(published: &PublishedFigures, name: &str) -> String {
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

/// The months or years that are asked for, and the year that the months are of. Months are those of
/// the last two years, unless the block says otherwise.
fn periods(source: &Source, by: Grouping, when: Option<When>) -> (Vec<Period>, Option<Period>) {
    let all = |is_month: bool| {
        source.periods.keys().copied().filter(move |p| p.month.is_some() == is_month)
    };
    if matches!(by, Grouping::Year) {
        return (all(false).collect(), None);
    }
    let year = match when {
        Some(When::All) => return (all(true).collect(), None),
        None => {
            let mut months: Vec<Period> = all(true).collect();
            months.drain(..months.len().saturating_sub(DEVELOPMENT));
            return (months, None);
        }
        Some(When::Period(period)) => Some(period.whole_year()),
        Some(When::LatestYear) => latest(source, |period| period.month.is_none()),
        Some(When::LatestMonth) => {
            latest(source, |period| period.month.is_some()).map(Period::whole_year)
        }
    };
    (all(true).filter(|month| Some(month.whole_year()) == year).collect(), year)
}
