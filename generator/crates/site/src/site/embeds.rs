//! Blocks of all documents → what features draw of them, side by side, and the ids that they bring.

use crate::feature::{Block, Embedded, Feature, World};
use crate::link::{DocId, OtherIds};
use crate::parse::Doc;
use crate::render::{self, Theme};
use certsite_base::diag::Diagnostic;
use rayon::prelude::*;
use std::collections::HashMap;

/// The feature that draws an embed.
pub(super) fn find<'a>(features: &'a [Box<dyn Feature>], embed: &str) -> Option<&'a dyn Feature> {
    features.iter().find(|feature| feature.embeds().contains(&embed)).map(|feature| &**feature)
}

/// The ids that a page has besides those of its headings.
pub(super) fn other_ids<'a>(
    features: &[Box<dyn Feature>],
    theme: &'a Theme,
    doc: &Doc,
) -> OtherIds<'a> {
    let of_embeds = doc.embeds.iter().flat_map(|embed| {
        let own = find(features, embed.name).map(|feature| feature.ids(embed, doc));
        own.unwrap_or_default().into_iter().chain(theme.embed_ids(embed.name).cloned())
    });
    let of_pages = features.iter().flat_map(|feature| feature.page_ids(doc));
    OtherIds {
        of_theme: theme.ids.of(&render::template(doc)),
        of_features: of_embeds.chain(of_pages).collect(),
    }
}

/// Draws all embeds of all documents.
pub(super) fn draw(
    world: World,
    features: &[Box<dyn Feature>],
) -> (HashMap<DocId, Vec<Embedded>>, Vec<Diagnostic>) {
    let draw_one = |block: Block| {
        let feature = find(features, block.embed.name);
        feature.ok_or_else(|| block.problem("no feature draws it"))?.draw(world, &block)
    };
    let drawn = |id: DocId| {
        let doc = world.graph.doc(id);
        let embeds = doc.embeds.iter().map(|embed| draw_one(Block { embed, doc }));
        (id, embeds.collect::<Vec<_>>())
    };
    let ids: Vec<DocId> =
        world.graph.ids().filter(|id| !world.graph.doc(*id).embeds.is_empty()).collect();
    let all: Vec<_> = ids.into_par_iter().map(drawn).collect();
    let mut diagnostics = Vec::new();
    let mut or_nothing = |drawn: Result<Embedded, Box<Diagnostic>>| {
        drawn.unwrap_or_else(|diagnostic| {
            diagnostics.push(*diagnostic);
            Embedded::Html(String::new())
        })
    };
    let drawn =
        all.into_iter().map(|(id, embeds)| (id, embeds.into_iter().map(&mut or_nothing).collect()));
    (drawn.collect(), diagnostics)
}
