//! Figures → SVG: in a page, and as a file that stands alone. Widths are in per cent and heights in
//! pixels, so that a chart fills its column on a phone as on a desk and its letters keep their size.
//! In a page colours are the theme's: elements have classes, nothing else. A file has colours of its
//! own, as attributes: the policy of the site forbids styles within a document.

mod file;

pub use file::About;

use certsite_site::markup::escape;
use std::fmt::Write;

/// A chart to be drawn.
pub struct Chart<'a> {
    /// What the ids of its elements begin with; unique on its page.
    pub id: &'a str,
    /// What it shows: its accessible name.
    pub title: &'a str,
    /// What one sees in it, in a sentence, for those who do not see it.
    pub description: &'a str,
    /// How its numbers are drawn.
    pub shape: Shape,
    /// Its bars from top to bottom, or its columns or points from left to right.
    pub marks: &'a [Mark],
    /// The number that the longest bar stands for at least, so that charts beside each other have one
    /// scale.
    pub scale: u64,
    /// Writes a number in the reader's language.
    pub number: &'a dyn Fn(u64) -> String,
}

/// How numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Bars below each other, for kinds of things: their names may be long.
    Bars,
    /// Columns beside each other, for some months or years, with a scale that begins at zero.
    Columns,
    /// A line, for more of them than columns can be told apart; with the same scale.
    Line,
}

/// One bar, column or point of a chart.
pub struct Mark {
    /// What it stands for: a value's name, or a period.
    pub label: String,
    /// What stands below that where it begins, such as a year below its first month; or nothing.
    pub below: String,
    /// The number that is drawn; `None` if that is withheld.
    pub value: Option<u64>,
    /// The number in words of the reader, or what stands for it.
    pub text: String,
}

/// Height of a bar with its label, and of the parts within.
const ROW: usize = 39;
const LABEL: usize = 15;
const BAR: usize = 12;
/// Height of the label of what has no number, and so no bar.
const BARE: usize = 22;

/// Part of the width that the longest bar takes; the rest is for its number.
const LONGEST: f64 = 76.0;

/// The columns' height, and what is below them for labels: for one line of them, and for a second.
const COLUMNS: f64 = 180.0;
const BELOW: f64 = 26.0;
const SECOND: f64 = 17.0;
/// Above the columns: room for half a line.
const ABOVE: f64 = 14.0;
/// Part of the width for the numbers of the scale.
const SCALE: f64 = 10.0;

/// Which colours a chart has.
#[derive(Clone, Copy)]
enum Ink {
    /// The theme's: elements have classes.
    Theme,
    /// Its own: elements have attributes.
    Own,
}

impl Ink {
    /// What an element of a class says of its looks.
    fn look(self, class: &str) -> String {
        match self {
            Ink::Theme => format!(r#"class="{class}""#),
            Ink::Own => file::look(class).to_owned(),
        }
    }
}

impl Chart<'_> {
    /// An element `<svg>` for a page of the site.
    pub fn in_page(&self) -> String {
        let (body, height) = self.body(Ink::Theme);
        let [of_title, of_text] = ids(&escape(self.id));
        let (title, description) = (escape(self.title), escape(self.description));
        format!(
            r#"<svg class="chart" role="img" aria-labelledby="{of_title} {of_text}" width="100%" height="{height}"><title id="{of_title}">{title}</title><desc id="{of_text}">{description}</desc>{body}</svg>"#
        )
    }

    /// All that is drawn, and how high it is.
    fn body(&self, ink: Ink) -> (String, usize) {
        match self.shape {
            Shape::Bars => self.bars(ink),
            Shape::Columns | Shape::Line => self.periods(ink),
        }
    }

    fn bars(&self, ink: Ink) -> (String, usize) {
        let highest = self.highest().max(self.scale) as f64;
        let mut svg = String::new();
        let mut top = 0;
        for mark in self.marks {
            let Some(value) = mark.value else {
                let label = format!("{}: {}", mark.label, mark.text);
                text(&mut svg, &ink.look("chart-scale"), ("start", "0", top + LABEL), &label);
                top += BARE;
                continue;
            };
            text(&mut svg, &ink.look("chart-label"), ("start", "0", top + LABEL), &mark.label);
            let width = value as f64 / highest * LONGEST;
            let bar = top + LABEL + 5;
            // Writing to a string cannot fail, here and below.
            let _ = write!(
                svg,
                r#"<rect {} x="0" y="{bar}" width="{width:.2}%" height="{BAR}"/>"#,
                ink.look("chart-bar")
            );
            let at = percent(width + 1.0);
            text(&mut svg, &ink.look("chart-value"), ("start", &at, bar + BAR - 1), &mark.text);
            top += ROW;
        }
        (svg, top)
    }

    fn periods(&self, ink: Ink) -> (String, usize) {
        let step = step(self.highest());
        let axis = Axis {
            top: self.highest().div_ceil(step) * step,
            slot: (100.0 - SCALE) / self.marks.len().max(1) as f64,
        };
        let mut svg = String::new();
        for value in (0..=axis.top).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
            let y = axis.y(value);
            let _ = write!(
                svg,
                r#"<line {} x1="{SCALE}%" x2="100%" y1="{y:.1}" y2="{y:.1}"/>"#,
                ink.look("chart-line")
            );
            let at = format!("{:.2}%", SCALE - 1.0);
            let look = ink.look("chart-scale");
            text(&mut svg, &look, ("end", &at, (y + 4.0) as usize), &(self.number)(value));
        }
        match self.shape {
            Shape::Line => self.line(&mut svg, &axis, ink),
            Shape::Bars | Shape::Columns => self.columns(&mut svg, &axis, ink),
        }
        let look = ink.look("chart-month");
        // Labels that have no room are left out, from the last one back.
        let every = self.marks.len().div_ceil(12).max(1);
        for (n, mark) in self.marks.iter().enumerate() {
            let base = ABOVE + COLUMNS;
            let middle = percent(axis.middle(n));
            if mark.value.is_none() {
                text(&mut svg, &look, ("middle", &middle, base as usize - 5), &mark.text);
            }
            if (self.marks.len() - 1 - n).is_multiple_of(every) {
                text(&mut svg, &look, ("middle", &middle, base as usize + 18), &mark.label);
            }
            if !mark.below.is_empty() {
                let at = percent(axis.left(n));
                let y = (base + 18.0 + SECOND) as usize;
                text(&mut svg, &look, ("start", &at, y), &mark.below);
            }
        }
        let second =
            if self.marks.iter().any(|mark| !mark.below.is_empty()) { SECOND } else { 0.0 };
        (svg, (ABOVE + COLUMNS + BELOW + second) as usize)
    }

    fn columns(&self, svg: &mut String, axis: &Axis, ink: Ink) {
        for (n, mark) in self.marks.iter().enumerate() {
            let Some(value) = mark.value else { continue };
            let (left, width) = (axis.left(n) + axis.slot * 0.15, axis.slot * 0.7);
            let (y, height) = (axis.y(value), COLUMNS + ABOVE - axis.y(value));
            let _ = write!(
                svg,
                r#"<rect {} x="{left:.2}%" y="{y:.1}" width="{width:.2}%" height="{height:.1}"/>"#,
                ink.look("chart-bar")
            );
        }
    }

    /// A line from each number to the next, with a gap where one is withheld. The highest number and
    /// the last one stand beside their points.
    fn line(&self, svg: &mut String, axis: &Axis, ink: Ink) {
        for (n, pair) in self.marks.windows(2).enumerate() {
            let [Some(from), Some(to)] = [pair[0].value, pair[1].value] else { continue };
            let _ = write!(
                svg,
                r#"<line {} x1="{:.2}%" x2="{:.2}%" y1="{:.1}" y2="{:.1}"/>"#,
                ink.look("chart-path"),
                axis.middle(n),
                axis.middle(n + 1),
                axis.y(from),
                axis.y(to)
            );
        }
        let shown = || self.marks.iter().enumerate().filter(|(_, mark)| mark.value.is_some());
        let last = shown().next_back().map(|(n, _)| n);
        let highest = shown().max_by_key(|(_, mark)| mark.value).map(|(n, _)| n);
        for (n, mark) in shown() {
            let y = axis.y(mark.value.unwrap_or(0));
            let _ = write!(
                svg,
                r#"<circle {} cx="{:.2}%" cy="{y:.1}" r="3"/>"#,
                ink.look("chart-point"),
                axis.middle(n)
            );
            // Two numbers side by side would run into each other.
            let is_free = highest.is_none_or(|highest| n == highest || highest.abs_diff(n) > 2);
            if Some(n) == highest || (Some(n) == last && is_free) {
                let is_end = n + 1 == self.marks.len();
                let (anchor, x) = if is_end { ("end", 100.0) } else { ("middle", axis.middle(n)) };
                let at = (anchor, &*percent(x), (y - 8.0) as usize);
                text(svg, &ink.look("chart-value"), at, &mark.text);
            }
        }
    }

    /// The largest number; at least one.
    fn highest(&self) -> u64 {
        self.marks.iter().filter_map(|mark| mark.value).max().unwrap_or(0).max(1)
    }
}

/// Where things stand in a chart of periods.
struct Axis {
    /// The number at its upper end.
    top: u64,
    /// The width of a period, in per cent.
    slot: f64,
}

impl Axis {
    fn y(&self, value: u64) -> f64 {
        ABOVE + COLUMNS * (1.0 - value as f64 / self.top as f64)
    }

    fn left(&self, n: usize) -> f64 {
        SCALE + self.slot * n as f64
    }

    fn middle(&self, n: usize) -> f64 {
        self.left(n) + self.slot / 2.0
    }
}

fn percent(part: f64) -> String {
    format!("{part:.2}%")
}

/// The ids that the chart of this id writes: of its title, and of its description.
pub fn ids(id: &str) -> [String; 2] {
    ["title", "text"].map(|what| format!("{id}-{what}"))
}

/// Writes at a point, which the text begins, has in its middle or ends at.
fn text(svg: &mut String, look: &str, (anchor, x, y): (&str, &str, usize), text: &str) {
    let text = escape(text);
    let _ = write!(svg, r#"<text {look} text-anchor="{anchor}" x="{x}" y="{y}">{text}</text>"#);
}

/// A step of a scale with at most five lines: 1, 2 or 5, with noughts.
fn step(highest: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for digit in [1, 2, 5] {
            let step = digit * power;
            if highest.div_ceil(step) <= 4 || power > u64::MAX / 100 {
                return step;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(label: &str, value: Option<u64>) -> Mark {
        Mark { label: label.into(), below: String::new(), value, text: "n".into() }
    }

    fn chart<'a>(shape: Shape, marks: &'a [Mark]) -> Chart<'a> {
        Chart {
            id: "c",
            title: "<Title>",
            description: "What one sees",
            shape,
            marks,
            scale: 20,
            number: &|n| n.to_string(),
        }
    }

    #[test]
    fn scales_have_round_steps() {
        for (highest, expect) in [(1, 1), (4, 1), (5, 2), (9, 5), (40, 10), (41, 20), (1_234, 500)]
        {
            assert_eq!(step(highest), expect, "{highest}");
        }
        assert!(step(u64::MAX) > 0);
    }

    #[test]
    fn a_chart_has_role_title_and_description_and_no_markup_of_its_labels() {
        let marks = [mark("a<b", Some(10)), mark("c", None)];
        let bars = chart(Shape::Bars, &marks).in_page();
        assert!(bars.contains(r#"role="img" aria-labelledby="c-title c-text""#), "{bars}");
        assert!(bars.contains("&lt;Title&gt;") && bars.contains("a&lt;b"), "{bars}");
        assert_eq!(bars.matches("<rect").count(), 1, "{bars}");
        // Ten of twenty, which take 76 per cent.
        assert!(bars.contains("width=\"38.00%\"") && bars.contains(">c: n<"), "{bars}");
        assert_eq!(chart(Shape::Columns, &marks).in_page().matches("<line").count(), 3);
    }

    #[test]
    fn a_line_has_gaps_and_says_its_highest_and_its_last_number() {
        for (values, lines, points, numbers) in [
            (&[Some(1), Some(2), Some(3)][..], 2, 3, 1),
            (&[Some(4), None, Some(2), Some(1)], 1, 3, 2),
            (&[Some(4), Some(0)], 1, 2, 1),
            (&[None, None], 0, 0, 0),
        ] {
            let marks: Vec<Mark> = values.iter().map(|value| mark("m", *value)).collect();
            let svg = chart(Shape::Line, &marks).in_page();
            let count = |what: &str| svg.matches(what).count();
            let found = (count("chart-path"), count("<circle"), count("chart-value"));
            assert_eq!(found, (lines, points, numbers), "{values:?}: {svg}");
        }
    }
}
