//! The ids that blocks and features bring into a page.

use super::parts::ReadPart;
use crate::link::OtherIds;
use crate::parse::Doc;
use crate::render::{self, Theme};

/// What has read what a block is drawn from.
pub(super) fn find<'a>(parts: &'a [ReadPart], embed: &str) -> Option<&'a ReadPart> {
    parts.iter().find(|read| read.draws(embed))
}

/// Whether what a block is drawn from could not be read, or not all of it, which is told.
pub(super) fn is_partial(parts: &[ReadPart], embed: &str) -> bool {
    find(parts, embed).is_some_and(ReadPart::is_partial)
}

/// The ids that a page has besides those of its headings.
pub(super) fn other_ids<'a>(parts: &[ReadPart], theme: &'a Theme, doc: &Doc) -> OtherIds<'a> {
    let of_embeds = doc.embeds.iter().flat_map(|embed| {
        let own = find(parts, embed.name).map(|read| read.part().ids(embed, doc));
        own.unwrap_or_default().into_iter().chain(theme.embed_ids(embed.name).cloned())
    });
    let of_pages = parts.iter().flat_map(|part| part.page_ids(doc));
    OtherIds {
        of_theme: theme.ids.of(&render::template(doc)),
        of_features: of_embeds.chain(of_pages).collect(),
    }
}
