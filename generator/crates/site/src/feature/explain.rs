//! What a feature explains in the texts of pages: words that are marked where they stand, and a block
//! at the end of the text that says what they mean.

use super::block::Embedded;
use crate::link::DocId;
use crate::load::Sum;
use std::ops::Range;

/// Explains words in the texts of a language's pages.
pub trait Explain: Send + Sync {
    /// The template that draws the block; a theme without it marks no words.
    fn template(&self) -> &'static str;

    /// Fingerprint of what a text with its words explained is made from, besides the text.
    fn made_of(&self) -> Sum;

    /// Marks words in the HTML of a page's text, but not in the ranges that other features drew, and
    /// gives the block that explains them. None if there is nothing to explain.
    fn explain(
        &self,
        page: DocId,
        html: &str,
        drawn: &[Range<usize>],
    ) -> Option<(String, Embedded)>;
}
