//! Documents ↔ bytes for the next process: all that other pages, lists and addresses are made from. The
//! HTML of the text is made from the page's file again, once somebody wants it: nearly nobody does, since
//! pages that did not change are not drawn.

use super::advisory::AdvisoryFront;
use super::body::Body;
use super::{Doc, Embed, EmbedNames, Front, Heading, Ref, SectionFront, Sort, markdown, split};
use crate::config::{Alias, Date, EntryId, SlugText, TagId, TemplateName};
use crate::load::{Aside, Sum};
use crate::packed;
use crate::packed::{Packed, take, take_text};
use certsite_base::lang::Lang;
use std::io;
use std::sync::{Arc, OnceLock};

packed!(Front {
    title,
    description,
    date,
    updated,
    slug,
    tags,
    aliases,
    feed_id,
    weight,
    draft,
    search,
    glossary,
    template,
    toc,
    image,
    section,
    advisory,
});
packed!(SectionFront { sort, page_size, feed, in_text });
packed!(Sort: Date, Weight, Title);
packed!(SlugText(text));
packed!(TagId(text));
packed!(EntryId(text));
packed!(TemplateName(text));
packed!(Heading { id, is_explicit, title, level, range });
packed!(Ref { target, image, range });

impl Packed for Alias {
    fn pack(&self, to: &mut Vec<u8>) {
        self.text().to_owned().pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Alias::parse(take_text(from)?).ok()
    }
}

impl Packed for Date {
    fn pack(&self, to: &mut Vec<u8>) {
        i64::from(self.0.year()).pack(to);
        to.extend([self.0.month(), self.0.day()].map(i8::cast_unsigned));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let year = i64::unpack(from)?.try_into().ok()?;
        let [month, day] = *take(from, 2)? else { return None };
        jiff::civil::Date::new(year, month.cast_signed(), day.cast_signed()).ok().map(Date)
    }
}

/// A document that has one is not packed.
impl Packed for Box<AdvisoryFront> {
    fn pack(&self, _: &mut Vec<u8>) {}

    fn unpack(_: &mut &[u8]) -> Option<Self> {
        None
    }
}

impl Doc {
    /// Writes what of the document cannot be told from its path and its file's fingerprint. False if it
    /// is not written: what is wrong in a page is told by every build, with its lines, and advisories are
    /// few.
    pub fn pack(&self, to: &mut Vec<u8>) -> bool {
        let is_advisory = self.front.advisory.is_some();
        if is_advisory || !self.diagnostics.is_empty() || !self.has_front {
            return false;
        }
        self.front.pack(to);
        self.body.pack(to);
        self.outline.pack(to);
        self.refs.pack(to);
        self.facts.pack(to);
        self.embeds.len().pack(to);
        for Embed { name, yaml } in &self.embeds {
            name.to_string().pack(to);
            yaml.pack(to);
        }
        self.has_colours.pack(to);
        self.front_range.pack(to);
        self.unquoted.pack(to);
        true
    }
}

/// A document that was packed, and the file that it is of.
pub struct PackedDoc<'a> {
    /// What [`Doc::pack`] wrote.
    pub bytes: &'a [u8],
    /// As [`Doc::path`].
    pub path: &'a Arc<str>,
    /// As [`Doc::lang`].
    pub lang: Lang,
    /// As [`Doc::key`].
    pub key: &'a str,
    /// The text of the file.
    pub text: &'a Aside,
    /// As [`Doc::sum`].
    pub sum: Sum,
    /// The blocks that features draw.
    pub embeds: &'a Arc<[&'static str]>,
}

impl PackedDoc<'_> {
    /// The document; `None` if that is not what was packed.
    pub fn unpack(&self) -> Option<Doc> {
        let from = &mut { self.bytes };
        let front = Front::unpack(from)?;
        let (path, text, embeds) = (self.path.clone(), self.text.clone(), self.embeds.clone());
        let body = Body::unpack(from, move || html(&path, &text, EmbedNames(&embeds)))?;
        let outline = Packed::unpack(from)?;
        let refs = Packed::unpack(from)?;
        let facts = Packed::unpack(from)?;
        let blocks = (0..usize::unpack(from)?).map(|_| {
            let name = EmbedNames(self.embeds).find(take_text(from)?)?;
            Some(Embed { name, yaml: Packed::unpack(from)? })
        });
        let blocks = blocks.collect::<Option<Vec<_>>>()?.into();
        let doc = Doc {
            path: self.path.clone(),
            lang: self.lang,
            key: self.key.into(),
            source: self.text.clone(),
            text: OnceLock::new(),
            front,
            has_front: true,
            body,
            outline,
            refs,
            facts,
            embeds: blocks,
            has_colours: bool::unpack(from)?,
            diagnostics: Vec::new(),
            sum: self.sum,
            front_range: Packed::unpack(from)?,
            unquoted: Packed::unpack(from)?,
            // It is no advisory.
            front_may_be_open: false,
            front_read: Arc::default(),
            lines: OnceLock::new(),
            embed_lines: Arc::default(),
        };
        from.is_empty().then_some(doc)
    }
}

/// The HTML of a file's text, made once more.
fn html(path: &Arc<str>, text: &Aside, embeds: EmbedNames) -> io::Result<String> {
    let made = |source: &str| {
        let body = split::split(source).map_or(0..source.len(), |parts| parts.body);
        markdown::walk(path, source, body, embeds).body.into_html()
    };
    text.read(made)?
}
