//! A finished page → the same page, as small as minify-html makes it, and still valid.
//! Knows nothing of certsite. Read [`Minifier::minify`] first, then `pass`.
//!
//! minify-html builds a tree of each page, and that cost two thirds of a build. What stands on
//! the pages of a site needs no tree: every element is closed where it was opened, so one pass
//! over the bytes can apply minify-html's own tables and come to the same. A page of any other
//! kind goes to minify-html itself (`tree`), and stays as it is where that would spoil it. The tests hold
//! the one pass against minify-html, whole sites too. It differs where minify-html is wrong: the
//! blank between two words in a line stays, of two attributes of one name the first counts, what
//! an attribute says stays, by its words or by being empty (`meaningful`), and so do the text of `<xmp>`
//! and what only a style sheet makes seen (`shown`).

mod attribute;
mod declaration;
mod element;
mod entities;
mod meaningful;
mod memo;
mod pass;
mod shown;
mod space;
mod tag;
mod tree;
mod whole;

#[cfg(test)]
mod tests;

pub use tree::by_tree;

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
        let small = self.in_one_pass(page).or_else(|| tree::minify(page, &self.shown));
        small.unwrap_or_else(|| page.to_vec())
    }

    /// The same without a tree; none of a page that only minify-html itself understands, such as
    /// one with comments, with elements that are not closed, or with values that stand in no quotes.
    pub fn in_one_pass(&self, page: &[u8]) -> Option<Vec<u8>> {
        memo::Memo::with(&self.shown, |memo| pass::Pass::new(page, &self.shown, memo).run())
    }

    /// A fingerprint of what decides, beside a page itself, what becomes of it.
    pub fn sum(&self) -> u64 {
        self.shown.sum()
    }
}
