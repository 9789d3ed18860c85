//! Figures → a table as the theme draws it, with a chart of its first column.

use super::chart::{Chart, Mark};
use super::dimension::{Detail, Dimension, Value};
use super::figures::{Figure, Measure, REGISTER, Source};
use super::period::Period;
use super::word::Word;
use certsite_base::lang::Lang;
use certsite_site::linked::Linked;
use certsite_site::rsit::Codes;
use serde::Serialize;
use std::cmp::Reverse;

/// A table of figures.
#[derive(Serialize)]
pub struct TableView {
    /// Begins the ids of its elements.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The chart.
    pub svg: Option<String>,
    /// What the rows are.
    pub rows_are: String,
    /// What stands in each column.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<RowView>,
    /// All of them together.
    pub total: Option<RowView>,
    /// Whether anything is withheld.
    pub withheld: bool,
}

/// A row of figures.
#[derive(Serialize)]
pub struct RowView {
    label: String,
    cells: Vec<CellView>,
    /// The first figure, for a chart.
    #[serde(skip)]
    figure: Option<Figure>,
}

/// A figure as text.
#[derive(Serialize)]
pub struct CellView {
    text: String,
    withheld: bool,
}

/// A column: a measure of a period.
#[derive(Clone, Copy)]
pub struct Column {
    /// Which of the source's measures.
    pub measure: usize,
    /// Of which period.
    pub period: Period,
}

/// A value of a dimension with its figure in each column.
type Listed<'a> = (&'a Value, Vec<Option<Figure>>);

/// Who draws: a language's words for figures of a source.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The world.
    pub site: Linked<'a>,
    /// The reader's language.
    pub lang: Lang,
    /// The classification.
    pub codes: &'a Codes,
    /// Whose figures.
    pub source: &'a Source,
}

impl Viewer<'_> {
    /// A string of the theme.
    pub fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    fn number(&self, number: u64) -> String {
        self.site.config.languages[self.lang].number(number)
    }

    /// A period in words.
    pub fn period(&self, period: Period) -> String {
        match period.month {
            Some(_) => self.site.config.languages[self.lang].month(period.first()),
            None => period.to_string(),
        }
    }

    /// A day in words.
    pub fn day(&self, day: jiff::civil::Date) -> String {
        self.site.config.languages[self.lang].date(day)
    }

    /// What the source is called.
    pub fn source_title(&self) -> String {
        match self.source.name.as_str() {
            REGISTER => self.text("figures.register"),
            sensor => {
                let name = sensor.rsplit('/').next().unwrap_or(sensor);
                self.text("figures.sensor").replace("{name}", name)
            }
        }
    }

    /// A measure's name.
    pub fn measure(&self, measure: usize) -> String {
        self.source
            .measures
            .get(measure)
            .map_or_else(String::new, |measure| self.text(&format!("figures.{}", measure.word())))
    }

    /// A value's name.
    fn label(&self, value: &Value) -> String {
        let language = &self.site.config.languages[self.lang];
        let scale = |word| self.text(&format!("figures.{}_{word}", value.dimension().word()));
        let name = match value {
            value if value.is_unknown() => return self.text("figures.unknown"),
            Value::Severity(severity) => return scale(severity.word()),
            Value::Origin(origin) => return scale(origin.word()),
            Value::Class(class) => self.codes.class(class.as_str()).map(|class| &class.name),
            Value::Type(kind) => self.codes.name(kind),
            Value::Detail(Detail::Country, code) => {
                return language.country(code).unwrap_or_else(|| code.to_string());
            }
            Value::Detail(..) | Value::FormerClass(_) | Value::FormerType(_) => None,
        };
        let name = name.and_then(|name| name.get(&language.code));
        name.cloned().unwrap_or_else(|| value.word().to_owned())
    }

    fn cell(&self, figure: Option<Figure>) -> CellView {
        let (text, withheld) = match figure {
            Some(Figure::Shown(number)) => (self.number(number), false),
            Some(Figure::Withheld) => (self.text("figures.withheld_mark"), true),
            None => (self.text("figures.nothing"), false),
        };
        CellView { text, withheld }
    }

    fn row(&self, label: String, figures: &[Option<Figure>]) -> RowView {
        let cells = figures.iter().map(|figure| self.cell(*figure)).collect();
        RowView { label, cells, figure: figures.first().copied().flatten() }
    }

    /// What a column holds. Of a source that counts one thing its title says which.
    fn column(&self, column: Column) -> String {
        match self.source.measures.len() {
            1 => self.period(column.period),
            _ => format!("{}, {}", self.measure(column.measure), self.period(column.period)),
        }
    }

    /// A table by the values of a dimension; none if there is nothing to tell.
    pub fn by_value(
        &self,
        id: &str,
        dimension: Dimension,
        columns: &[Column],
        limit: usize,
    ) -> Option<TableView> {
        let period = columns.first()?.period;
        let values = self.values(dimension, columns, limit);
        // That nothing is known is no figure.
        if values.iter().all(|(value, _)| value.is_unknown()) {
            return None;
        }
        let mut rows: Vec<RowView> =
            values.iter().map(|(value, row)| self.row(self.label(value), row)).collect();
        let total: Vec<Option<Figure>> = columns
            .iter()
            .map(|c| self.source.periods.get(&c.period)?.total.get(c.measure).copied())
            .collect();
        if !dimension.is_closed() {
            rows.extend(self.others(&values, &total, columns));
        }
        let total = Some(self.row(self.text("figures.total"), &total));
        let rows_are = self.text(&format!("figures.by_{}", dimension.word()));
        let columns = columns.iter().map(|column| self.column(*column)).collect();
        let title = format!("{}: {}, {}", self.source_title(), rows_are, self.period(period));
        Some(self.table(id, title, rows_are, columns, rows, total))
    }

    /// The values that the first column has, each with its figures: in the order of the
    /// classification, or the largest first. Those that are zero everywhere are left out.
    fn values(&self, dimension: Dimension, columns: &[Column], limit: usize) -> Vec<Listed<'_>> {
        let by = |column: &Column| self.source.periods.get(&column.period)?.by.get(&dimension);
        let figures = |value: &Value| -> Vec<Option<Figure>> {
            let figure = |c: &Column| by(c)?.get(value)?.get(c.measure).copied();
            columns.iter().map(figure).collect()
        };
        let named = columns.first().and_then(by).into_iter().flat_map(|by| by.keys());
        let mut values: Vec<Listed> = named.map(|value| (value, figures(value))).collect();
        let is_something =
            |figure: &Option<Figure>| !matches!(figure, None | Some(Figure::Shown(0)));
        values.retain(|(_, row)| row.iter().any(is_something));
        match dimension.is_closed() {
            true => values.sort_by_key(|(value, _)| self.rank(value)),
            false => values.sort_by_key(|(value, row)| {
                (Reverse(shown(row[0])), value.word().len(), value.word())
            }),
        }
        values.truncate(limit);
        values
    }

    /// What is left of the total, which everybody can work out. Different addresses do not add up.
    fn others(
        &self,
        listed: &[Listed],
        total: &[Option<Figure>],
        columns: &[Column],
    ) -> Option<RowView> {
        let rest = |n: usize| match (total[n], self.source.measures[columns[n].measure]) {
            (_, Measure::Sources) => None,
            (Some(Figure::Shown(total)), _) => {
                let listed: u64 = listed.iter().map(|(_, row)| shown(row[n])).sum();
                Some(Figure::Shown(total.saturating_sub(listed)))
            }
            (other, _) => other,
        };
        let rest: Vec<Option<Figure>> = (0..columns.len()).map(rest).collect();
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

    /// A table of the totals of periods, with columns beside each other as its chart.
    pub fn by_period(
        &self,
        id: &str,
        measure: usize,
        periods: &[Period],
        whole: Option<Period>,
    ) -> Option<TableView> {
        let total = |period: &Period| self.source.periods.get(period)?.total.get(measure).copied();
        let is_month = periods.first()?.month.is_some();
        let rows: Vec<RowView> =
            periods.iter().map(|period| self.row(self.period(*period), &[total(period)])).collect();
        let (first, last) = (periods.first()?, periods.last()?);
        let span = match whole {
            Some(year) => self.period(year),
            None => format!("{} – {}", self.period(*first), self.period(*last)),
        };
        let rows_are = self.text(if is_month { "figures.by_month" } else { "figures.by_year" });
        let title = format!("{}: {}, {}", self.source_title(), rows_are, span);
        // Different addresses of months are not added; the year's own number is another one.
        let whole = whole.and_then(|year| total(&year));
        let sum = whole.map(|figure| self.row(self.text("figures.year_total"), &[Some(figure)]));
        let columns = vec![self.measure(measure)];
        let mut table = self.table(id, title, rows_are, columns, rows, sum);
        let labels: Vec<String> = periods.iter().map(|period| self.short(*period)).collect();
        table.svg = self.chart(&table, Some(&labels));
        Some(table)
    }

    fn short(&self, period: Period) -> String {
        match period.month {
            Some(_) => self.site.config.languages[self.lang].short_month(period.first()),
            None => period.to_string(),
        }
    }

    fn table(
        &self,
        id: &str,
        title: String,
        rows_are: String,
        columns: Vec<String>,
        rows: Vec<RowView>,
        total: Option<RowView>,
    ) -> TableView {
        let is_withheld = |row: &RowView| row.cells.iter().any(|cell| cell.withheld);
        let withheld = rows.iter().chain(&total).any(is_withheld);
        let id = id.to_owned();
        TableView { id, title, svg: None, rows_are, columns, rows, total, withheld }
    }

    /// The table's first column as bars, or with labels of their own as columns. There is nothing
    /// to see in a chart without a number.
    pub fn chart(&self, table: &TableView, columns: Option<&[String]>) -> Option<String> {
        let marks: Vec<Mark> = table
            .rows
            .iter()
            .enumerate()
            .map(|(n, row)| Mark {
                label: columns.map_or_else(|| row.label.clone(), |labels| labels[n].clone()),
                value: match row.figure {
                    Some(Figure::Shown(number)) => Some(number),
                    _ => None,
                },
                text: row.cells.first().map(|cell| cell.text.clone()).unwrap_or_default(),
            })
            .collect();
        let (n, highest) = marks
            .iter()
            .enumerate()
            .filter(|(_, m)| m.value > Some(0))
            .max_by_key(|(_, m)| m.value)?;
        let description = self
            .text("figures.chart_text")
            .replace("{label}", &table.rows[n].label)
            .replace("{value}", &highest.text);
        let number = |value: u64| self.number(value);
        let chart = Chart {
            id: &table.id,
            title: &table.title,
            description: &description,
            marks: &marks,
            number: &number,
        };
        Some(if columns.is_some() { chart.columns() } else { chart.bars() })
    }
}

/// The place of a word on its scale.
fn place<W: Word + PartialEq>(word: W) -> usize {
    W::ALL.iter().position(|known| *known == word).unwrap_or(0)
}

fn shown(figure: Option<Figure>) -> u64 {
    match figure {
        Some(Figure::Shown(number)) => number,
        _ => 0,
    }
}
