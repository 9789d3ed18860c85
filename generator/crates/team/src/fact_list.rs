//! The embed `facts`: what an editor lists → facts with their labels.

use certsite_base::diag::Diagnostic;
use certsite_site::config::{FACTS, Fact};
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Reading, When, nothing_to_read,
};
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The feature that draws the embed `facts`.
pub struct FactList;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    keys: Vec<String>,
}

/// Facts that an editor lists: a block `facts`.
#[derive(Serialize, JsonSchema)]
struct FactsView<'a> {
    /// The facts, in the editor's order.
    items: Vec<FactView<'a>>,
}

/// A fact.
#[derive(Serialize, JsonSchema)]
struct FactView<'a> {
    /// Its key, as in `team.phone`.
    key: &'a str,
    /// What it is, in the page's language: the theme's string `facts.<key>`.
    label: String,
    /// The fact, or a placeholder.
    #[schemars(extend("contentMediaType" = "text/html"))]
    html: &'a str,
    /// Each of its values, if it has several; else empty.
    #[schemars(extend("items" = { "type": "string", "contentMediaType": "text/html" }))]
    values: &'a [String],
    /// Whether it is known.
    known: bool,
}

impl InBlock for FactsView<'_> {
    const TEMPLATE: &'static str = "facts";
}

impl Feature for FactList {
    fn embeds(&self) -> &'static [&'static str] {
        &["facts"]
    }

    fn theme(&self) -> ForTheme {
        let labels = FACTS.iter().map(|fact| label(fact.key));
        ForTheme::default().block::<FactsView>().asks_some(When::Block("facts"), labels)
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(FactList)
    }
}

impl Part for FactList {
    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(FactList.embeds(), |block| {
            // What is wrong with the settings is told where the block is drawn.
            let keys = block.settings().map_or(Vec::new(), |Settings { keys }| keys);
            let known = |key: &&String| site.config.facts.get(key).is_some_and(Fact::is_known);
            let (lang, known) = (block.doc.lang, keys.iter().filter(known));
            BlockWords {
                names: known.clone().map(|key| (site.text)(lang, &label(key))).collect(),
                texts: known.map(|key| site.facts.plain(lang, key).to_owned()).collect(),
            }
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(FactList.embeds(), |block| draw(site, block));
        Contribution { drawn, ..Contribution::default() }
    }
}

fn draw(site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
    let settings: Settings = block.settings()?;
    if settings.keys.is_empty() {
        return Err(block.problem_at(&["keys"], "it names no fact"));
    }
    let lang = block.doc.lang;
    let mut items = Vec::with_capacity(settings.keys.len());
    for (n, key) in settings.keys.iter().enumerate() {
        if settings.keys[..n].contains(key) {
            let message = format!("the fact “{key}” stands twice");
            return Err(block.problem_at(&["keys", &n.to_string()], message));
        }
        let fact = site.config.facts.get(key).ok_or_else(|| {
            block.problem_at(&["keys", &n.to_string()], format!("there is no fact “{key}”"))
        })?;
        let label = (site.text)(lang, &label(key));
        let html = site.facts.get(lang, key);
        let values = site.facts.values(lang, key);
        items.push(FactView { key, label, html, values, known: fact.is_known() });
    }
    Ok(FactsView { items }.embedded())
}

/// The theme's string that says what a fact is.
fn label(key: &str) -> String {
    format!("facts.{key}")
}
