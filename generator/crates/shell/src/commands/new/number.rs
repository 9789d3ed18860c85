//! The block of a new advisory, and the next free number of its year.

use certsite_site::load::Data;
use certsite_site::parse::Doc;
use certsite_site::site::Site;

/// The block with the next number.
pub fn block(site: &Site) -> String {
    let (today, id) = (site.options.date, next(site));
    format!(
        "date: {today}\nadvisory:\n  id: {id}\n  status: draft\n  tlp: TLP:CLEAR\n  revisions:\n    - {{number: 1, date: {today}, summary: \"\"}}\n  products: []\n  vulnerabilities: []\n  remediations: []\n  references: []\n"
    )
}

/// The next number of this year; drafts, later pages and pages with mistakes count too.
pub fn next(site: &Site) -> String {
    let (today, scheme) = (site.options.date, &site.config.advisory_ids);
    let parsed = site.graph.ids().map(|id| site.graph.doc(id));
    let (sound, broken): (Vec<_>, Vec<_>) =
        parsed.partition(|doc| doc.front.advisory.is_some() || doc.diagnostics.is_empty());
    let mut last = 0;
    let mut take = |id: &str| match scheme.read(id) {
        Some((year, number)) if year == today.year() => last = number.max(last),
        _ => {}
    };
    for doc in sound {
        doc.front.advisory.iter().for_each(|advisory| take(&advisory.id.0));
    }
    for doc in broken {
        stated(doc).iter().for_each(|id| take(id));
    }
    // Files outside the languages' folders are no pages, but somebody may be about to move them.
    let elsewhere = site.inputs.files.iter().filter(|(path, _)| site.graph.find(path).is_none());
    for (_, file) in elsewhere {
        if let Data::Page(text) = &file.data {
            // What cannot be read here is told where it is parsed.
            let _ = text.read(|text| words(text).for_each(&mut take));
        }
    }
    scheme.id(today.year(), last + 1)
}

/// The identifiers that a page with mistakes may have: the one that it states, or, where that cannot
/// be read, whatever looks like one.
fn stated(doc: &Doc) -> Vec<String> {
    match doc.front_source().text_of(&["advisory", "id"]) {
        Some(id) => vec![id],
        None => words(doc.source()).map(str::to_owned).collect(),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.'))
}
