//! HTML with holes: what a page says, before links, facts and embeds are known.

use std::sync::Arc;

/// A place in the HTML that is filled when the page is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// The address of the page's n-th link or image.
    Link(usize),
    /// `href` with the address of the page's n-th link, which holds facts; without an address if
    /// one of them is not known.
    Href(usize),
    /// Behind the text of that link: what stands for an unknown fact.
    Missing(usize),
    /// The fact with this key, as HTML in the language of the page.
    Fact(Arc<str>),
    /// The same without markup, inside links and attributes.
    Plain(Arc<str>),
    /// The id of the page's n-th heading, counted from 0.
    Id(usize),
    /// What a feature draws for the page's n-th embed, counted from 0.
    Embed(usize),
    /// A string of the theme in the language of the page, by its key.
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
    /// Finished HTML, which is written as it is.
    Html(&'a str),
    /// A place where something is put in, between the HTML before and behind it.
    Hole(&'a Hole),
}

impl Body {
    /// HTML, and its holes in order.
    pub(super) fn new(html: String, holes: Vec<(usize, Hole)>) -> Body {
        Body { html: html.into(), holes: holes.into() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order() {
        let body = Body::new("ab".into(), vec![(1, Hole::Link(0)), (2, Hole::Text("x"))]);
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
