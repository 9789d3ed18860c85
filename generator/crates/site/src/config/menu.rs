//! The menus of `site.yaml`: pages, links that lead elsewhere, and one level below either.

use super::scalar::Texts;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::{Languages, PerLang};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::fmt;

/// A menu, in the order in which it is shown.
pub struct Menu {
    /// `main` or `footer`, as the key below `menus` in `site.yaml`.
    pub name: &'static str,
    /// What stands in it.
    pub entries: Vec<MenuEntry>,
}

/// An entry of a menu.
pub struct MenuEntry {
    /// Where it stands in `site.yaml`, below the menu's name.
    path: Vec<String>,
    /// What it leads to.
    pub to: MenuTarget,
    /// What stands below it; nothing below that has any.
    pub children: Vec<MenuEntry>,
}

/// What an entry leads to.
pub enum MenuTarget {
    /// A page, by its key, such as `about.md`.
    Page(String),
    /// Another site.
    Elsewhere {
        /// What it is called in each language.
        title: PerLang<String>,
        /// Its address.
        url: String,
        /// What it is to this site, for the attribute `rel`.
        rel: String,
    },
    /// Nothing: it is a heading of what stands below it.
    Heading(PerLang<String>),
}

impl Menu {
    /// All entries, those below others among them.
    pub fn all(&self) -> impl Iterator<Item = &MenuEntry> {
        self.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.children))
    }

    /// The keys of its pages, each with its place in `site.yaml`.
    pub fn pages(&self) -> impl Iterator<Item = (&String, Vec<&str>)> {
        self.all().filter_map(|entry| {
            let MenuTarget::Page(key) = &entry.to else { return None };
            let path = ["menus", self.name].into_iter();
            Some((key, path.chain(entry.path.iter().map(String::as_str)).collect()))
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMenus {
    #[serde(default)]
    main: Vec<RawEntry>,
    #[serde(default)]
    footer: Vec<RawEntry>,
}

/// An entry as it is written: the path of a page alone, or keys.
#[derive(Default)]
struct RawEntry {
    keys: RawKeys,
    is_page_alone: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKeys {
    page: Option<String>,
    title: Option<Texts>,
    url: Option<String>,
    rel: Option<String>,
    #[serde(default)]
    children: Vec<RawEntry>,
}

impl<'de> Deserialize<'de> for RawEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadEntry)
    }
}

struct ReadEntry;

impl<'de> Visitor<'de> for ReadEntry {
    type Value = RawEntry;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the path of a page, or an entry with “page”, “url” or “children”")
    }

    fn visit_str<E>(self, page: &str) -> Result<RawEntry, E> {
        let keys = RawKeys { page: Some(page.to_owned()), ..RawKeys::default() };
        Ok(RawEntry { keys, is_page_alone: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawEntry, A::Error> {
        let keys = RawKeys::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RawEntry { keys, is_page_alone: false })
    }
}

/// Reads the menus. An entry with a mistake is left out, and the mistake told at its `place`.
pub(super) fn menus(
    raw: RawMenus,
    languages: &Languages,
    place: &dyn Fn(&[&str]) -> Place,
) -> (Vec<Menu>, Vec<Diagnostic>) {
    let mut reader = Reader { languages, place, told: Vec::new() };
    let menus = [("main", raw.main), ("footer", raw.footer)].map(|(name, raw)| {
        let entries = raw
            .into_iter()
            .enumerate()
            .filter_map(|(n, raw)| reader.entry(name, vec![n.to_string()], raw, true));
        Menu { name, entries: entries.collect() }
    });
    (menus.into(), reader.told)
}

struct Reader<'a> {
    languages: &'a Languages,
    place: &'a dyn Fn(&[&str]) -> Place,
    told: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entry(
        &mut self,
        menu: &'static str,
        path: Vec<String>,
        raw: RawEntry,
        may_have_children: bool,
    ) -> Option<MenuEntry> {
        let own: Vec<String> = match raw.is_page_alone {
            true => path.clone(),
            false => path.iter().cloned().chain(["page".to_owned()]).collect(),
        };
        let at = At { menu, path: &path };
        let RawKeys { page, title, url, rel, children } = raw.keys;
        if !children.is_empty() && !may_have_children {
            return self.refuse(
                at,
                "children",
                "a menu has one level below it, and this is the second",
                "put these entries one level higher",
            );
        }
        let wrong = match (&page, &url) {
            (Some(_), Some(_)) => Some((
                "url",
                "an entry leads to one place, and here stand “page” and “url”",
                "keep one of the two",
            )),
            (Some(_), None) if title.is_some() => Some((
                "title",
                "a page is called by its own title in menus",
                "delete this line, or change the title of the page",
            )),
            (None, None) if title.is_none() || children.is_empty() => Some((
                "",
                "this entry leads nowhere",
                "write “page” with the path of a page, “title” and “url” of another site, or “title” and “children”",
            )),
            _ if url.is_none() && rel.is_some() => Some((
                "rel",
                "“rel” says what another site is to this one, and this entry leads to none",
                "delete this line",
            )),
            _ => None,
        };
        if let Some((key, message, help)) = wrong {
            return self.refuse(at, key, message, help);
        }
        let to = match (page, url) {
            (Some(page), _) => MenuTarget::Page(page),
            (None, Some(url)) => self.elsewhere(at, url, title, rel)?,
            (None, None) => MenuTarget::Heading(self.title(at, title)?),
        };
        let below = children.into_iter().enumerate().filter_map(|(n, raw)| {
            let below = ["children".to_owned(), n.to_string()];
            self.entry(menu, path.iter().cloned().chain(below).collect(), raw, false)
        });
        let children = below.collect();
        Some(MenuEntry { path: own, to, children })
    }

    fn elsewhere(
        &mut self,
        at: At,
        url: String,
        title: Option<Texts>,
        rel: Option<String>,
    ) -> Option<MenuTarget> {
        let host = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let host = host.and_then(|rest| rest.split(['/', '?', '#']).next());
        let is_plain = url.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
        if !is_plain || host.is_none_or(|host| host.is_empty() || host.contains('@')) {
            let message = format!("“{url}” is no address of another site");
            return self.refuse(
                at,
                "url",
                &message,
                "write it whole, as browsers show it, such as https://www.trusted-introducer.org/",
            );
        }
        let rel = rel.unwrap_or_else(|| "external".to_owned());
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        if !rel.split(' ').all(is_word) {
            let message = format!("“{rel}” is no list of words of “rel”");
            return self.refuse(
                at,
                "rel",
                &message,
                "write words such as “external”, “author” or “license”, with one blank between two",
            );
        }
        Some(MenuTarget::Elsewhere { title: self.title(at, title)?, url, rel })
    }

    /// A title in each language.
    fn title(&mut self, at: At, title: Option<Texts>) -> Option<PerLang<String>> {
        let Some(title) = title else {
            return self.refuse(
                at,
                "url",
                "nothing says what this link is called",
                "add “title” with a text for each language, such as {az: …, en: …}",
            );
        };
        for (code, problem) in title.foreign(self.languages, "title") {
            let place = (self.place)(&at.keys(&["title", code]));
            self.told.push(Diagnostic::at(problem, place));
        }
        let texts = title.per_lang(self.languages);
        let missing = |lang| Problem::LanguageMissing { key: "title".into(), lang };
        texts
            .map_err(|lang| {
                let place = (self.place)(&at.keys(&["title"]));
                self.told.push(Diagnostic::at(missing(lang), place));
            })
            .ok()
    }

    /// Tells what is wrong with an entry, which is left out.
    fn refuse<T>(&mut self, at: At, key: &str, message: &str, expected: &str) -> Option<T> {
        let keys: &[&str] = if key.is_empty() { &[] } else { &[key] };
        let problem = Problem::BadValue { message: message.into(), expected: expected.into() };
        self.told.push(Diagnostic::at(problem, (self.place)(&at.keys(keys))));
        None
    }
}

/// Where an entry stands.
#[derive(Clone, Copy)]
struct At<'a> {
    menu: &'static str,
    path: &'a [String],
}

impl<'a> At<'a> {
    /// The keys that lead to a value of the entry.
    fn keys(self, below: &[&'a str]) -> Vec<&'a str> {
        let path = ["menus", self.menu].into_iter().chain(self.path.iter().map(String::as_str));
        path.chain(below.iter().copied()).collect()
    }
}
