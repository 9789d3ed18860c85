//! Unknown facts: where they are to be stated, and each place that draws them.

use super::Readiness;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::config::{Fact, FactValue, Need};
use certsite_site::site::Site;

/// Reports every unknown fact and every use of one. Of a release, a needed one is an error.
pub fn check(site: &Site, readiness: Readiness) -> Vec<Diagnostic> {
    let unknown = |key: &str| site.config.facts.get(key).filter(|fact| is_missing(fact));
    let statements = site.config.facts.iter().filter(|fact| is_missing(fact));
    let statements = statements.map(|fact| (fact, site.config.facts.place(fact)));
    let docs = site.graph.ids().map(|id| site.graph.doc(id));
    let in_pages = docs.flat_map(|doc| {
        let uses = doc.facts.iter();
        uses.filter_map(move |(key, range)| Some((unknown(key)?, doc.place(range.clone()))))
    });
    let in_data =
        site.fact_uses.iter().filter_map(|used| Some((unknown(&used.key)?, used.place.clone())));
    statements
        .chain(in_pages)
        .chain(in_data)
        .map(|(fact, place)| problem(fact, place, readiness))
        .collect()
}

/// Whether nobody has told it. One that was told wrong has its problem already.
fn is_missing(fact: &Fact) -> bool {
    !fact.is_known() && !fact.is_wrong
}

fn problem(fact: &Fact, place: Place, readiness: Readiness) -> Diagnostic {
    let FactValue::Unknown(note) = &fact.value else {
        unreachable!("only unknown facts are asked for")
    };
    let (key, what, note) = (fact.def.key.to_owned(), fact.def.what.to_owned(), note.clone());
    let problem = match (readiness, fact.def.need) {
        (Readiness::Release, Need::Release) => Problem::PlaceholderRequired { key, what, note },
        _ => Problem::Placeholder { key, what, note },
    };
    Diagnostic::at(problem, place)
}
