//! The ROLIE feed of a tree (CSAF 2.0 R15, RFC 8322). It is as long as the tree has documents, so
//! they become text without a tree of values between.

use crate::csaf::{CsafDocument, CsafFile};
use certsite_base::address::Url;
use serde::Serialize;
use serde_json::Value;

/// A feed: what it says of itself, and an entry a document.
#[derive(Serialize)]
pub struct Feed<'a> {
    #[serde(flatten)]
    pub head: Value,
    pub entry: Vec<RolieEntry<'a>>,
}

/// The outermost object of a ROLIE feed, which holds nothing but the feed.
#[derive(Serialize)]
struct Document<'a> {
    feed: Feed<'a>,
}

impl Feed<'_> {
    /// The feed as it is published: JSON on one line.
    pub fn text(self) -> String {
        // Strings under names: there is nothing that JSON could not hold.
        sonic_rs::to_string(&Document { feed: self }).unwrap_or_default() + "\n"
    }
}

/// A document in the feed (RFC 8322 §6.2).
#[derive(Serialize)]
pub struct RolieEntry<'a> {
    id: &'a str,
    title: &'a str,
    link: Vec<Link>,
    published: String,
    updated: String,
    summary: Summary<'a>,
    content: Content,
    format: RolieFormat,
    category: [Term<'a>; 2],
}

#[derive(Serialize)]
struct Link {
    rel: &'static str,
    href: String,
}

#[derive(Serialize)]
struct Summary<'a> {
    content: &'a str,
}

#[derive(Serialize)]
struct Content {
    r#type: &'static str,
    src: Url,
}

#[derive(Serialize)]
struct RolieFormat {
    schema: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
}

impl<'a> RolieEntry<'a> {
    /// A document in one version of the standard, in this language.
    pub fn of(document: &'a CsafDocument, file: &CsafFile, lang: &'a str) -> RolieEntry<'a> {
        let url = file.url.url();
        let link = |rel, ending: &str| Link { rel, href: format!("{url}{ending}") };
        let mut links = vec![link("self", ""), link("hash", ".sha256"), link("hash", ".sha512")];
        if file.signature.is_some() {
            links.push(link("signature", ".asc"));
        }
        RolieEntry {
            id: &document.id,
            title: &document.title,
            link: links,
            published: document.released.to_string(),
            updated: document.current.to_string(),
            summary: Summary { content: &document.summary },
            content: Content { r#type: "application/json", src: url },
            format: RolieFormat { schema: file.version.schema(), version: file.version.number() },
            // As the category document lists them.
            category: [file.category, lang].map(|term| Term { term }),
        }
    }
}
