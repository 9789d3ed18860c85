//! The embed `latest`: the newest pages of a section.

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Reading, nothing_to_read,
};
use certsite_site::link::Summary;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;

/// The feature that draws the embed `latest`.
pub struct Latest;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    section: String,
    #[serde(default = "five")]
    limit: NonZeroUsize,
}

fn five() -> NonZeroUsize {
    const { NonZeroUsize::new(5).unwrap() }
}

/// The newest pages of a section: a block `latest`.
#[derive(Serialize, JsonSchema)]
struct LatestView {
    /// The pages, newest first unless the section sorts them otherwise.
    items: Vec<Summary>,
    /// The page of the section.
    section: Summary,
}

impl InBlock for LatestView {
    const TEMPLATE: &'static str = "latest";
}

impl Feature for Latest {
    fn embeds(&self) -> &'static [&'static str] {
        &["latest"]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<LatestView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Latest)
    }
}

impl Part for Latest {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(Latest.embeds(), |block| draw(site, block));
        Contribution { drawn, ..Contribution::default() }
    }
}

fn draw(site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
    let settings: Settings = block.settings()?;
    let Linked { config, graph, .. } = site;
    let section = graph.page(config, block.doc.lang, &settings.section).ok_or_else(|| {
        let waiting = graph.waiting(config, block.doc.lang, &settings.section);
        let none = || format!("there is no page “{}” in this language", settings.section);
        let message = waiting.map_or_else(none, ToString::to_string);
        block.problem_at(&["section"], message)
    })?;
    if !graph.doc(section).is_index() {
        let message = format!(
            "“{}” is a page and no section: a section is the “index.md” of its folder",
            settings.section
        );
        return Err(block.problem_at(&["section"], message));
    }
    let newest = graph.listed(section).iter().take(settings.limit.get());
    let items = newest.map(|id| graph.summary(config, *id)).collect();
    Ok(LatestView { items, section: graph.summary(config, section) }.embedded())
}
