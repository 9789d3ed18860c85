//! The embed `latest`: the newest pages of a section.

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, Part, Reading, nothing_to_read,
};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use serde::Deserialize;
use serde_json::json;

/// Draws `latest`.
pub struct Latest;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    section: String,
    #[serde(default = "five")]
    limit: usize,
}

fn five() -> usize {
    5
}

impl Feature for Latest {
    fn embeds(&self) -> &'static [&'static str] {
        &["latest"]
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
    let newest = graph.listed(section).iter().take(settings.limit);
    let items: Vec<_> = newest.map(|id| graph.summary(config, *id)).collect();
    let section = graph.summary(config, section);
    let value =
        json!({ "items": items, "section": { "title": section.title, "url": section.url } });
    Ok(Embedded::View { template: "latest", value: value.into() })
}
