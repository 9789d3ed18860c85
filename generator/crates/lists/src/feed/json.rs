//! A section's newest pages as JSON Feed 1.1 (jsonfeed.org).

use super::{FeedFormat, feed_title, midnight, newest, told_title};
use certsite_base::address::Url;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use serde_json::{Value, json};

/// The bytes of a section's JSON Feed, indented, with a line break at their end.
pub fn feed(site: Linked, section: DocId) -> Vec<u8> {
    let Linked { config, graph, .. } = site;
    let doc = graph.doc(section);
    let items = newest(site, section).into_iter().map(|id| item(site, id));
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(site, section),
        "home_page_url": graph.node(section).url.url(),
        "feed_url": FeedFormat::Json.url(site, section).url(),
        "description": graph.description(section),
        "language": config.languages[doc.lang].code,
        "authors": [{ "name": config.title[doc.lang] }],
        "items": items.collect::<Vec<_>>(),
    });
    format!("{:#}\n", present(feed)).into_bytes()
}

fn item(site: Linked, id: DocId) -> Value {
    let front = &site.graph.doc(id).front;
    let url = site.graph.node(id).url.url();
    let day =
        |date: Option<certsite_site::config::Date>| date.map(|date| midnight(&date.to_string()));
    let tags: Vec<String> = site.graph.tag_links(id).into_iter().map(|tag| tag.name).collect();
    let attachment =
        |url: &Url| json!([{ "url": url, "mime_type": "application/json", "title": "CSAF 2.0" }]);
    present(json!({
        "id": url,
        "url": url,
        "title": told_title(site, id),
        // The format wants a text; a feed that repeats whole pages would grow with them.
        "content_text": site.graph.description(id).unwrap_or_else(|| site.graph.title(id)),
        "date_published": day(front.published()),
        "date_modified": day(front.current_since()),
        "tags": tags,
        "attachments": site.offers.csaf_documents.get(&id).map(attachment),
    }))
}

/// A map without what is not known.
fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
