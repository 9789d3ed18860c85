//! The menus of `site.yaml` → what templates see of them, in a language.

use crate::config::{MenuEntry, MenuTarget};
use crate::linked::Linked;
use certsite_base::lang::Lang;
use schemars::JsonSchema;
use serde::Serialize;

/// The menus. Pages that do not exist in this language are left out.
#[derive(Serialize, JsonSchema)]
pub struct MenusView {
    /// The main menu.
    main: Vec<MenuItem>,
    /// The menu at the end of each page.
    footer: Vec<MenuItem>,
}

impl MenusView {
    /// The menus as a language shows them.
    pub fn of(site: Linked, lang: Lang) -> MenusView {
        let menu = |name: &str| {
            let menus = site.config.menus.iter().filter(|menu| menu.name == name);
            let entries = menus.flat_map(|menu| &menu.entries);
            entries.filter_map(|entry| MenuItem::of(site, lang, entry)).collect()
        };
        MenusView { main: menu("main"), footer: menu("footer") }
    }
}

/// An entry of a menu.
#[derive(Serialize, JsonSchema)]
pub struct MenuItem {
    /// The title of the page, or what its editor calls it.
    title: String,
    /// Its address, which may be one of another site; none if it is a heading of what stands below.
    url: Option<String>,
    /// The path of its file below the folder of a language, the same in all languages, as in
    /// `advisories/index.md`; empty if it is no page of the site.
    key: String,
    /// What another site is to this one, for the attribute `rel`; none for a page of the site.
    rel: Option<String>,
    /// What stands below it. Nothing of that has anything below.
    children: Vec<MenuItem>,
}

impl MenuItem {
    /// The entry as a language shows it; none if it leads to a page that does not exist in it, or
    /// stands above nothing but such pages.
    fn of(site: Linked, lang: Lang, entry: &MenuEntry) -> Option<MenuItem> {
        let below = entry.children.iter().filter_map(|entry| MenuItem::of(site, lang, entry));
        let children: Vec<MenuItem> = below.collect();
        let (title, url, rel) = match &entry.to {
            MenuTarget::Page(key) => return MenuItem::page(site, lang, key, children),
            MenuTarget::Elsewhere { title, url, rel } => {
                (title[lang].clone(), Some(url.clone()), Some(rel.clone()))
            }
            MenuTarget::Heading(_) if children.is_empty() => return None,
            MenuTarget::Heading(title) => (title[lang].clone(), None, None),
        };
        Some(MenuItem { title, url, key: String::new(), rel, children })
    }

    /// The entry of a page; none if there is none in the language.
    pub fn page(site: Linked, lang: Lang, key: &str, children: Vec<MenuItem>) -> Option<MenuItem> {
        let id = site.graph.page(site.config, lang, key)?;
        let (title, url) = (site.graph.title(id).to_owned(), site.graph.node(id).url.to_string());
        Some(MenuItem { title, url: Some(url), key: key.to_owned(), rel: None, children })
    }
}
