//! A finished page → the same page, as small as minify-html makes it, and still valid.
//! Knows nothing of certsite. Read [`Minifier::minify`] first, then `pass`.
//!
//! minify-html builds a tree of each page, and that cost two thirds of a build. What stands on
//! the pages of a site needs no tree: every element is closed where it was opened, so one pass
//! over the bytes can apply minify-html's own tables and come to the same. A page of any other
//! kind stays as it is. The tests hold tables and pass against minify-html, whole sites too. The
//! pass differs where minify-html is wrong: the blank between two words in a line stays, of two
//! attributes of one name the first counts, what an attribute says stays, by its words or by being
//! empty (`says`), and so do the text of `<xmp>` and what only a style sheet makes seen (`shown`).

mod attribute;
mod element;
mod entities;
mod known;
mod memo;
mod pass;
mod says;
mod shown;
mod space;
mod tables;
mod tag;

#[cfg(test)]
mod tests;

use shown::Shown;

/// Shrinks the pages of a site.
#[derive(Default)]
pub struct Minifier {
    shown: Shown,
}

impl Minifier {
    /// For pages that are drawn by these style sheets: what they show, stays.
    pub fn new<'a>(styles: impl IntoIterator<Item = &'a str>) -> Self {
        Minifier { shown: Shown::by(styles) }
    }

    /// Shrinks a finished page (UTF-8), and leaves it valid: closing tags and the quotes and entities
    /// that the HTML Standard wants stay.
    pub fn minify(&self, page: &[u8]) -> Vec<u8> {
        self.in_one_pass(page).unwrap_or_else(|| page.to_vec())
    }

    /// The same; none of a page that only a tree would tell what is meant by, such as one with
    /// elements that are not closed.
    pub fn in_one_pass(&self, page: &[u8]) -> Option<Vec<u8>> {
        memo::Memo::with(&self.shown, |memo| pass::Pass::new(page, &self.shown, memo).run())
    }

    /// A fingerprint of what decides, beside a page itself, what becomes of it.
    pub fn sum(&self) -> u64 {
        self.shown.sum()
    }
}
