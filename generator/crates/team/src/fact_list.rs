//! The embed `facts`: what an editor lists → facts with their labels.

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, Part, Reading, nothing_to_read,
};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use serde::Deserialize;
use serde_json::json;

/// Draws the embed `facts`.
pub struct FactList;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    keys: Vec<String>,
}

impl Feature for FactList {
    fn embeds(&self) -> &'static [&'static str] {
        &["facts"]
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(FactList)
    }
}

impl Part for FactList {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(FactList.embeds(), |block| draw(site, block));
        Contribution { drawn, ..Contribution::default() }
    }
}

fn draw(site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
    let settings: Settings = block.settings()?;
    let lang = block.doc.lang;
    let item = |(n, key): (usize, &String)| {
        let fact = site.config.facts.get(key).ok_or_else(|| {
            block.problem_at(&["keys", &n.to_string()], format!("there is no fact “{key}”"))
        })?;
        let label = (site.text)(lang, &format!("facts.{key}"));
        Ok(
            json!({ "key": key, "label": label, "html": site.facts.get(lang, key), "known": fact.is_known() }),
        )
    };
    let items =
        settings.keys.iter().enumerate().map(item).collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
    Ok(Embedded::View { template: "facts", value: json!({ "items": items }).into() })
}
