//! HTML with holes: what a page says, before links, facts and embeds are known.

use std::sync::Arc;

/// A place in the HTML that is filled when the page is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// The address of the page's n-th link or image.
    Link(usize),
    /// A fact, by its key.
    Fact(Arc<str>),
    /// The page's n-th embed.
    Embed(usize),
    /// A string of the theme, by its key.
    Text(&'static str),
}

/// The HTML of a page's text.
#[derive(Clone, Debug, Default)]
pub struct Body {
    html: Box<str>,
    holes: Box<[(usize, Hole)]>,
}

/// A stretch of HTML, or a hole.
pub enum Piece<'a> {
    /// As it is.
    Html(&'a str),
    /// To be filled.
    Hole(&'a Hole),
}

/// Stands before and after the number of a hole while Markdown is written out. The text
/// check has reported control characters, and they are removed from text events.
pub(super) const MARK: char = '\u{1}';

impl Body {
    /// Takes the marks out of written HTML and remembers where they were.
    pub(super) fn from_marked(marked: &str, holes: Vec<Hole>) -> Body {
        let mut html = String::with_capacity(marked.len());
        let mut placed = Vec::with_capacity(holes.len());
        for (n, part) in marked.split(MARK).enumerate() {
            if n % 2 == 0 {
                html.push_str(part);
            } else if let Some(hole) = part.parse::<usize>().ok().and_then(|i| holes.get(i)) {
                placed.push((html.len(), hole.clone()));
            }
        }
        Body { html: html.into(), holes: placed.into() }
    }

    /// The HTML and the holes, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut at = 0;
        let holes = self.holes.iter().flat_map(move |(offset, hole)| {
            let html = &self.html[at..*offset];
            at = *offset;
            [Piece::Html(html), Piece::Hole(hole)]
        });
        let last = self.holes.last().map_or(0, |(offset, _)| *offset);
        holes.chain([Piece::Html(&self.html[last..])])
    }

    /// Bytes of HTML, without what fills the holes.
    pub fn len(&self) -> usize {
        self.html.len()
    }

    /// True for a page without text.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }
}

/// Cells aligned by a class: the site's policy forbids the attribute `style` that the writer gives
/// them. Only tags begin with a bare `<`, so nothing that an editor wrote can be taken for one.
pub(super) fn aligned_by_class(mut html: String) -> String {
    if html.contains("style=\"text-align: ") {
        for (cell, side) in ["left", "center", "right"].iter().flat_map(|s| [("td", s), ("th", s)])
        {
            let styled = format!("<{cell} style=\"text-align: {side}\">");
            html = html.replace(&styled, &format!("<{cell} class=\"align-{side}\">"));
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order() {
        let body =
            Body::from_marked("a\u{1}0\u{1}b\u{1}1\u{1}", vec![Hole::Link(0), Hole::Text("x")]);
        let shown: Vec<String> = body
            .pieces()
            .map(|p| match p {
                Piece::Html(html) => html.to_owned(),
                Piece::Hole(hole) => format!("{hole:?}"),
            })
            .collect();
        assert_eq!(shown, ["a", "Link(0)", "b", "Text(\"x\")", ""]);
    }
}
