//! A section's newest pages as JSON Feed 1.1 (jsonfeed.org).

use super::{Format, feed_title, midnight, newest};
use certsite_base::address::Url;
use certsite_site::feature::World;
use certsite_site::link::DocId;
use serde_json::{Value, json};

/// The feed's bytes.
pub fn feed(world: World, section: DocId) -> Vec<u8> {
    let World { config, graph, .. } = world;
    let doc = graph.doc(section);
    let items = newest(world, section).into_iter().map(|id| item(world, id));
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(world, section),
        "home_page_url": graph.node(section).url.url(),
        "feed_url": Format::Json.url(world, section).url(),
        "description": graph.description(section),
        "language": config.languages[doc.lang].code,
        "authors": [{ "name": config.title[doc.lang] }],
        "items": items.collect::<Vec<_>>(),
    });
    format!("{:#}\n", present(feed)).into_bytes()
}

fn item(world: World, id: DocId) -> Value {
    let front = &world.graph.doc(id).front;
    let url = world.graph.node(id).url.url();
    let day =
        |date: Option<certsite_site::config::Date>| date.map(|date| midnight(&date.to_string()));
    let tags: Vec<String> = world.graph.tag_links(id).into_iter().map(|tag| tag.name).collect();
    let attachment =
        |url: &Url| json!([{ "url": url, "mime_type": "application/json", "title": "CSAF 2.0" }]);
    present(json!({
        "id": url,
        "url": url,
        "title": world.graph.title(id),
        // The format wants a text; a feed that repeats whole pages would grow with them.
        "content_text": world.graph.description(id).unwrap_or_else(|| world.graph.title(id)),
        "date_published": day(front.date),
        "date_modified": day(front.updated.or(front.date)),
        "tags": tags,
        "attachments": world.offers.csaf_documents.get(&id).map(attachment),
    }))
}

/// A map without what is not known.
fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
