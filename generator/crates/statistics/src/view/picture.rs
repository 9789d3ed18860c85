//! A table → its chart: in the page, as a file of its own, and as a sentence.

use super::{RowView, TableView, Viewer};
use crate::chart::{About, Chart, Mark, Shape};
use crate::figures::Figure;
use certsite_periods::Period;
use std::sync::Arc;

/// So many rows that are highest together are named.
const NAMED: usize = 3;

/// More periods than this are a line: as columns they are too thin.
const COLUMNS: usize = 12;

/// How a table is drawn.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The name of the chart's own file, without its ending; it stays the same whatever the figures are.
    pub name: &'a str,
    /// The number that the longest bar stands for at least.
    pub scale: u64,
}

impl Viewer<'_> {
    /// Draws the first column of a table as bars, one a row, unless no number is above zero: there is
    /// nothing to see in such a chart.
    pub fn draw_bars(&self, table: &mut TableView, picture: Picture) {
        let withheld = self.text("figures.withheld");
        let mark = |row: &RowView| Mark {
            label: row.label.clone(),
            below: String::new(),
            value: number(row),
            text: match row.figure {
                Some(Figure::Withheld) => withheld.clone(),
                _ => row.cells.first().map(|cell| cell.text.clone()).unwrap_or_default(),
            },
        };
        // What never came up is in the table.
        let drawn = table.rows.iter().filter(|row| number(row) != Some(0));
        let marks = drawn.map(mark).collect();
        self.draw(table, (Shape::Bars, marks), picture);
    }

    /// Draws a table of these periods as columns beside each other, or as a line.
    pub fn draw_periods(&self, table: &mut TableView, periods: &[Period], name: &str) {
        let year_of = |n: usize| periods.get(n).map(|period| period.year);
        let is_one_year = year_of(0) == year_of(periods.len().saturating_sub(1));
        // A year has room below its own months, if there are three of them.
        let begins = |n: usize| n == 0 || year_of(n - 1) != year_of(n);
        let mark = |(n, (row, period)): (usize, (&RowView, &Period))| {
            let is_named = begins(n) && year_of(n) == year_of(n + 2) && !is_one_year;
            Mark {
                label: self.short(*period),
                below: if is_named { period.year.to_string() } else { String::new() },
                value: number(row),
                text: row.cells.first().map(|cell| cell.text.clone()).unwrap_or_default(),
            }
        };
        let marks: Vec<Mark> = table.rows.iter().zip(periods).enumerate().map(mark).collect();
        let shape = if marks.len() > COLUMNS { Shape::Line } else { Shape::Columns };
        self.draw(table, (shape, marks), Picture { name, scale: 0 });
    }

    fn draw(&self, table: &mut TableView, (shape, marks): (Shape, Vec<Mark>), picture: Picture) {
        let Some(description) = self.seen(table, shape) else { return };
        let chart = Chart {
            id: &table.id,
            title: &table.title,
            description: &description,
            shape,
            marks: &marks,
            scale: picture.scale,
            number: &|value| self.number(value),
        };
        table.svg = Some(chart.in_page());
        if let Some(page) = self.page {
            let url = &self.site.graph.node(page).url;
            let unit = format!("{}: {}", self.text("figures.unit"), self.measure(table.measure));
            let source = format!("{}, {}", self.site.config.title[self.lang], url.url());
            let lang = &self.site.config.languages[self.lang].code;
            let about = About { lang, unit: &unit, source: &source };
            table.file = Some(Arc::from(chart.file(&about)));
            table.svg_file = Some(url.join(&format!("{}.svg", picture.name)));
        }
        table.seen = Some(description);
    }

    /// What one sees in the chart of a table, in a sentence; `None` if there is nothing to see.
    fn seen(&self, table: &TableView, shape: Shape) -> Option<String> {
        let shown = table.rows.iter().filter(|row| number(row) > Some(0) && !row.is_unknown);
        let most = shown.clone().filter_map(number).max()?;
        let all: Vec<&RowView> = shown.filter(|row| number(row) == Some(most)).collect();
        let last = table.rows.last()?;
        // Of a line that ends where it was highest before, too, that is what matters.
        let is_line = !matches!(shape, Shape::Bars);
        let highest = if is_line { all.last() } else { all.first() }.copied()?;
        let labels: Vec<&str> = all.iter().take(NAMED).map(|row| row.label.as_str()).collect();
        let label = match all.len() {
            _ if is_line => highest.label.clone(),
            count if count > NAMED => labels.join(", ") + ", …",
            _ => labels.join(", "),
        };
        let (key, other) = match (shape, &table.total) {
            (Shape::Bars, Some(total)) if number(total).is_some() => ("chart_text_of", total),
            (Shape::Bars, _) => ("chart_text", highest),
            _ if last.label == highest.label => ("chart_text_last", last),
            _ => ("chart_text_both", last),
        };
        let text = |row: &RowView| match row.figure {
            Some(Figure::Withheld) => self.text("figures.withheld"),
            _ => row.cells.first().map(|cell| cell.text.clone()).unwrap_or_default(),
        };
        let sentence = self.text(&format!("figures.{key}"));
        // One after the other: what stands in a label is no placeholder.
        let values = [
            ("{value}", text(highest)),
            ("{total}", text(other)),
            ("{last_value}", text(last)),
            ("{last}", last.label.clone()),
            ("{label}", label),
        ];
        Some(values.iter().fold(sentence, |text, (key, value)| text.replace(key, value)))
    }
}

impl TableView {
    /// The largest number of its first column that is shown.
    pub fn highest(&self) -> u64 {
        self.rows.iter().filter_map(number).max().unwrap_or(0)
    }
}

/// The first number of a row, if it is shown.
fn number(row: &RowView) -> Option<u64> {
    match row.figure {
        Some(Figure::Shown(number)) => Some(number),
        Some(Figure::Withheld) | None => None,
    }
}
