//! Figures → SVG. Widths are in per cent and heights in pixels, so that a chart fills its column on
//! a phone as on a desk and its letters keep their size. Colours are the theme's: elements have
//! classes, nothing else.

use certsite_site::markup::escape;
use std::fmt::Write;

/// A chart to be drawn: numbers as bars or as columns.
pub struct Chart<'a> {
    /// What the ids of its elements begin with; unique on its page.
    pub id: &'a str,
    /// What it shows: its accessible name.
    pub title: &'a str,
    /// What one sees in it, in a sentence, for those who do not see it.
    pub description: &'a str,
    /// Its bars from top to bottom, or its columns from left to right.
    pub marks: &'a [Mark],
    /// Writes a number in the reader's language.
    pub number: &'a dyn Fn(u64) -> String,
}

/// One bar or column of a chart.
pub struct Mark {
    /// What it stands for: a value's name, or a period.
    pub label: String,
    /// The number that its length shows; `None` if that is withheld.
    pub value: Option<u64>,
    /// The number in words of the reader, or the mark of what is withheld.
    pub text: String,
}

/// Height of a bar with its label, and of the parts within.
const ROW: usize = 46;
const LABEL: usize = 15;
const BAR: usize = 16;

/// Part of the width that the longest bar takes; the rest is for its number.
const LONGEST: f64 = 76.0;

/// The columns' height, and what is below them for labels.
const COLUMNS: f64 = 180.0;
const BELOW: f64 = 26.0;
/// Above the columns: room for half a line.
const ABOVE: f64 = 14.0;
/// Part of the width for the numbers of the scale.
const SCALE: f64 = 13.0;

impl Chart<'_> {
    /// SVG with bars below each other, for kinds of things: their names may be long.
    pub fn bars(&self) -> String {
        let highest = self.highest() as f64;
        let mut svg = self.open(self.marks.len() * ROW);
        for (n, mark) in self.marks.iter().enumerate() {
            let top = n * ROW;
            text(&mut svg, ("chart-label", "start"), ("0", top + LABEL), &mark.label);
            let width = mark.value.map_or(0.0, |value| value as f64 / highest * LONGEST);
            let bar = top + LABEL + 6;
            if width > 0.0 {
                // Writing to a string cannot fail, here and below.
                let _ = write!(
                    svg,
                    r#"<rect class="chart-bar" x="0" y="{bar}" width="{width:.2}%" height="{BAR}"/>"#
                );
            }
            let at = if width > 0.0 { format!("{:.2}%", width + 1.0) } else { "0".into() };
            text(&mut svg, ("chart-value", "start"), (&at, bar + BAR - 3), &mark.text);
        }
        svg + "</svg>"
    }

    /// SVG with columns beside each other, for months and years, with a scale that begins at zero.
    pub fn columns(&self) -> String {
        let step = step(self.highest());
        let top = self.highest().div_ceil(step) * step;
        let y = |value: u64| ABOVE + COLUMNS * (1.0 - value as f64 / top as f64);
        let mut svg = self.open((ABOVE + COLUMNS + BELOW) as usize);
        for value in (0..=top).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
            let y = y(value);
            let _ = write!(
                svg,
                r#"<line class="chart-line" x1="{SCALE}%" x2="100%" y1="{y:.1}" y2="{y:.1}"/>"#
            );
            let at = format!("{:.2}%", SCALE - 1.0);
            let number = (self.number)(value);
            text(&mut svg, ("chart-scale", "end"), (&at, (y + 4.0) as usize), &number);
        }
        let slot = (100.0 - SCALE) / self.marks.len().max(1) as f64;
        // Labels that have no room are left out, from the last one back.
        let every = self.marks.len().div_ceil(12).max(1);
        for (n, mark) in self.marks.iter().enumerate() {
            let left = SCALE + slot * n as f64;
            let middle = format!("{:.2}%", left + slot / 2.0);
            match mark.value {
                Some(value) => {
                    let (left, width) = (left + slot * 0.15, slot * 0.7);
                    let (y, height) = (y(value), COLUMNS + ABOVE - y(value));
                    let _ = write!(
                        svg,
                        r#"<rect class="chart-bar" x="{left:.2}%" y="{y:.1}" width="{width:.2}%" height="{height:.1}"/>"#
                    );
                }
                None => {
                    let at = (&*middle, (ABOVE + COLUMNS - 5.0) as usize);
                    text(&mut svg, ("chart-month", "middle"), at, &mark.text);
                }
            }
            if (self.marks.len() - 1 - n).is_multiple_of(every) {
                let at = (&*middle, (ABOVE + COLUMNS + 18.0) as usize);
                text(&mut svg, ("chart-month", "middle"), at, &mark.label);
            }
        }
        svg + "</svg>"
    }

    /// The largest number; at least one.
    fn highest(&self) -> u64 {
        self.marks.iter().filter_map(|mark| mark.value).max().unwrap_or(0).max(1)
    }

    fn open(&self, height: usize) -> String {
        let [of_title, of_text] = ids(&escape(self.id));
        let (title, description) = (escape(self.title), escape(self.description));
        format!(
            r#"<svg class="chart" role="img" aria-labelledby="{of_title} {of_text}" width="100%" height="{height}"><title id="{of_title}">{title}</title><desc id="{of_text}">{description}</desc>"#
        )
    }
}

/// The ids that the chart of this id writes: of its title, and of its description.
pub fn ids(id: &str) -> [String; 2] {
    ["title", "text"].map(|what| format!("{id}-{what}"))
}

/// Writes at a point, which the text begins, has in its middle or ends at.
fn text(svg: &mut String, (class, anchor): (&str, &str), (x, y): (&str, usize), text: &str) {
    let text = escape(text);
    let _ = write!(
        svg,
        r#"<text class="{class}" text-anchor="{anchor}" x="{x}" y="{y}">{text}</text>"#
    );
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
        let mark = |label: &str, value| Mark { label: label.into(), value, text: "n".into() };
        let chart = Chart {
            id: "c",
            title: "<Title>",
            description: "What one sees",
            marks: &[mark("a<b", Some(10)), mark("c", None)],
            number: &|n| n.to_string(),
        };
        let bars = chart.bars();
        assert!(bars.contains(r#"role="img" aria-labelledby="c-title c-text""#), "{bars}");
        assert!(bars.contains("&lt;Title&gt;") && bars.contains("a&lt;b"), "{bars}");
        assert_eq!(bars.matches("<rect").count(), 1, "{bars}");
        assert_eq!(chart.columns().matches("<line").count(), 3);
    }
}
