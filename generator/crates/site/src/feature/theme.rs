//! What a feature gives to themes, as types whose schemas are the themes' contract, and which of
//! their strings it asks for.

use super::block::Embedded;
use crate::link::DocId;
use crate::linked::Linked;
use crate::template_value::TemplateValue;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::sync::Arc;

/// What the template of a block gets as `embed`.
pub trait InBlock: Serialize + JsonSchema {
    /// The template's name: it is `embeds/<TEMPLATE>.html`.
    const TEMPLATE: &'static str;

    /// The block, to be drawn.
    fn embedded(&self) -> Embedded
    where
        Self: Sized,
    {
        Embedded::View { template: Self::TEMPLATE, view: TemplateValue::of(self) }
    }
}

/// What the template of a page gets as `page.<NAME>`, where it is defined.
pub trait OnPage: Serialize + JsonSchema {
    /// Its name.
    const NAME: &'static str;

    /// The view with its name, to be given to the template of one page.
    fn named_view(&self) -> NamedView
    where
        Self: Sized,
    {
        NamedView { name: Self::NAME, view: TemplateValue::of(self) }
    }
}

/// What a feature tells the template of a page: see [`OnPage::named_view`].
pub struct NamedView {
    /// Its name.
    pub name: &'static str,
    /// What the template gets.
    pub view: TemplateValue,
}

/// What there is to tell the template of a page, if anything; made for those pages alone that are
/// drawn.
pub type ViewOfPage = Arc<dyn Fn(Linked, DocId) -> Option<NamedView> + Send + Sync>;

/// Adds a type to the definitions of a schema, and refers to it.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What makes a feature ask for strings of the theme, and its themes need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A page holds a block that is drawn by `embeds/<this>.html`.
    Block(&'static str),
    /// The template of a page gets `page.<this>`.
    Page(&'static str),
}

/// Which of the strings that a feature asks for its theme needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// All of them, whatever the page says.
    All,
    /// Those alone that an editor names, by a value of the page.
    Named,
}

/// Strings of the theme that a feature asks for.
pub struct Asked {
    /// What makes it ask for them.
    pub when: When,
    /// Which of them have to be there then.
    pub needs: Needs,
    /// Their keys: paths in the file of strings, such as `figures.by_month`.
    pub keys: Vec<String>,
}

/// All that a feature gives to themes, and asks of them.
#[derive(Default)]
pub struct ForTheme {
    /// The views of its blocks, by their templates.
    pub blocks: Vec<(&'static str, SchemaOf)>,
    /// What it tells of pages, by name.
    pub pages: Vec<(&'static str, SchemaOf)>,
    /// The strings that it asks for.
    pub strings: Vec<Asked>,
}

impl ForTheme {
    /// Adds the view of a block: what its template gets as `embed`.
    #[must_use]
    pub fn block<T: InBlock>(mut self) -> Self {
        self.blocks.push((T::TEMPLATE, |generator| generator.subschema_for::<T>()));
        self
    }

    /// Adds what it tells of pages: what their templates get under its name.
    #[must_use]
    pub fn page<T: OnPage>(mut self) -> Self {
        self.pages.push((T::NAME, |generator| generator.subschema_for::<T>()));
        self
    }

    /// Adds strings of which it needs all as soon as `when` is true of a site.
    #[must_use]
    pub fn asks<K: Into<String>>(self, when: When, keys: impl IntoIterator<Item = K>) -> Self {
        self.with(Asked {
            when,
            needs: Needs::All,
            keys: keys.into_iter().map(Into::into).collect(),
        })
    }

    /// Adds strings of which it needs those that an editor names: their texts, or in place of
    /// missing ones their keys, stand in what it tells.
    #[must_use]
    pub fn asks_some(self, when: When, keys: impl IntoIterator<Item = String>) -> Self {
        self.with(Asked { when, needs: Needs::Named, keys: keys.into_iter().collect() })
    }

    fn with(mut self, asked: Asked) -> Self {
        self.strings.push(asked);
        self
    }
}
