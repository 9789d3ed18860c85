//! What an advisory must not contradict: its scheme of numbers, its own history, its products,
//! its other languages.

mod chains;
mod content;
mod doubles;
mod history;
mod languages;
mod malware;
mod products;
mod states;
mod to_come;
mod vulnerabilities;

use super::doubt::Own;
use super::{all, is_sketch};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{AdvisoryFront, Tlp};
use chains::Chains;
use std::collections::BTreeMap;
use std::fmt::Display;

/// All contradictions of all advisories.
pub fn check(site: Linked) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let own = Own::of(site);
    let chains = Chains::of(site);
    let mut by_id: BTreeMap<&str, DocId> = BTreeMap::new();
    for (id, advisory) in all(site) {
        let doc = site.graph.doc(id);
        let mut page = Page { doc, advisory, found: &mut found };
        page.tlp();
        page.number(site);
        page.history(site, &chains);
        page.days_to_come(site);
        page.original(site, id);
        page.content();
        page.twice();
        page.doubles();
        page.own_number();
        page.sightings();
        page.malware();
        page.rules_of_one_name();
        page.other_number(site, id);
        // One advisory is one page in each language; the identifier is that of all of them.
        let other = by_id.entry(&advisory.id.0).or_insert(id);
        let other = site.graph.doc(*other);
        if other.key != page.doc.key {
            page.id_taken(&other.path);
        } else if other.lang != page.doc.lang {
            page.same_facts(other);
        } else {
            // Once for all languages, which state the same.
            page.doubts(&own);
        }
    }
    found.extend(languages::lost(site));
    found
}

/// The keys and the numbers of items, from 0, that lead to a value of the block.
type Path = Vec<String>;

fn path(keys: &[&dyn Display]) -> Path {
    keys.iter().map(|key| key.to_string()).collect()
}

struct Page<'a, 'b> {
    doc: &'a Doc,
    advisory: &'a AdvisoryFront,
    found: &'b mut Vec<Diagnostic>,
}

impl Page<'_, '_> {
    /// A problem of a value of the block.
    fn wrong(&mut self, path: &[&str], message: String, help: &str) {
        let problem = Problem::Advisory { message, help: help.to_owned() };
        self.found.push(Diagnostic::at(problem, self.value(path)));
    }

    /// The same of a value that a computed path leads to.
    fn wrong_at(&mut self, path: &Path, message: String, help: &str) {
        self.wrong(&path.iter().map(String::as_str).collect::<Vec<_>>(), message, help);
    }

    /// The same of a key of the block as a whole.
    fn wrong_key(&mut self, path: &[&str], message: String, help: &str) {
        let problem = Problem::Advisory { message, help: help.to_owned() };
        let place = self.doc.front_place(&[&["advisory"], path].concat());
        self.found.push(Diagnostic::at(problem, place));
    }

    /// What it says. Of a sketch nothing is wrong yet, it is only not done.
    fn content(&mut self) {
        let before = self.found.len();
        self.products();
        self.vulnerabilities();
        self.remediations();
        self.contradictions();
        self.severity();
        self.texts();
        self.blanks();
        self.unfilled();
        if is_sketch(self.doc, self.advisory) {
            for diagnostic in &mut self.found[before..] {
                if let Problem::Advisory { message, help } = &mut diagnostic.problem {
                    let (message, help) = (std::mem::take(message), std::mem::take(help));
                    diagnostic.problem = Problem::AdvisoryUndone { message, help };
                }
            }
        }
    }

    fn value(&self, path: &[&str]) -> Place {
        self.doc.front_value(&[&["advisory"], path].concat())
    }

    fn value_at(&self, path: &Path) -> Place {
        self.value(&path.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn tlp(&mut self) {
        let label = self.advisory.tlp.label();
        if self.advisory.tlp != Tlp::Clear {
            let problem = Problem::AdvisoryTlp { label: label.to_owned() };
            self.found.push(Diagnostic::at(problem, self.value(&["tlp"])));
        }
    }

    fn number(&mut self, site: Linked) {
        let id = &self.advisory.id.0;
        if site.config.advisory_ids.read(id).is_none() {
            let example = site.config.advisory_ids.id(site.options.date.year(), 1);
            self.wrong(
                &["id"],
                format!("“{id}” does not follow the site's scheme of numbers"),
                &format!("write it like {example}, or change “advisory_id” in content/site.yaml"),
            );
        }
    }

    fn id_taken(&mut self, other: &str) {
        let id = &self.advisory.id.0;
        self.wrong(
            &["id"],
            format!("the number {id} is already that of {other}"),
            "give one of the two another number; the languages of one advisory have the same file name",
        );
    }
}
