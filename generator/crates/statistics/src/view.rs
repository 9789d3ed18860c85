//! Figures → a table as the theme draws it, with a chart of its first column.

mod picture;
mod services;
mod summary;
mod words;

pub use picture::Picture;
pub use summary::{CommonestView, SumView};
pub use words::strings;

use super::dataset;
use super::dimension::{Dimension, Value};
use super::figures::{Figure, Figures, Measure, Source};
use super::word::Word;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_periods::Period;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::rsit::Codes;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;
use std::sync::Arc;

/// A table of figures, with a chart of its first column.
#[derive(Serialize, JsonSchema)]
pub struct TableView {
    /// What the ids of its elements begin with; unique on its page.
    pub id: String,
    /// Its caption, in the page's language.
    pub title: String,
    /// The chart, an element `<svg>`; none if none is wanted, or there is nothing to see in one.
    #[schemars(extend("contentMediaType" = "text/html"))]
    pub svg: Option<String>,
    /// What one sees in the chart, in a sentence; none without one.
    pub seen: Option<String>,
    /// The address of the chart as a file of its own; none without one.
    pub svg_file: Option<WebPath>,
    /// The address of the figures as CSV: all of the source in the same period.
    pub csv: WebPath,
    /// That file itself.
    #[serde(skip)]
    pub file: Option<Arc<str>>,
    /// Which of the source's measures its first column has.
    #[serde(skip)]
    measure: usize,
    /// What the rows are, such as “by class”: the head of the first column.
    pub rows_are: String,
    /// The heads of the other columns, in the order of the cells of each row.
    pub columns: Vec<String>,
    /// The rows, without the total.
    pub rows: Vec<RowView>,
    /// Those of them that are `folded`, put together where their cells are alike.
    pub folded: Vec<FoldedView>,
    /// The row of the totals; none where the table has none.
    pub total: Option<RowView>,
    /// Whether any number is withheld, so that the page has to say what its mark means.
    pub withheld: bool,
}

/// A row of figures.
#[derive(Serialize, JsonSchema)]
pub struct RowView {
    /// What it is, in the page's language.
    label: String,
    /// The numbers, one for each of the table's columns.
    cells: Vec<CellView>,
    /// Whether no number above zero is disclosed and one at least is withheld: then it stands among
    /// the table's `folded` as well. Months and years never do, which have their place in time.
    folded: bool,
    /// The first figure, for a chart.
    #[serde(skip)]
    figure: Option<Figure>,
    /// Whether it is all of which something is not known.
    #[serde(skip)]
    is_unknown: bool,
}

/// Rows in which nothing above zero is disclosed, and which say the same.
#[derive(Serialize, JsonSchema)]
pub struct FoldedView {
    /// What they are, in the page's language.
    labels: Vec<String>,
    /// The cells of each of them.
    cells: Vec<CellView>,
}

/// A number.
#[derive(Clone, PartialEq, Serialize, JsonSchema)]
pub struct CellView {
    /// The number as the page's language writes it, or the theme's string `figures.withheld_mark` or
    /// `figures.nothing`.
    text: String,
    /// Whether it is withheld.
    withheld: bool,
}

/// A column of a table: one measure of one period.
#[derive(Clone, Copy)]
pub struct Column {
    /// The place of the measure among `Source::measures`, from 0.
    pub measure: usize,
    /// The month or year that is counted.
    pub period: Period,
}

/// A value of a dimension with its figure in each column; `None` where the column's period has no
/// figure of it.
type ValueRow<'a> = (&'a Value, Vec<Option<Figure>>);

/// Draws figures of one source for readers of one language.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The site, with the strings of its theme.
    pub site: Linked<'a>,
    /// The reader's language.
    pub lang: Lang,
    /// The classification, which names classes and types and says in which order they stand.
    pub codes: &'a Codes,
    /// The source whose figures are drawn.
    pub source: &'a Source,
    /// The page that they are drawn for; `None` for a page that the site does not have.
    pub page: Option<DocId>,
}

impl Viewer<'_> {
    /// A table by the values of a dimension, of which at most `limit` get a row of their own. `None`
    /// if there are no columns, or if nothing but the unknown came up.
    pub fn by_value(
        &self,
        id: &str,
        dimension: Dimension,
        columns: &[Column],
        limit: usize,
    ) -> Option<TableView> {
        let period = columns.first()?.period;
        let values = self.value_rows(dimension, columns, limit);
        // That nothing is known is no figure.
        if values.iter().all(|(value, _)| value.is_unknown()) {
            return None;
        }
        let totals: Vec<Option<Figure>> = columns.iter().map(|column| self.total(column)).collect();
        let named = values.iter().map(|(value, figures)| RowView {
            is_unknown: value.is_unknown(),
            ..self.row(self.label(value), figures)
        });
        let mut rows: Vec<RowView> = named.collect();
        if !dimension.is_closed() {
            rows.extend(self.others(&values, &totals, columns));
        }
        let rows_are = self.text(&format!("figures.by_{}", dimension.word()));
        let csv = dataset::url(self.site, Some(period), &self.source.name, "csv");
        let table = TableView {
            title: self.table_title(&rows_are, &self.period(period)),
            columns: columns.iter().map(|column| self.column(*column)).collect(),
            total: Some(self.row(self.text("figures.total"), &totals)),
            ..TableView::new((id, columns[0].measure), (rows_are, csv), rows)
        };
        Some(table.with_mark())
    }

    /// What the rows of a table by the values of a dimension are called.
    pub fn labels(&self, dimension: Dimension, period: Period, limit: usize) -> Vec<String> {
        let rows = self.value_rows(dimension, &[Column { measure: 0, period }], limit);
        rows.iter().map(|(value, _)| self.label(value)).collect()
    }

    /// A table of the totals of periods. The periods are the months of `year`, whose own total stands
    /// below them, or if there is none any months or years. `None` if there are no periods.
    pub fn by_period(
        &self,
        id: &str,
        measure: usize,
        periods: &[Period],
        year: Option<Period>,
    ) -> Option<TableView> {
        let (first, last) = (*periods.first()?, *periods.last()?);
        let total = |period: Period| self.total(&Column { measure, period });
        // Each in its place in time.
        let row = |period: &Period| RowView {
            folded: false,
            ..self.row(self.period(*period), &[total(*period)])
        };
        let is_month = first.month.is_some();
        let rows_are = self.text(if is_month { "figures.by_month" } else { "figures.by_year" });
        let span = match year {
            Some(year) => self.period(year),
            None => format!("{} – {}", self.period(first), self.period(last)),
        };
        let csv = dataset::url(self.site, None, &self.source.name, "csv");
        // Different addresses of months are not added; the year's own number is another one.
        let of_year = year.and_then(total);
        let table = TableView {
            title: self.table_title(&rows_are, &span),
            columns: vec![self.measure(measure)],
            total: of_year.map(|all| self.row(self.text("figures.year_total"), &[Some(all)])),
            ..TableView::new((id, measure), (rows_are, csv), periods.iter().map(row).collect())
        };
        Some(table.with_mark())
    }

    /// The total of a column's period.
    fn total(&self, column: &Column) -> Option<Figure> {
        self.source.periods.get(&column.period)?.total.get(column.measure).copied()
    }

    /// The values that the first column has, each with its figures: in the order of the
    /// classification, or the largest first. Those that are zero everywhere are left out.
    fn value_rows(
        &self,
        dimension: Dimension,
        columns: &[Column],
        limit: usize,
    ) -> Vec<ValueRow<'_>> {
        let of_period = |period: &Period| -> Option<&Figures> { self.source.periods.get(period) };
        let figures = |value: &Value| -> Vec<Option<Figure>> {
            let figure = |column: &Column| {
                let by_value = of_period(&column.period)?.by.get(&dimension)?;
                by_value.get(value)?.get(column.measure).copied()
            };
            columns.iter().map(figure).collect()
        };
        let first = columns.first().and_then(|column| of_period(&column.period));
        let named = first.and_then(|figures| figures.by.get(&dimension)).into_iter().flatten();
        let mut rows: Vec<ValueRow> = named.map(|(value, _)| (value, figures(value))).collect();
        rows.retain(|(_, figures)| !figures.iter().all(is_nothing));
        match dimension.is_closed() {
            true => rows.sort_by_key(|(value, _)| self.rank(value)),
            // Numbers as ports are: the shorter one is the smaller one.
            false => rows.sort_by_key(|(value, figures)| {
                (Reverse(shown(figures[0])), value.word().len(), value.word())
            }),
        }
        rows.truncate(limit);
        rows
    }

    /// What is left of the total, which everybody can work out. Different addresses do not add up.
    /// `None` if nothing is left.
    fn others(
        &self,
        listed: &[ValueRow],
        totals: &[Option<Figure>],
        columns: &[Column],
    ) -> Option<RowView> {
        let rest_of = |n: usize| match (totals[n], self.source.measures[columns[n].measure]) {
            (_, Measure::Sources) => None,
            (Some(Figure::Shown(total)), _) => {
                let listed: u64 = listed.iter().map(|(_, figures)| shown(figures[n])).sum();
                Some(Figure::Shown(total.saturating_sub(listed)))
            }
            (other, _) => other,
        };
        let rest: Vec<Option<Figure>> = (0..columns.len()).map(rest_of).collect();
        let is_any = rest.first().is_some_and(|first| *first != Some(Figure::Shown(0)));
        is_any.then(|| self.row(self.text("figures.others"), &rest))
    }

    /// The order of the classification, and of the scales.
    fn rank(&self, value: &Value) -> (usize, usize) {
        match value {
            Value::Class(class) => (self.codes.rank(class.as_str()), 0),
            Value::Type(kind) => self.codes.rank_of(kind),
            Value::Severity(severity) => (place(*severity), 0),
            Value::Origin(origin) => (place(*origin), 0),
            Value::Detail(..) | Value::FormerClass(_) | Value::FormerType(_) => (0, 0),
        }
    }

    fn row(&self, label: String, figures: &[Option<Figure>]) -> RowView {
        let cells = figures.iter().map(|figure| self.cell(*figure)).collect();
        let says_nothing = |figure: &Option<Figure>| {
            is_nothing(figure) || matches!(figure, Some(Figure::Withheld))
        };
        let folded = figures.iter().all(says_nothing) && !figures.iter().all(is_nothing);
        let figure = figures.first().copied().flatten();
        RowView { label, cells, folded, figure, is_unknown: false }
    }

    /// A number as readers see it; `None` where there is none.
    pub fn cell(&self, figure: Option<Figure>) -> CellView {
        let (text, withheld) = match figure {
            Some(Figure::Shown(number)) => (self.number(number), false),
            Some(Figure::Withheld) => (self.text("figures.withheld_mark"), true),
            None => (self.text("figures.nothing"), false),
        };
        CellView { text, withheld }
    }
}

impl TableView {
    /// A table without a title, columns, a total or a chart.
    fn new(
        (id, measure): (&str, usize),
        (rows_are, csv): (String, WebPath),
        rows: Vec<RowView>,
    ) -> TableView {
        let mut folded: Vec<FoldedView> = Vec::new();
        for row in rows.iter().filter(|row| row.folded) {
            match folded.iter_mut().find(|like| like.cells == row.cells) {
                Some(like) => like.labels.push(row.label.clone()),
                None => folded
                    .push(FoldedView { labels: vec![row.label.clone()], cells: row.cells.clone() }),
            }
        }
        TableView {
            id: id.to_owned(),
            title: String::new(),
            svg: None,
            seen: None,
            svg_file: None,
            csv,
            file: None,
            measure,
            rows_are,
            columns: Vec::new(),
            rows,
            folded,
            total: None,
            withheld: false,
        }
    }

    /// The same, which says whether anything in it is withheld.
    fn with_mark(mut self) -> TableView {
        let mut rows = self.rows.iter().chain(&self.total);
        self.withheld = rows.any(|row| row.cells.iter().any(|cell| cell.withheld));
        self
    }
}

/// The place of a word on its scale.
fn place<W: Word + PartialEq>(word: W) -> usize {
    W::ALL.iter().position(|known| *known == word).unwrap_or(0)
}

/// Whether nothing came up: zero, or no figure at all.
fn is_nothing(figure: &Option<Figure>) -> bool {
    matches!(figure, None | Some(Figure::Shown(0)))
}

/// The number that is shown; zero where none is.
fn shown(figure: Option<Figure>) -> u64 {
    match figure {
        Some(Figure::Shown(number)) => number,
        Some(Figure::Withheld) | None => 0,
    }
}
