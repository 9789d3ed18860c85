//! A feed as JSON Feed 1.1 (jsonfeed.org).

use super::source::Source;
use super::{Format, ended, id, midnight};
use certsite_base::address::Url;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use serde_json::{Value, json};

/// The bytes of a feed, indented, with a line break at their end.
pub fn feed(site: Linked, of: &Source) -> Vec<u8> {
    let config = site.config;
    let lang = of.lang(site);
    let items = of.entries(site).into_iter().map(|(id, text)| item(site, id, text));
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.title(site),
        "home_page_url": of.page(site).url(),
        "feed_url": Format::Json.url(site, of).url(),
        "description": of.description(site),
        "language": config.languages[lang].code,
        "authors": [{ "name": config.title[lang] }],
        "items": items.collect::<Vec<_>>(),
    });
    format!("{:#}\n", present(feed)).into_bytes()
}

fn item(site: Linked, page: DocId, html: Option<String>) -> Value {
    let front = &site.graph.doc(page).front;
    let tags: Vec<String> = site.graph.tag_links(page).into_iter().map(|tag| tag.name).collect();
    let attachment =
        |url: &Url| json!([{ "url": url, "mime_type": "application/json", "title": "CSAF 2.0" }]);
    let summary = ended::summary(site, page);
    // The format wants a text.
    let text = html.is_none().then(|| summary.as_deref().unwrap_or_else(|| site.graph.title(page)));
    present(json!({
        "id": id::of(site, page),
        "url": site.graph.node(page).url.url(),
        "title": ended::title(site, page),
        "summary": summary,
        "content_html": html,
        "content_text": text,
        "date_published": front.published().map(midnight),
        "date_modified": front.current_since().map(midnight),
        "tags": tags,
        "attachments": site.offers.csaf_documents.get(&page).map(attachment),
    }))
}

/// A map without what is not known.
fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
