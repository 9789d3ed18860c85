//! The templates of a theme by name: what each draws, and what it is given beside what is [`Shared`].

use super::views::{
    EntryView, FacetView, Html, LinkView, ListView, PageView, SiteView, Strings, TagView,
};
use crate::feature::SchemaOf;
use certsite_base::address::WebPath;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// A template that certsite asks for by its name.
pub struct Template {
    /// The name of its file, without `.html`.
    pub name: &'static str,
    /// What it draws, for authors of themes.
    pub draws: &'static str,
    /// Whether no site can be made without it.
    pub is_needed: bool,
    /// Whether it draws pages that no editor writes, with values that no other page has.
    pub is_own: bool,
    /// What it is given.
    pub given: SchemaOf,
}

/// All of them, but for those of blocks, which are the features'.
pub const TEMPLATES: [Template; 10] = [
    Template {
        name: "404",
        draws: "`404.md`: what visitors see where nothing is",
        is_needed: true,
        is_own: false,
        given: |generator| PageGiven::json_schema(generator),
    },
    Template {
        name: "filtered",
        draws: "the lists of one year or one severity of a section; without it, `tag.html` does",
        is_needed: false,
        is_own: true,
        given: |generator| FilteredGiven::json_schema(generator),
    },
    Template {
        name: "home",
        draws: "`index.md` of a language",
        is_needed: true,
        is_own: false,
        given: |generator| PageGiven::json_schema(generator),
    },
    Template {
        name: "languages",
        draws: "the addresses `/` and `/404.html`, for all languages",
        is_needed: true,
        is_own: true,
        given: |generator| LanguagesGiven::json_schema(generator),
    },
    Template {
        name: "page",
        draws: "every other page, unless it names another `template`, which is given the same",
        is_needed: true,
        is_own: false,
        given: |generator| PageGiven::json_schema(generator),
    },
    Template {
        name: "receipt",
        draws: "the page with the number of a report",
        is_needed: true,
        is_own: true,
        given: |generator| ReceiptGiven::json_schema(generator),
    },
    Template {
        name: "redirect",
        draws: "an older address that leads on",
        is_needed: true,
        is_own: true,
        given: |generator| RedirectGiven::json_schema(generator),
    },
    Template {
        name: "section",
        draws: "`index.md` of a folder, one page of its list after the other",
        is_needed: true,
        is_own: false,
        given: |generator| SectionGiven::json_schema(generator),
    },
    Template {
        name: "tag",
        draws: "the pages of a tag",
        is_needed: true,
        is_own: true,
        given: |generator| TagGiven::json_schema(generator),
    },
    Template {
        name: "tags",
        draws: "the list of all tags of a language",
        is_needed: true,
        is_own: true,
        given: |generator| TagsGiven::json_schema(generator),
    },
];

/// What all templates of a language share.
#[derive(Serialize, JsonSchema)]
pub struct Shared {
    /// The site.
    pub site: SiteView,
    /// The strings of the theme in the page's language, by their path, as in `t.alert.note`.
    #[schemars(with = "Strings")]
    pub t: Value,
    /// The addresses of the theme's files, by path below `assets/`, as in `assets["base.css"]`.
    #[schemars(with = "BTreeMap<String, WebPath>")]
    pub assets: Value,
    /// All facts of `content/team.yaml`, by key, as in `facts["team.phone"] | safe`. What is not
    /// known yet is a placeholder, so each is there.
    #[schemars(with = "BTreeMap<String, Html>")]
    pub facts: Value,
    /// Whether each fact is known, by key.
    #[schemars(with = "BTreeMap<String, bool>")]
    pub known: Value,
}

/// What all templates share but those in `once/`.
#[derive(JsonSchema)]
pub struct Once {
    /// What the templates in `once/` drew for the page's language, by name, as in `once.footer`.
    #[expect(dead_code, reason = "it is put together while they are drawn")]
    once: BTreeMap<String, Html>,
}

/// A page with what features add to what is told of it.
#[derive(Serialize)]
pub struct PageTold<'a> {
    #[serde(flatten)]
    pub view: PageView<'a>,
    /// By the name under which templates get it.
    #[serde(flatten)]
    pub more: BTreeMap<&'static str, Value>,
}

impl<'a> From<PageView<'a>> for PageTold<'a> {
    fn from(view: PageView<'a>) -> PageTold<'a> {
        PageTold { view, more: BTreeMap::new() }
    }
}

/// A page.
#[derive(Serialize, JsonSchema)]
pub struct PageGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
}

/// The `index.md` of a folder.
#[derive(Serialize, JsonSchema)]
pub struct SectionGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// The pages of the section; none where its text lists them.
    pub list: ListView,
    /// Whether the section's text lists its pages by itself, so that no list follows it.
    pub in_text: bool,
    /// The lists of its pages of each year, the last one first, and of each severity, the worst
    /// first. One that would hold all pages of the section, or none, is left out.
    pub facets: Vec<FacetView>,
}

/// One of a section's lists of some of its pages.
#[derive(Serialize, JsonSchema)]
pub struct FilteredGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// The pages of the list.
    pub list: ListView,
    /// All such lists of the section.
    pub facets: Vec<FacetView>,
    /// The page of the section.
    pub section: LinkView<'a>,
}

/// The pages of a tag.
#[derive(Serialize, JsonSchema)]
pub struct TagGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// The pages that bear the tag.
    pub list: ListView,
}

/// The tags of a language.
#[derive(Serialize, JsonSchema)]
pub struct TagsGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// All tags that pages bear, in the order of the language's alphabet.
    pub tags: Vec<TagView<'a>>,
}

/// An older address.
#[derive(Serialize, JsonSchema)]
pub struct RedirectGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// The address to which it leads.
    pub target: &'a WebPath,
}

/// The page with the number of a report.
#[derive(Serialize, JsonSchema)]
pub struct ReceiptGiven<'a> {
    /// The page.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// Where the number goes: a mark, in whose place the form function puts it.
    pub receipt_number: &'static str,
    /// Where it puts when the report was received, by the team's clock: another mark.
    pub receipt_time: &'static str,
}

/// The addresses `/` and `/404.html`, for all languages.
#[derive(Serialize, JsonSchema)]
pub struct LanguagesGiven<'a> {
    /// The page, in the site's first language.
    #[schemars(with = "PageView")]
    pub page: PageTold<'a>,
    /// The site in each of its languages.
    pub entries: Vec<EntryView<'a>>,
}

/// A block of a page.
#[derive(Serialize)]
pub struct BlockGiven<'a> {
    /// What its feature tells of it.
    pub embed: &'a Value,
}
