//! HTML with holes: what a page says, before links, facts and embeds are known.

use crate::load::{Aside, Shelf};
use std::io;
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

/// The HTML of a page's text. It may be longer than all else that is known of the page, and is
/// needed only when that is rendered.
#[derive(Clone, Debug, Default)]
pub struct Body {
    html: Aside,
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

    /// Lays the HTML aside until it is needed.
    pub fn lay_aside(&mut self, shelf: &Shelf) {
        // If it cannot be read it lies there already.
        if let Ok(html) = self.html.read(|html| shelf.lay(html)) {
            self.html = html;
        }
    }

    /// Hands over the HTML and the holes, in order.
    ///
    /// # Errors
    /// If what was laid aside cannot be read.
    pub fn read<T>(
        &self,
        mut work: impl FnMut(Piece) -> Result<(), T>,
    ) -> io::Result<Result<(), T>> {
        self.html.read(|html| {
            let mut at = 0;
            for (offset, hole) in &self.holes {
                work(Piece::Html(&html[at..*offset]))?;
                work(Piece::Hole(hole))?;
                at = *offset;
            }
            work(Piece::Html(&html[at..]))
        })
    }

    /// The HTML, with a word for each hole.
    #[cfg(test)]
    pub(crate) fn shown(&self, hole: impl Fn(&Hole) -> String) -> String {
        let mut shown = String::new();
        let read = self.read(|piece| {
            match piece {
                Piece::Html(html) => shown.push_str(html),
                Piece::Hole(own) => shown.push_str(&hole(own)),
            }
            Ok::<(), ()>(())
        });
        read.expect("it is in memory").expect("nothing fails");
        shown
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
    fn pieces_come_in_order_wherever_they_lie() {
        let mut body = Body::new("ab".into(), vec![(1, Hole::Link(0)), (2, Hole::Text("x"))]);
        for _ in 0..2 {
            assert_eq!(body.shown(|hole| format!("({hole:?})")), "a(Link(0))b(Text(\"x\"))");
            body.lay_aside(&Shelf::default());
        }
    }
}
