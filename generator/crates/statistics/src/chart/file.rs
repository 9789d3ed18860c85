//! A chart as a file of its own: it opens alone, says what it shows, in which language and whose it is,
//! and has the light colours.

use super::{Chart, Ink, ids, text};
use certsite_site::markup::escape;
use std::fmt::Write;

/// What a chart that stands alone has to say beside what it shows.
pub struct About<'a> {
    /// The language of its words, as a tag (BCP 47).
    pub lang: &'a str,
    /// What is counted, such as “What is counted: incidents”.
    pub unit: &'a str,
    /// Who published it, and where.
    pub source: &'a str,
}

/// The size of the drawing, its margin, and how many letters of its title and of its other lines have
/// room side by side.
const WIDTH: usize = 720;
const MARGIN: usize = 24;
const OF_TITLE: usize = 64;
const OF_LINE: usize = 92;

/// What attributes an element has in place of a class of the theme. The colours are those of the
/// theme that certsite brings, in the light scheme.
pub(super) fn look(class: &str) -> &'static str {
    match class {
        "chart-bar" | "chart-point" => r##"fill="#17718e""##,
        "chart-line" => r##"stroke="#d3dbdf""##,
        "chart-path" => r##"stroke="#17718e" stroke-width="2""##,
        "chart-scale" | "chart-month" => r##"fill="#4a5b67" font-size="13""##,
        "chart-title" => r##"fill="#13222d" font-size="19" font-weight="600""##,
        _ => r##"fill="#13222d""##,
    }
}

impl Chart<'_> {
    /// A whole document.
    pub fn file(&self, about: &About) -> String {
        let (body, height) = self.body(Ink::Own);
        let mut words = String::new();
        let mut top = MARGIN;
        let margin = MARGIN.to_string();
        let mut say = |class: &str, size: usize, letters: usize, line: &str| {
            for line in textwrap::wrap(line, letters) {
                top += size;
                text(&mut words, look(class), ("start", &margin, top), &line);
                top += size / 4;
            }
            top
        };
        say("chart-title", 19, OF_TITLE, self.title);
        let begin =
            say("chart-scale", 15, OF_LINE, &format!("{}. {}", about.unit, self.description));
        let chart = begin + MARGIN;
        top = chart + height + 4;
        let mut source = String::new();
        for line in textwrap::wrap(about.source, OF_LINE) {
            top += 18;
            text(&mut source, look("chart-scale"), ("start", &margin, top), &line);
        }
        let whole = top + MARGIN;
        let [of_title, of_text] = ids(&escape(self.id));
        let (title, description) = (escape(self.title), escape(self.description));
        let (lang, inner) = (escape(about.lang), WIDTH - 2 * MARGIN);
        let mut svg = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            r##"<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{lang}" role="img" aria-labelledby="{of_title} {of_text}" width="{WIDTH}" height="{whole}" viewBox="0 0 {WIDTH} {whole}" font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="15"><title id="{of_title}">{title}</title><desc id="{of_text}">{description}</desc><rect width="{WIDTH}" height="{whole}" fill="#fff"/>{words}<svg x="{MARGIN}" y="{chart}" width="{inner}" height="{height}" overflow="visible">{body}</svg>{source}</svg>"##
        );
        svg
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mark, Shape};
    use super::*;

    #[test]
    fn a_file_has_all_that_it_needs_and_nothing_of_the_theme() {
        let mark = |n: u64| Mark {
            label: format!("m{n}"),
            below: "2026".into(),
            value: Some(n),
            text: n.to_string(),
        };
        let marks: Vec<Mark> = (1..4).map(mark).collect();
        for shape in [Shape::Bars, Shape::Columns, Shape::Line] {
            let chart = Chart {
                id: "c",
                title: &"Incidents & more ".repeat(8),
                description: "What one sees",
                shape,
                marks: &marks,
                scale: 0,
                number: &|n| n.to_string(),
            };
            let about = About {
                lang: "az",
                unit: "What is counted: incidents",
                source: "A team, https://x",
            };
            let svg = chart.file(&about);
            for part in ["xmlns=", "xml:lang=\"az\"", ">What is counted: incidents. What one sees<"]
            {
                assert!(svg.contains(part), "{part}: {svg}");
            }
            // A long title takes lines; none of them has a class, a style or a bare sign.
            assert!(svg.matches("font-size=\"19\"").count() > 1, "{svg}");
            for part in ["class=", "style", "& "] {
                assert!(!svg.contains(part), "{part}: {svg}");
            }
        }
    }
}
