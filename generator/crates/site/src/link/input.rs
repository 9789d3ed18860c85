//! What documents are linked by.

use super::{FactTexts, HeldBack, OtherIds};
use crate::config::Config;
use crate::load::Inputs;
use crate::parse::{Doc, Embed};
use certsite_base::address::Base;
use certsite_base::diag::Diagnostic;
use std::sync::Arc;

/// What is the same as when the last graph was linked, for sure.
#[derive(Clone, Copy, Default)]
pub struct Same {
    /// All but the texts of pages that are where they were.
    pub all_but_pages: bool,
    /// What [`LinkInput::other_ids`], [`LinkInput::facts`] and [`LinkInput::problems`] give of the
    /// same document, if that has no blocks.
    pub texts: bool,
}

/// What the graph is made from.
pub struct LinkInput<'a> {
    /// The settings: languages, menus, names of addresses.
    pub config: &'a Config,
    /// The address of the site's root, which all addresses begin with.
    pub base: &'a Base,
    /// The site's files, to which links may lead.
    pub inputs: &'a Inputs,
    /// The documents that are part of this build, in the order of their paths.
    pub docs: Vec<Arc<Doc>>,
    /// The documents and folders that this build leaves out, with the reasons.
    pub held_back: HeldBack,
    /// Rows of pages that follow one another, by their keys.
    pub sequences: Vec<Vec<String>>,
    /// The anchors that an embed brings into its page, to which links may lead.
    pub embed_anchors: &'a (dyn Fn(&Embed, &Doc) -> Vec<String> + Sync),
    /// Whether some of them may be missing there, since not all could be read.
    pub is_partial: &'a (dyn Fn(&Embed) -> bool + Sync),
    /// All ids of a page but those of its headings.
    pub other_ids: &'a (dyn Fn(&Doc) -> OtherIds<'a> + Sync),
    /// What takes the place of a fact in titles, ids and addresses.
    pub facts: FactTexts<'a>,
    /// What is wrong with a document by itself.
    pub problems: &'a (dyn Fn(&Doc) -> Vec<Diagnostic> + Sync),
    /// What of all this is as it was for the last graph.
    pub same: Same,
}
