//! The features' files → their parts: each is read again once something that it reads has changed.

use crate::config::Config;
use crate::feature::{Asked, Feature, Part, Reading};
use crate::linked::Options;
use crate::load::{Files, Inputs, Sum};
use crate::memo::Memo;
use crate::parse::Doc;
use crate::render;
use certsite_base::diag::{self, Diagnostic};
use rayon::prelude::*;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::Xxh3;

/// The list of all features, in the order in which they add to a site.
pub type Features = &'static [&'static dyn Feature];

/// The settings, which every part may depend on.
pub(super) const SETTINGS: &[&str] = &["content/site.yaml", "content/team.yaml"];

/// The part that a feature has made of its files, with what was wrong with them.
#[derive(Clone)]
pub(super) struct ReadPart {
    feature: &'static dyn Feature,
    /// The part, and what was wrong with what it was made of.
    made: Arc<(Box<dyn Part>, Vec<Diagnostic>)>,
    /// Its one file could not be read, or not all of it, which is told.
    is_partial: bool,
}

/// The same part, not one that says the same.
impl PartialEq for ReadPart {
    fn eq(&self, other: &ReadPart) -> bool {
        Arc::ptr_eq(&self.made, &other.made)
    }
}

impl ReadPart {
    pub(super) fn part(&self) -> &dyn Part {
        &*self.made.0
    }

    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.made.1
    }

    /// True if its one file could not be read, or not all of it: what its blocks lack follows from
    /// that. Of a feature with several files nobody knows in which of them it would stand.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The ids that the feature's part of a page's template writes.
    pub(super) fn page_ids(&self, doc: &Doc) -> Vec<String> {
        self.feature.page_ids(doc)
    }

    /// True if it draws blocks of this name.
    pub(super) fn draws(&self, embed: &str) -> bool {
        self.feature.embeds().contains(&embed)
    }
}

/// The fingerprint of everything that a part was made of. While it is the same, so is the part.
#[derive(PartialEq, Hash)]
struct Source {
    files: Sum,
    settings: Sum,
    options: Options,
}

impl Source {
    fn sum(&self) -> Sum {
        let mut hasher = Xxh3::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// The parts of all features, as they were read last.
pub(super) struct Parts {
    features: Features,
    /// The names of all blocks that they draw.
    embeds: Vec<&'static str>,
    /// The strings of the theme that they ask for.
    asked: Vec<Asked>,
    /// The contract of themes.
    contract: OnceLock<serde_json::Value>,
    read: Vec<Option<(Source, ReadPart)>>,
    /// What each feature has made of pieces of its files.
    kept: Vec<Memo>,
}

impl Parts {
    pub(super) fn new(features: Features) -> Parts {
        let kept = features.iter().map(|_| Memo::default()).collect();
        let embeds = features.iter().flat_map(|feature| feature.embeds()).copied().collect();
        let asked = features.iter().flat_map(|feature| feature.theme().strings).collect();
        let read = features.iter().map(|_| None).collect();
        Parts { features, embeds, asked, contract: OnceLock::new(), read, kept }
    }

    /// None of them read yet.
    pub(super) fn unread(&self) -> Parts {
        Parts::new(self.features)
    }

    pub(super) fn embeds(&self) -> &[&'static str] {
        &self.embeds
    }

    /// The contract of themes for a site with these features; made once it is asked for.
    pub(super) fn contract(&self) -> &serde_json::Value {
        self.contract.get_or_init(|| render::contract(self.features))
    }

    pub(super) fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// Reads those again that something has changed for.
    pub(super) fn read(
        &mut self,
        inputs: &Inputs,
        config: &Config,
        options: &Options,
    ) -> Vec<ReadPart> {
        let settings = Files::of(inputs, SETTINGS).sum();
        let all = self.features.par_iter().zip(&mut self.read).zip(&self.kept);
        let read = all.map(|((feature, before), kept)| {
            let files = Files::of(inputs, feature.inputs());
            let source = Source { files: files.sum(), settings, options: options.clone() };
            if let Some((known, part)) = before
                && *known == source
            {
                return part.clone();
            }
            kept.turn();
            let sum = source.sum();
            let made = feature.read(Reading { files, config, options, sum, kept });
            let is_partial = is_partial(files, *feature, &made.1);
            let part = ReadPart { feature: *feature, made: Arc::new(made), is_partial };
            *before = Some((source, part.clone()));
            part
        });
        read.collect()
    }
}

fn is_partial(files: Files, feature: &dyn Feature, problems: &[Diagnostic]) -> bool {
    match feature.inputs() {
        [file] if !file.ends_with('/') => diag::has_errors(problems) || files.lacks_any_of(file),
        _ => false,
    }
}
