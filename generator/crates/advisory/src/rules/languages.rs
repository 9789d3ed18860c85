//! The languages of an advisory: all of them have it, and state the same facts.

use super::Page;
use crate::all;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{AdvisoryFront, DetectionRule, Indicator, Malware};

/// Pages that are an advisory in another language, and none in their own.
pub fn lost(site: Linked) -> impl Iterator<Item = Diagnostic> {
    let graph = site.graph;
    let has_block = move |id: DocId| graph.doc(id).front.advisory.is_some();
    // Whose block has a mistake is told that alone.
    let is_without = move |id: DocId| {
        !has_block(id) && graph.doc(id).front_source().entry(&["advisory"]).is_none()
    };
    all(site).flat_map(move |(id, _)| {
        let others = || graph.node(id).pair.iter().filter_map(|(_, other)| *other);
        // Of several languages with a block, the first speaks.
        let speaks = others().find(|other| has_block(*other)) == Some(id);
        others().filter(move |other| speaks && is_without(*other)).map(move |other| {
            let problem = Problem::AdvisoryLost { other: graph.doc(id).path.to_string() };
            Diagnostic::at(problem, graph.doc(other).front_place(&["title"]))
        })
    })
}

impl Page<'_, '_> {
    /// The same page in another language with another number: none would know of the other.
    pub fn other_number(&mut self, site: Linked, id: DocId) {
        let graph = site.graph;
        let number = |id: DocId| Some(&graph.doc(id).front.advisory.as_deref()?.id.0);
        let mut others = graph.node(id).pair.iter().filter_map(|(_, other)| *other);
        // Of several languages with a block, the first speaks.
        let Some(first) = others.find(|other| number(*other).is_some()) else { return };
        let (own, theirs) = (&self.advisory.id.0, number(first));
        if let Some(theirs) = theirs.filter(|theirs| *theirs != own) {
            let message = format!(
                "the number here is {own}, but {}, which is the same advisory, has {theirs}",
                graph.doc(first).path
            );
            let help = "write the same “id” in each language; another advisory is a page with another file name";
            self.wrong(&["id"], message, help);
        }
    }

    /// Everything that no language changes.
    pub fn same_facts(&mut self, other: &Doc) {
        let Some(theirs) = other.front.advisory.as_deref() else { return };
        let ours = self.advisory;
        let cves = |a: &AdvisoryFront| -> Vec<_> {
            let facts = a.vulnerabilities.iter();
            facts
                .map(|v| {
                    let public = (v.discovered.clone(), v.released.clone());
                    let since = v.exploited.as_ref().map(|exploited| exploited.since.clone());
                    let used = (since, v.known_exploited.clone(), v.epss.clone(), v.ssvc.clone());
                    let name = (v.key.clone(), v.cve.clone(), v.ids.clone(), v.cwe.clone());
                    let threats: Vec<_> = v.threats.iter().map(|threat| threat.kind).collect();
                    (name, public, used, threats, v.products.clone())
                })
                .collect()
        };
        let scores = |a: &AdvisoryFront| -> Vec<_> {
            a.vulnerabilities
                .iter()
                .flat_map(|v| v.cvss.clone())
                .map(|c| (c.vector, c.source))
                .collect()
        };
        let versions = |a: &AdvisoryFront| -> Vec<_> {
            a.revisions.iter().map(|revision| (revision.number, revision.date.clone())).collect()
        };
        let remediations = |a: &AdvisoryFront| -> Vec<_> {
            let facts = a.remediations.iter();
            facts
                .map(|r| {
                    let of = (r.cves.clone(), r.vulnerabilities.clone(), r.products.clone());
                    (r.kind, r.date.clone(), r.restart, of)
                })
                .collect()
        };
        let values = |indicators: &[Indicator]| -> Vec<_> {
            let facts = |of: &Indicator| (of.kind, of.value.clone(), of.context.clone());
            indicators.iter().map(facts).collect()
        };
        let [own_back, their_back] =
            [ours, theirs].map(|advisory| values(&advisory.indicators_withdrawn));
        let rules = |a: &AdvisoryFront| -> Vec<_> {
            let facts = |of: &DetectionRule| DetectionRule { comment: None, ..of.clone() };
            a.rules.iter().map(facts).collect()
        };
        let malware = |a: &AdvisoryFront| -> Vec<_> {
            let facts = |of: &Malware| Malware { description: None, ..of.clone() };
            a.malware.iter().map(facts).collect()
        };
        let superseded =
            |a: &AdvisoryFront| a.superseded_by.as_ref().map(|by| (by.id.clone(), by.date.clone()));
        let withdrawn =
            |a: &AdvisoryFront| a.withdrawn.as_ref().map(|withdrawn| withdrawn.date.clone());
        let mut both = ours.products.iter().zip(&theirs.products);
        let products = ours.products.len() == theirs.products.len()
            && both.all(|(own, their)| own.states_the_same(their));
        let same = [
            ("status", "the states", ours.status == theirs.status),
            ("severity", "the stated severities", ours.severity == theirs.severity),
            ("aliases", "the other names", ours.aliases == theirs.aliases),
            ("superseded_by", "what takes their place", superseded(ours) == superseded(theirs)),
            ("original", "the languages of the original", ours.original == theirs.original),
            ("withdrawn", "the days of withdrawal", withdrawn(ours) == withdrawn(theirs)),
            ("revisions", "numbers and days of the versions", versions(ours) == versions(theirs)),
            ("products", "the products", products),
            ("vulnerabilities", "the vulnerabilities", cves(ours) == cves(theirs)),
            ("vulnerabilities", "the CVSS vectors", scores(ours) == scores(theirs)),
            ("remediations", "kinds of remediation", remediations(ours) == remediations(theirs)),
            (
                "indicators",
                "the indicators",
                values(&ours.indicators) == values(&theirs.indicators),
            ),
            ("malware", "the malware", malware(ours) == malware(theirs)),
            ("rules", "the rules of detection", rules(ours) == rules(theirs)),
            ("indicators_withdrawn", "the withdrawn indicators", own_back == their_back),
        ];
        for (key, what, _) in same.into_iter().filter(|(_, _, same)| !same) {
            let (what, other) = (what.to_owned(), other.path.to_string());
            let place = self.doc.front_place(&["advisory", key]);
            self.found.push(Diagnostic::at(Problem::AdvisoryDiffers { what, other }, place));
        }
    }
}
