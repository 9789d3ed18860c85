//! HTML with holes: what a page says, before links, facts and embeds are known.

use crate::load::{Aside, Shelf};
use crate::packed;
use crate::packed::{Packed, take_text};
use std::io;
use std::sync::Arc;

/// A place in the HTML that is filled when the page is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// The address of the page's n-th link or image.
    Link(usize),
    /// Before the picture at that address: its versions in WebP, if it has any.
    Sources(usize),
    /// What stands behind it then.
    SourcesEnd(usize),
    /// `width` and `height` of the picture at that address, if they are known.
    Size(usize),
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
    marks: Box<[Mark]>,
    /// The holes that are known by a text.
    named: Box<[Hole]>,
}

/// A place in the HTML, and which hole is there. A page has dozens, so each is as small as it can be.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    kind: Kind,
    /// The number of the link, heading or embed, or its own among those that are known by a text.
    number: u32,
}

/// So many holes that are known by a text are kept once: all of a page that has thousands would be
/// compared with each other.
const COMPARED: usize = 16;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Link,
    Sources,
    SourcesEnd,
    Size,
    Href,
    Missing,
    Id,
    Embed,
    Named,
}

packed!(Mark { at, kind, number });
packed!(Kind: Link, Sources, SourcesEnd, Size, Href, Missing, Id, Embed, Named);

/// The strings of the theme that stand in texts.
const TEXTS: [&str; 9] = [
    "alert.note",
    "alert.tip",
    "alert.important",
    "alert.warning",
    "alert.caution",
    "content.anchor",
    "content.footnotes",
    "content.footnote_back",
    "content.table",
];

/// Those that are known by a text.
impl Packed for Hole {
    fn pack(&self, to: &mut Vec<u8>) {
        let (sign, text): (u8, &str) = match self {
            Hole::Fact(key) => (b'f', key),
            Hole::Plain(key) => (b'p', key),
            Hole::Text(key) => (b't', key),
            // They are known by their numbers.
            _ => (0, ""),
        };
        to.push(sign);
        text.len().pack(to);
        to.extend_from_slice(text.as_bytes());
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let sign = u8::unpack(from)?;
        let text = take_text(from)?;
        match sign {
            b'f' => Some(Hole::Fact(text.into())),
            b'p' => Some(Hole::Plain(text.into())),
            b't' => TEXTS.into_iter().find(|known| *known == text).map(Hole::Text),
            _ => None,
        }
    }
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
        let mut named = Vec::new();
        let mut mark = |(at, hole): (usize, Hole)| {
            let (kind, number) = match hole {
                Hole::Link(n) => (Kind::Link, n),
                Hole::Sources(n) => (Kind::Sources, n),
                Hole::SourcesEnd(n) => (Kind::SourcesEnd, n),
                Hole::Size(n) => (Kind::Size, n),
                Hole::Href(n) => (Kind::Href, n),
                Hole::Missing(n) => (Kind::Missing, n),
                Hole::Id(n) => (Kind::Id, n),
                Hole::Embed(n) => (Kind::Embed, n),
                Hole::Fact(_) | Hole::Plain(_) | Hole::Text(_) => {
                    // Those of each heading are among the first.
                    let known = named.iter().take(COMPARED).position(|known| *known == hole);
                    let number = known.unwrap_or(named.len());
                    if known.is_none() {
                        named.push(hole);
                    }
                    (Kind::Named, number)
                }
            };
            // Each has bytes of its own in a text, of which no length is that of four gigabytes.
            Mark { at, kind, number: u32::try_from(number).unwrap_or(u32::MAX) }
        };
        let marks = holes.into_iter().map(&mut mark).collect();
        Body { html: html.into(), marks, named: named.into() }
    }

    /// Packs its holes, and how long the HTML is.
    pub(super) fn pack(&self, to: &mut Vec<u8>) {
        self.len().pack(to);
        self.marks.pack(to);
        self.named.pack(to);
    }

    /// A body of these holes, whose HTML is made when it is wanted.
    pub(super) fn unpack(
        from: &mut &[u8],
        html: impl Fn() -> io::Result<String> + Send + Sync + 'static,
    ) -> Option<Body> {
        let html = Aside::later(usize::unpack(from)?, html);
        let (marks, named) = (Box::<[Mark]>::unpack(from)?, Box::<[Hole]>::unpack(from)?);
        let is_sound = |mark: &Mark| {
            mark.at <= html.len()
                && (!matches!(mark.kind, Kind::Named) || (mark.number as usize) < named.len())
        };
        marks.iter().all(is_sound).then_some(Body { html, marks, named })
    }

    /// The HTML alone.
    pub(super) fn into_html(self) -> io::Result<String> {
        self.html.read(str::to_owned)
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
            for mark in &self.marks {
                work(Piece::Html(&html[at..mark.at]))?;
                self.hole(*mark, |hole| work(Piece::Hole(hole)))?;
                at = mark.at;
            }
            work(Piece::Html(&html[at..]))
        })
    }

    /// Hands over the holes alone, in order.
    pub fn holes(&self, mut see: impl FnMut(&Hole)) {
        self.marks.iter().for_each(|mark| self.hole(*mark, &mut see));
    }

    fn hole<T>(&self, Mark { kind, number, .. }: Mark, see: impl FnOnce(&Hole) -> T) -> T {
        let n = number as usize;
        let hole = match kind {
            Kind::Link => Hole::Link(n),
            Kind::Sources => Hole::Sources(n),
            Kind::SourcesEnd => Hole::SourcesEnd(n),
            Kind::Size => Hole::Size(n),
            Kind::Href => Hole::Href(n),
            Kind::Missing => Hole::Missing(n),
            Kind::Id => Hole::Id(n),
            Kind::Embed => Hole::Embed(n),
            Kind::Named => return see(&self.named[n]),
        };
        see(&hole)
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
        self.html.is_empty() && self.marks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order_wherever_they_lie() {
        let of_pictures = [Hole::Sources, Hole::Size, Hole::SourcesEnd];
        let others = [Hole::Link, Hole::Href, Hole::Missing, Hole::Id, Hole::Embed];
        let numbered = of_pictures.into_iter().chain(others);
        let numbered = numbered.enumerate().map(|(n, hole)| hole(n));
        let key = |n: usize| Arc::from(n.to_string());
        let named = (0..2 * COMPARED).map(|n| Hole::Fact(key(n)));
        let again = [Hole::Plain(key(1)), Hole::Text("x"), Hole::Fact(key(1)), Hole::Text("x")];
        let all: Vec<Hole> = numbered.chain(named).chain(again).collect();
        let html: String = all.iter().map(|_| "ə").collect();
        let expect: String = all.iter().map(|hole| format!("ə({hole:?})")).collect();
        let holes = all.into_iter().enumerate().map(|(n, hole)| (2 * (n + 1), hole));
        let mut body = Body::new(html + "end", holes.collect());
        for _ in 0..2 {
            assert_eq!(body.shown(|hole| format!("({hole:?})")), format!("{expect}end"));
            body.lay_aside(&Shelf::default());
        }
    }
}
