//! `.certsite/drawn`: what pages were drawn from, and what came of it. Only a short cut for the next
//! build: what it does not know, or if it makes no sense, is drawn.
//!
//! Each line is true by itself and for good: from what has this fingerprint a page is drawn that has
//! this one, and leads to these anchors and fleeting files of others. So it does not matter which
//! build noted it.

use super::Output;
use super::disk::Digest;
use super::notes;
use crate::load::Sum;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

/// The name of the file.
const NAME: &str = "drawn";

/// Its first words; the digest of all lines that follow stands behind them.
const VERSION: &str = "certsite drawn 1 ";

/// Pages by the fingerprints of what they are drawn from.
pub type DrawnPages = HashMap<Sum, DrawnPage>;

/// A page that was drawn, and in which nothing was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnPage {
    /// Its fingerprint, as [`super::Folder::keep`] asks for it.
    pub source: Sum,
    /// The addresses, with anchors, of other pages' parts to which it leads, between tabs.
    pub links: Box<str>,
}

impl DrawnPage {
    /// The page of this fingerprint that leads to these anchors.
    pub fn new<'a>(source: Sum, links: impl IntoIterator<Item = &'a str>) -> DrawnPage {
        let links: Vec<_> = links.into_iter().collect();
        DrawnPage { source, links: links.join("\t").into() }
    }

    /// The addresses to which it leads.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.links.split('\t').filter(|link| !link.is_empty())
    }
}

fn parse(text: &str) -> Option<DrawnPages> {
    let (digest, lines) = text.strip_prefix(VERSION)?.split_once('\n')?;
    let is_whole = Digest::parse(digest)? == Digest::of(lines.as_bytes());
    let number = |text: &str| Sum::from_str_radix(text, 16).ok();
    let line = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (of, source) = (number(parts.next()?)?, number(parts.next()?)?);
        Some((of, DrawnPage { source, links: parts.next()?.into() }))
    };
    is_whole.then(|| lines.lines().map(line).collect()).flatten()
}

/// The lines in the order of their fingerprints: a table has none.
fn text(pages: &DrawnPages) -> String {
    let mut pages: Vec<_> = pages.iter().collect();
    pages.sort_unstable_by_key(|(of, _)| **of);
    let mut lines = String::with_capacity(pages.len() * 40);
    // What would break a line is drawn again.
    let is_sound = |page: &DrawnPage| !page.links.contains(['\n', '\r']);
    for (of, page) in pages.into_iter().filter(|(_, page)| is_sound(page)) {
        let _ = writeln!(lines, "{of:016x}\t{:016x}\t{}", page.source, page.links);
    }
    format!("{VERSION}{}\n{lines}", Digest::of(lines.as_bytes()))
}

impl Output {
    /// The pages that were drawn last, as far as that was noted.
    pub fn drawn(&self) -> DrawnPages {
        let text = notes::read(&self.site.own(NAME)).ok().flatten();
        text.and_then(|text| parse(&text)).unwrap_or_default()
    }

    /// Notes which pages there are now. Where this fails the next build draws them.
    pub fn note_drawn(&self, pages: &DrawnPages) {
        let text = text(pages);
        let _ = notes::jot(&self.site.own(NAME), |file| file.write_all(text.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_read_back_and_spoiled_ones_are_none() {
        let page = |source, links: &[&str]| DrawnPage::new(source, links.iter().copied());
        let links = ["/az/a b/#ə", "/en/#%20"];
        let pages: DrawnPages =
            [(1, page(2, &links)), (Sum::MAX, page(0, &[])), (7, page(7, &["/#a\nb"]))].into();
        let whole = text(&pages);
        let read = parse(&whole).expect("it is whole");
        assert_eq!(read.len(), 2, "what breaks a line is left out");
        assert!(read.iter().all(|(of, page)| pages[of] == *page));
        assert_eq!(read[&1].links().collect::<Vec<_>>(), links);
        assert_eq!(read[&Sum::MAX].links().count(), 0);
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        for spoiled in [
            whole.replace("drawn 1", "drawn 2"),
            whole.replace("/en/", "/an/"),
            whole.replace("0001\t", "0002\t"),
            format!("{whole}\n"),
        ] {
            assert_eq!(parse(&spoiled), None, "{spoiled}");
        }
    }
}
