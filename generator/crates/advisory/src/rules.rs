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
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Display;

/// All contradictions of all advisories.
pub fn check(site: Linked) -> Vec<Diagnostic> {
    let own = Own::of(site);
    let chains = Chains::of(site);
    // One advisory is one page in each language; the identifier is that of all of them.
    let mut first: HashMap<&str, DocId> = HashMap::new();
    let pages: Vec<_> = all(site)
        .map(|(id, advisory)| (id, advisory, *first.entry(&advisory.id.0).or_insert(id)))
        .collect();
    let told = pages.par_iter().map(|(id, advisory, first)| {
        let mut found = Vec::new();
        let mut page = Page { doc: site.graph.doc(*id), advisory, found: &mut found };
        page.alone(site, *id, &chains);
        page.beside(site.graph.doc(*first), &own);
        found
    });
    let mut found: Vec<Diagnostic> = told.flatten_iter().collect();
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
    /// What the page says by itself, and of its place in the site.
    fn alone(&mut self, site: Linked, id: DocId, chains: &Chains) {
        self.tlp();
        self.number(site);
        self.history(site, chains);
        self.days_to_come(site);
        self.original(site, id);
        self.content();
        self.twice();
        self.doubles();
        self.own_number();
        self.sightings();
        self.malware();
        self.rules_of_one_name();
        self.other_number(site, id);
    }

    /// What it says beside the first page with its number.
    fn beside(&mut self, first: &Doc, own: &Own) {
        if first.key != self.doc.key {
            self.id_taken(&first.path);
        } else if first.lang != self.doc.lang {
            self.same_facts(first);
        } else {
            // Once for all languages, which state the same.
            self.doubts(own);
        }
    }

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
