//! The RFC 2350 document as plain text beside its page: what the team signs and other teams keep.

use super::Section;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_site::linked::Linked;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use certsite_site::signatures::{Form, Signable};
use certsite_text::unmark_foreign;
use std::sync::Arc;

/// Letters on a line, as in the RFC itself.
const WIDTH: usize = 72;

/// Where the text of a language stands: below the page that shows the document.
pub fn url(site: Linked, lang: Lang) -> Option<WebPath> {
    let shows = |id: &certsite_site::link::DocId| {
        let doc = site.graph.doc(*id);
        doc.lang == lang && doc.embeds.iter().any(|embed| embed.name == "rfc2350")
    };
    let id = site.graph.with_blocks().iter().find(|id| shows(id))?;
    Some(site.graph.node(*id).url.join("rfc2350.txt"))
}

/// The text of each language that has a page for it, and its signature if there is one; and the same
/// texts, for signing.
pub fn files(site: Linked, sections: &[Section]) -> (Vec<Route>, Vec<Signable>) {
    let (mut routes, mut signables) = (Vec::new(), Vec::new());
    for (lang, url) in places(site, sections) {
        let bytes: Arc<[u8]> = text(site, sections, lang).into_bytes().into();
        signables.push(Signable {
            out: url.file(),
            bytes: bytes.clone(),
            form: Form::Detached,
            version: Signable::changing,
        });
        let route = |url: WebPath, make: Make| Route::new(url, Some(lang), Rank::Page, make, None);
        if let Some(signature) = site.signatures.find(&bytes) {
            let make = Make::Made(Made::bytes(signature.text.clone()));
            routes.push(route(url.with_ending(".asc"), make));
        }
        routes.push(route(url, Make::Made(Made::bytes(bytes))));
    }
    (routes, signables)
}

fn places<'a>(
    site: Linked<'a>,
    sections: &[Section],
) -> impl Iterator<Item = (Lang, WebPath)> + use<'a> {
    let is_written = !sections.is_empty();
    let languages = site.config.languages.iter().filter(move |_| is_written);
    languages.filter_map(move |lang| Some((lang, url(site, lang)?)))
}

fn text(site: Linked, sections: &[Section], lang: Lang) -> String {
    let mut out = format!("{}\n\nRFC 2350\n", site.facts.plain(lang, "team.name"));
    for section in sections {
        out += &format!(
            "\n{}  {}\n",
            section.number,
            site.facts.fill_plain(lang, &section.title[lang])
        );
        let words = section.text.as_ref().map_or("", |text| text[lang].as_str());
        let words = unmark_foreign(words);
        let blocks = words.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
        for block in blocks {
            out.push('\n');
            match block.lines().all(|line| line.starts_with("- ")) {
                true => block.lines().for_each(|line| out += &wrapped(site, lang, line, "     ")),
                false => out += &wrapped(site, lang, &block.replace('\n', " "), "   "),
            }
        }
    }
    out
}

/// Lines no longer than [`WIDTH`], the first one indented by three.
fn wrapped(site: Linked, lang: Lang, text: &str, further: &str) -> String {
    let options = textwrap::Options::new(WIDTH).initial_indent("   ").subsequent_indent(further);
    // At spaces alone: an address stays whole.
    let options = options
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&site.facts.fill_plain(lang, text), options) + "\n"
}
