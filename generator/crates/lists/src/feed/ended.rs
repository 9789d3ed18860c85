//! What an entry says first if its advisory no longer holds: who reads feeds sees no more of it.

use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::markup::escape;

/// The title of an entry, with the state before it.
pub fn title(site: Linked, id: DocId) -> String {
    let title = site.graph.title(id);
    match state(site, id) {
        Some(state) => format!("{state}: {title}"),
        None => title.to_owned(),
    }
}

/// The summary of an entry: why it no longer holds and where to read on, before what it was about.
pub fn summary(site: Linked, id: DocId) -> Option<String> {
    let description = site.graph.description(id);
    let Some(Why { reason, by }) = why(site, id) else { return description.map(str::to_owned) };
    let by = by.map(|(number, url)| match url {
        Some(url) => format!("{number} <{url}>."),
        None => format!("{number}."),
    });
    let parts = [Some(reason.to_owned()), by, description.map(str::to_owned)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The same as a paragraph before the text of an entry; empty if it holds.
pub fn paragraph(site: Linked, id: DocId) -> String {
    let (Some(state), Some(Why { reason, by })) = (state(site, id), why(site, id)) else {
        return String::new();
    };
    let by = by.map_or_else(String::new, |(number, url)| match url {
        Some(url) => format!(" <a href=\"{url}\">{number}</a>."),
        None => format!(" {number}."),
    });
    format!("<p><strong>{}:</strong> {}{by}</p>", escape(&state), escape(reason))
}

fn state(site: Linked, id: DocId) -> Option<String> {
    let doc = site.graph.doc(id);
    let word = match doc.front.advisory.as_deref()? {
        ended if ended.withdrawn.is_some() => "advisory.withdrawn",
        ended if ended.superseded_by.is_some() => "advisory.superseded",
        _ => return None,
    };
    Some((site.text)(doc.lang, word))
}

/// Why an advisory no longer holds.
struct Why<'a> {
    reason: &'a str,
    /// The number of what holds instead, with its page, in the same language if it has one.
    by: Option<(&'a str, Option<String>)>,
}

fn why<'a>(site: Linked<'a>, id: DocId) -> Option<Why<'a>> {
    let graph = site.graph;
    let own = graph.doc(id).front.advisory.as_deref()?;
    let (_, reason) = own.end()?;
    let by = own.superseded_by.as_ref().filter(|_| own.withdrawn.is_none()).map(|by| {
        let page = graph.successor(id);
        (by.id.0.as_str(), page.map(|page| graph.node(page).url.url().to_string()))
    });
    Some(Why { reason, by })
}
