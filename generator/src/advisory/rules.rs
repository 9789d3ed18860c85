//! What an advisory must not contradict: its scheme of numbers, its own history, its products,
//! its other languages.

use super::all;
use crate::config::Date;
use crate::diag::{Diagnostic, Place, Problem};
use crate::features::World;
use crate::link::DocId;
use crate::parse::Doc;
use crate::parse::advisory::{AdvisoryFront, ProductKey, Status, Tlp};
use std::collections::{BTreeMap, BTreeSet};

/// All contradictions of all advisories.
pub fn check(world: World) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut by_id: BTreeMap<&str, DocId> = BTreeMap::new();
    for (id, advisory) in all(world) {
        let mut page = Page { doc: world.graph.doc(id), advisory, found: &mut found };
        page.tlp();
        page.number(world);
        page.history();
        page.products();
        page.texts();
        // One advisory is one page in each language; the identifier is that of all of them.
        let other = by_id.entry(&advisory.id.0).or_insert(id);
        let other = world.graph.doc(*other);
        if other.key != page.doc.key {
            page.id_taken(&other.path);
        } else if other.lang != page.doc.lang {
            page.same_facts(other);
        }
    }
    found.extend(lost(world));
    found
}

/// Pages that are an advisory in another language, and none in their own.
fn lost(world: World) -> impl Iterator<Item = Diagnostic> {
    let graph = world.graph;
    let has_block = move |id: DocId| graph.doc(id).front.advisory.is_some();
    all(world).flat_map(move |(id, _)| {
        let others = || graph.node(id).pair.iter().filter_map(|(_, other)| *other);
        // Of several languages with a block, the first speaks.
        let speaks = others().find(|other| has_block(*other)) == Some(id);
        others().filter(move |other| speaks && !has_block(*other)).map(move |other| {
            let problem = Problem::AdvisoryLost { other: graph.doc(id).path.to_string() };
            Diagnostic::at(problem, graph.doc(other).front_place(&["title"]))
        })
    })
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

    /// The same of a key of the block as a whole.
    fn wrong_key(&mut self, path: &[&str], message: String, help: &str) {
        let problem = Problem::Advisory { message, help: help.to_owned() };
        let place = self.doc.front_place(&[&["advisory"], path].concat());
        self.found.push(Diagnostic::at(problem, place));
    }

    fn value(&self, path: &[&str]) -> Place {
        self.doc.front_value(&[&["advisory"], path].concat())
    }

    fn tlp(&mut self) {
        let label = self.advisory.tlp.label();
        if self.advisory.tlp != Tlp::Clear {
            let problem = Problem::AdvisoryTlp { label: label.to_owned() };
            self.found.push(Diagnostic::at(problem, self.value(&["tlp"])));
        }
    }

    fn number(&mut self, world: World) {
        let id = &self.advisory.id.0;
        if world.config.advisory_ids.read(id).is_none() {
            let example = world.config.advisory_ids.id(world.options.date.year(), 1);
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

    /// CSAF 2.0 §6.1.14, §6.1.16, §6.1.21, §6.1.22.
    fn history(&mut self) {
        let revisions = &self.advisory.revisions;
        let Some(last) = revisions.last() else {
            return self.wrong_key(
                &["revisions"],
                "the advisory has no version".into(),
                "add its history: “- {number: 1, date: YYYY-MM-DD, summary: First version}”",
            );
        };
        for (n, revision) in revisions.iter().enumerate() {
            if revision.number as usize != n + 1 {
                self.wrong_key(
                    &["revisions", &n.to_string(), "number"],
                    format!("version {} stands where version {} belongs", revision.number, n + 1),
                    "versions are numbered 1, 2, 3 without a gap, oldest first",
                );
            }
        }
        let pairs = revisions.windows(2).enumerate();
        for (n, pair) in pairs.filter(|(_, pair)| pair[1].date < pair[0].date) {
            self.wrong(
                &["revisions", &(n + 1).to_string(), "date"],
                format!("version {} is older than version {}", pair[1].number, pair[0].number),
                "the dates of the versions rise from the first to the last",
            );
        }
        self.days(revisions[0].date, last.date);
    }

    /// The page's own days are those of its first and its current version.
    fn days(&mut self, first: Date, last: Date) {
        let front = &self.doc.front;
        let stated = [("date", front.date, first), ("updated", front.updated, last)];
        for (key, stated, expect) in stated {
            if let Some(stated) = stated.filter(|stated| *stated != expect) {
                let version = if key == "date" { "first" } else { "current" };
                let problem = Problem::Advisory {
                    message: format!(
                        "“{key}” is {stated}, but the {version} version is of {expect}"
                    ),
                    help: "add the version to “revisions”, or mend the day".to_owned(),
                };
                self.found.push(Diagnostic::at(problem, self.doc.front_place(&[key])));
            }
        }
    }

    fn products(&mut self) {
        let mut keys: BTreeSet<&ProductKey> = BTreeSet::new();
        for (n, product) in self.advisory.products.iter().enumerate() {
            let n = n.to_string();
            if product.affected.is_none() && product.fixed.is_none() {
                self.wrong(
                    &["products", &n, "product"],
                    format!("the product “{}” has no version", product.product),
                    "state “affected” versions, the “fixed” version, or both",
                );
            }
            if let Some(key) = product.key.as_ref().filter(|key| !keys.insert(key)) {
                let message = format!("two products have the key “{}”", key.0);
                self.wrong_key(&["products", &n, "key"], message, "give each its own");
            }
        }
        let of_vulnerabilities = self.advisory.vulnerabilities.iter().map(|v| &v.products);
        let of_remediations = self.advisory.remediations.iter().map(|r| &r.products);
        let named = of_vulnerabilities.enumerate().map(|named| ("vulnerabilities", named));
        let named = named.chain(of_remediations.enumerate().map(|named| ("remediations", named)));
        for (block, (n, named)) in named {
            for (i, key) in named.iter().enumerate().filter(|(_, key)| !keys.contains(key)) {
                let path = [block, &n.to_string(), "products", &i.to_string()];
                let message = format!("no product has the key “{}”", key.0);
                self.wrong(&path, message, "name the “key” of one of the “products”");
            }
        }
    }

    fn texts(&mut self) {
        let advisory = self.advisory;
        if self.doc.front.description.is_none() {
            let problem = Problem::MissingKey { key: "description".into() };
            self.found.push(Diagnostic::at(problem, self.doc.front_place(&["title"])));
        }
        if advisory.status == Status::Draft && !self.doc.front.draft {
            self.wrong(
                &["status"],
                "a draft is not for readers".into(),
                "make it “interim” or “final”, or keep the page back with “draft: true”",
            );
        }
        if advisory.vulnerabilities.is_empty() && advisory.references.is_empty() {
            self.wrong(
                &["id"],
                "the advisory names neither a vulnerability nor a reference".into(),
                "add “vulnerabilities”, or at least one of “references” (CSAF 2.0 §4.3)",
            );
        }
        if !advisory.vulnerabilities.is_empty() && advisory.products.is_empty() {
            self.wrong_key(
                &["vulnerabilities"],
                "the advisory names vulnerabilities, but no product that has them".into(),
                "add “products” (CSAF 2.0 §4.4)",
            );
        }
        for (n, vulnerability) in advisory.vulnerabilities.iter().enumerate() {
            if vulnerability.cve.is_none() && vulnerability.title.is_none() {
                self.wrong(
                    &["vulnerabilities", &n.to_string()],
                    "a vulnerability has neither a CVE number nor a title".into(),
                    "state its “cve”, or give it a “title”",
                );
            }
        }
        for (n, thanked) in advisory.acknowledgements.iter().enumerate() {
            if thanked.names.is_empty()
                && thanked.organization.is_none()
                && thanked.summary.is_none()
            {
                self.wrong(
                    &["acknowledgements", &n.to_string()],
                    "an acknowledgement names nobody".into(),
                    "state “names”, “organization” or “summary”",
                );
            }
        }
    }

    /// Everything that no language changes.
    fn same_facts(&mut self, other: &Doc) {
        let Some(theirs) = other.front.advisory.as_deref() else { return };
        let ours = self.advisory;
        let cves = |a: &AdvisoryFront| -> Vec<_> {
            let facts = a.vulnerabilities.iter();
            facts.map(|v| (v.cve.clone(), v.cwe.clone(), v.products.clone())).collect()
        };
        let scores = |a: &AdvisoryFront| -> Vec<_> {
            a.vulnerabilities.iter().flat_map(|v| v.cvss.clone()).map(|c| c.vector).collect()
        };
        let versions = |a: &AdvisoryFront| -> Vec<_> {
            a.revisions.iter().map(|revision| (revision.number, revision.date)).collect()
        };
        let remediations = |a: &AdvisoryFront| -> Vec<_> {
            let facts = a.remediations.iter();
            facts.map(|r| (r.kind, r.cves.clone(), r.products.clone())).collect()
        };
        let values = |a: &AdvisoryFront| -> Vec<_> {
            a.indicators.iter().map(|indicator| indicator.value.clone()).collect()
        };
        let same = [
            ("status", "the states", ours.status == theirs.status),
            ("severity", "the stated severities", ours.severity == theirs.severity),
            ("revisions", "numbers and days of the versions", versions(ours) == versions(theirs)),
            ("products", "the products", ours.products == theirs.products),
            ("vulnerabilities", "the vulnerabilities", cves(ours) == cves(theirs)),
            ("vulnerabilities", "the CVSS vectors", scores(ours) == scores(theirs)),
            ("remediations", "kinds of remediation", remediations(ours) == remediations(theirs)),
            ("indicators", "the indicators", values(ours) == values(theirs)),
        ];
        for (key, what, _) in same.into_iter().filter(|(_, _, same)| !same) {
            let (what, other) = (what.to_owned(), other.path.to_string());
            let place = self.doc.front_place(&["advisory", key]);
            self.found.push(Diagnostic::at(Problem::AdvisoryDiffers { what, other }, place));
        }
    }
}
