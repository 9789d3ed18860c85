//! A feed as Atom (RFC 4287).

use super::source::Source;
use super::{Format, ended, id, midnight};
use certsite_site::config::Date;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::markup::{element, escape};
use std::fmt::Write;

/// RFC 4287 §4.1.1.
pub fn feed(site: Linked, of: &Source) -> String {
    let Linked { config, graph, options, .. } = site;
    let lang = of.lang(site);
    let entries = of.entries(site);
    let changed = |id: DocId| graph.doc(id).front.current_since();
    let own = match of {
        Source::Section(id) => graph.doc(*id).front.revised(),
        Source::Tag(..) => None,
    };
    let updated = entries.iter().filter_map(|(id, _)| changed(*id)).chain(own).max();
    let updated = updated.unwrap_or(Date(options.date));
    let (here, page) = (Format::Atom.url(site, of).url(), of.page(site).url());

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let code = &config.languages[lang].code;
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{code}\">");
    out += &element("title", &of.title(site));
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{here}\"/>");
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>");
    out += &element("id", page.as_str());
    out += &element("updated", &midnight(updated));
    let _ = writeln!(out, "<author>{}</author>", element("name", &config.title[lang]).trim_end());
    for (id, text) in entries {
        entry(site, id, text.as_deref(), updated, &mut out);
    }
    out + "</feed>\n"
}

/// RFC 4287 §4.1.2. `fallback` is the day of an entry without one.
fn entry(site: Linked, page: DocId, text: Option<&str>, fallback: Date, out: &mut String) {
    let front = &site.graph.doc(page).front;
    let url = site.graph.node(page).url.url();
    *out += "<entry>\n";
    *out += &element("title", &ended::title(site, page));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>");
    if let Some(csaf) = site.offers.csaf_documents.get(&page) {
        let _ =
            writeln!(out, "<link rel=\"alternate\" type=\"application/json\" href=\"{csaf}\"/>");
    }
    *out += &element("id", &id::of(site, page));
    if let Some(published) = front.published() {
        *out += &element("published", &midnight(published));
    }
    *out += &element("updated", &midnight(front.current_since().unwrap_or(fallback)));
    for tag in site.graph.tag_links(page) {
        let _ = writeln!(out, "<category term=\"{}\"/>", escape(&tag.name));
    }
    if let Some(summary) = ended::summary(site, page) {
        *out += &element("summary", &summary);
    }
    if let Some(text) = text {
        let _ = writeln!(out, "<content type=\"html\">{}</content>", escape(text));
    }
    *out += "</entry>\n";
}
