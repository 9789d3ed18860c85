//! All that was read of a site → its documents, linked.

use super::parts::ReadPart;
use super::{embeds, texts};
use crate::config::Config;
use crate::facts::FactHtml;
use crate::link::{self, Done, FactTexts, Graph, HeldBack, LinkInput, Same, Told};
use crate::linked::Options;
use crate::load::Inputs;
use crate::parse::{Doc, Embed};
use crate::render::Theme;
use std::sync::Arc;

/// All that was read of a site, but for its pages.
#[derive(Clone, Copy)]
pub(super) struct SiteSources<'a> {
    pub config: &'a Config,
    pub options: &'a Options,
    pub inputs: &'a Inputs,
    pub parts: &'a [ReadPart],
    pub theme: &'a Theme,
    pub facts: &'a FactHtml,
    /// What of all this is as it was in the last state.
    pub same: Same,
}

impl SiteSources<'_> {
    /// Links the pages that are part of the site on the day of the build, and tells what is wrong
    /// with each of them and between them. What holds since `last` is taken from there; how much
    /// that was is told too.
    pub(super) fn link(
        self,
        all: Vec<Arc<Doc>>,
        last: Option<(&Graph, &Told)>,
    ) -> (Graph, Told, Done) {
        let SiteSources { config, options, inputs, parts, theme, facts, same } = self;
        let (docs, held_back) = match options.drafts {
            true => (all, HeldBack::default()),
            false => HeldBack::part(all, options.date),
        };
        let input = LinkInput {
            config,
            base: &options.base,
            inputs,
            docs,
            held_back,
            sequences: parts.iter().flat_map(|read| read.part().sequences()).collect(),
            embed_anchors: &|embed: &Embed, doc: &Doc| {
                let read = embeds::find(parts, embed.name);
                read.map_or_else(Vec::new, |read| read.part().anchors(embed.name, doc.lang))
            },
            is_partial: &|embed: &Embed| embeds::is_partial(parts, embed.name),
            other_ids: &|doc: &Doc| embeds::other_ids(parts, theme, doc),
            facts: FactTexts {
                shown: &|lang, key| facts.plain(lang, key),
                address: &|lang, key| facts.address(lang, key),
            },
            problems: &|doc: &Doc| {
                let own = doc.diagnostics.iter().cloned();
                own.chain(texts::unknown_facts(config, doc)).collect()
            },
            same,
        };
        let again = last.and_then(|(last, told)| link::again(last, told, &input));
        again.unwrap_or_else(|| {
            let (graph, told) = link::link(&input);
            (graph, told, Done { linked: input.docs.len(), is_listed: true, is_whole: true })
        })
    }
}
