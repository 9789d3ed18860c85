//! What an advisory says: remediations that are for something, words where words belong, each
//! indicator once.

use super::Page;
use crate::doubt::Own;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::parse::advisory::{
    AdvisoryFront, Context, CveId, Indicator, IndicatorKind, ProductKey, Remediation,
    RemediationKind, Status, Vulnerability, VulnerabilityKey,
};
use std::borrow::Cow;
use std::collections::HashMap;

impl Page<'_, '_> {
    /// What a maker did about a weakness of a product: one of three, which exclude each other.
    pub fn contradictions(&mut self) {
        let all = &self.advisory.remediations;
        let weaknesses = &self.advisory.vulnerabilities;
        let is_about_mending = |(_, remediation): &(usize, &Remediation)| {
            !matches!(remediation.kind, RemediationKind::Mitigation | RemediationKind::Workaround)
        };
        let share = |one: &Remediation, other: &Remediation| {
            let is_shared = |one: &[ProductKey], other: &[ProductKey]| {
                one.is_empty() || other.is_empty() || one.iter().any(|key| other.contains(key))
            };
            let cves = |one: &[CveId], other: &[CveId]| {
                one.is_empty() || other.is_empty() || one.iter().any(|cve| other.contains(cve))
            };
            let names_some = |help: &Remediation| !help.vulnerabilities.is_empty();
            // By a key or by a number: they meet in a vulnerability.
            let meet = match names_some(one) || names_some(other) {
                true => weaknesses.iter().any(|found| one.is_for(found) && other.is_for(found)),
                false => cves(&one.cves, &other.cves),
            };
            is_shared(&one.products, &other.products) && meet
        };
        let stated: Vec<_> = all.iter().enumerate().filter(is_about_mending).collect();
        for (at, (n, remediation)) in stated.iter().enumerate() {
            // One is enough, and the first is near.
            let before = &stated[at.saturating_sub(100)..at];
            let other = before
                .iter()
                .find(|(_, other)| other.kind != remediation.kind && share(other, remediation));
            if let Some((_, other)) = other {
                let message = format!(
                    "“{}” stands beside “{}” for the same product and vulnerability",
                    remediation.kind.word(),
                    other.kind.word()
                );
                let help =
                    "keep the one that holds today, or name the “products” and “cves” of each";
                self.wrong(&["remediations", &n.to_string(), "kind"], message, help);
            }
        }
    }

    /// A remediation that no vulnerability of the advisory asks for has no place in the document
    /// for programs, and would be lost there.
    pub fn remediations(&mut self) {
        let weaknesses = &self.advisory.vulnerabilities;
        let share = |one: &[ProductKey], other: &[ProductKey]| {
            one.is_empty() || other.is_empty() || one.iter().any(|key| other.contains(key))
        };
        for (n, remediation) in self.advisory.remediations.iter().enumerate() {
            let n = n.to_string();
            let is_known =
                |cve: &CveId| weaknesses.iter().any(|weakness| weakness.cve.as_ref() == Some(cve));
            let mut is_sound = true;
            for (i, cve) in remediation.cves.iter().enumerate().filter(|(_, cve)| !is_known(cve)) {
                is_sound = false;
                let path = ["remediations", &n, "cves", &i.to_string()];
                let message = format!("{} is none of the advisory's vulnerabilities", cve.0);
                self.wrong(&path, message, "name the “cve” of one of the “vulnerabilities”");
            }
            let has_key = |key: &VulnerabilityKey| {
                weaknesses.iter().any(|weakness| weakness.key.as_ref() == Some(key))
            };
            let keys = remediation.vulnerabilities.iter().enumerate();
            for (i, key) in keys.filter(|(_, key)| !has_key(key)) {
                is_sound = false;
                let path = ["remediations", &n, "vulnerabilities", &i.to_string()];
                let message = format!("no vulnerability has the key “{}”", key.0);
                self.wrong(&path, message, "name the “key” of one of the “vulnerabilities”");
            }
            let is_meant = |weakness: &&Vulnerability| remediation.is_for(weakness);
            let mut meant = weaknesses.iter().filter(is_meant);
            if is_sound && !meant.any(|weakness| share(&weakness.products, &remediation.products)) {
                self.wrong_key(
                    &["remediations", &n],
                    "no product has the vulnerability that this is for".into(),
                    "correct its “cves” and “products”, or those of the “vulnerabilities”",
                );
            }
        }
    }

    /// Scores say how severe it is; a word beside them would be passed over.
    pub fn severity(&mut self) {
        let advisory = self.advisory;
        let is_scored = advisory.vulnerabilities.iter().any(|weakness| !weakness.cvss.is_empty());
        if let (Some(stated), true) = (advisory.severity, is_scored) {
            let meant = advisory.severity().unwrap_or(stated);
            self.wrong_key(
                &["severity"],
                format!("the severity follows from the scores, and is {}", meant.word()),
                "leave “severity” out: it is for advisories without CVSS",
            );
        }
    }

    pub fn texts(&mut self) {
        let advisory = self.advisory;
        if self.doc.front.description.is_none() {
            self.undescribed();
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
    }

    fn undescribed(&mut self) {
        let is_there = self.doc.front_source().entry(&["description"]).is_some();
        let (key, problem) = match is_there {
            true => {
                let message = "“description” is empty".to_owned();
                let expected = "write in one sentence what the advisory warns of".to_owned();
                ("description", Problem::BadValue { message, expected })
            }
            false => ("title", Problem::MissingKey { key: "description".into() }),
        };
        self.found.push(Diagnostic::at(problem, self.doc.front_place(&[key])));
    }

    /// Keys without a value: whether the advisory is withdrawn, say, cannot be left open.
    pub fn unfilled(&mut self) {
        if !self.doc.front_may_be_open {
            return;
        }
        for (key, place) in self.doc.front_source().without_value(&["advisory"]) {
            let message = format!("“{key}” has no value");
            let help = "write what belongs there, or delete the line".to_owned();
            self.found.push(Diagnostic::at(Problem::Advisory { message, help }, place));
        }
    }

    /// Texts that say nothing: readers and CSAF's schema want a word.
    pub fn blanks(&mut self) {
        let advisory = self.advisory;
        let mut texts: Vec<(&str, Option<usize>, &str, &str)> = Vec::new();
        let some = |text: &Option<String>| text.is_some();
        for (n, revision) in advisory.revisions.iter().enumerate() {
            texts.push(("revisions", Some(n), "summary", &revision.summary));
        }
        for (n, product) in advisory.products.iter().enumerate() {
            texts.push(("products", Some(n), "vendor", &product.vendor));
            texts.push(("products", Some(n), "product", &product.product));
            texts
                .extend(product.family.iter().map(|name| ("products", Some(n), "family", &**name)));
            let models =
                product.models.iter().map(|model| ("products", Some(n), "models", &**model));
            texts.extend(models);
            let serials = product.serials.iter();
            texts.extend(serials.map(|serial| ("products", Some(n), "serials", &**serial)));
            let files = product.hashes.iter();
            texts.extend(files.map(|hash| ("products", Some(n), "hashes", &*hash.file)));
            let impact = product.not_affected.iter().filter_map(|not| not.impact.as_deref());
            texts.extend(impact.map(|text| ("products", Some(n), "not_affected", text)));
        }
        for (n, weakness) in advisory.vulnerabilities.iter().enumerate() {
            let both = [("title", &weakness.title), ("description", &weakness.description)];
            for (key, text) in both.into_iter().filter(|(_, text)| some(text)) {
                texts.push(("vulnerabilities", Some(n), key, text.as_deref().unwrap_or_default()));
            }
        }
        for (n, weakness) in advisory.vulnerabilities.iter().enumerate() {
            let mut push = |key, text| texts.push(("vulnerabilities", Some(n), key, text));
            weakness.threats.iter().for_each(|threat| push("threats", &threat.text));
            weakness.known_exploited.iter().for_each(|of| push("known_exploited", &of.list));
            weakness.references.iter().for_each(|to| push("references", &to.title));
            let exploited = weakness.exploited.iter().filter_map(|of| of.text.as_deref());
            exploited.for_each(|text| push("exploited", text));
        }
        for (n, remediation) in advisory.remediations.iter().enumerate() {
            texts.push(("remediations", Some(n), "text", &remediation.text));
            let entitlements = remediation.entitlements.iter();
            texts.extend(
                entitlements.map(|text| ("remediations", Some(n), "entitlements", &**text)),
            );
        }
        for (n, reference) in advisory.references.iter().enumerate() {
            texts.push(("references", Some(n), "title", &reference.title));
        }
        for (n, thanked) in advisory.acknowledgements.iter().enumerate() {
            texts.extend(
                thanked.names.iter().map(|name| ("acknowledgements", Some(n), "names", &**name)),
            );
            let both = [("organization", &thanked.organization), ("summary", &thanked.summary)];
            for (key, text) in both.into_iter().filter(|(_, text)| some(text)) {
                texts.push(("acknowledgements", Some(n), key, text.as_deref().unwrap_or_default()));
            }
        }
        texts.extend(advisory.aliases.iter().map(|alias| ("aliases", None, "aliases", &**alias)));
        if let Some(by) = &advisory.superseded_by {
            texts.push(("superseded_by", None, "reason", &by.reason));
        }
        if let Some(withdrawn) = &advisory.withdrawn {
            texts.push(("withdrawn", None, "reason", &withdrawn.reason));
        }
        for (block, n, key, _) in texts.into_iter().filter(|(.., text)| text.trim().is_empty()) {
            let n = n.map(|n| n.to_string());
            let path: Vec<&str> = [block].into_iter().chain(n.as_deref()).chain([key]).collect();
            self.wrong_key(&path, format!("“{key}” says nothing"), "write what belongs there");
        }
    }

    /// Indicators that stand there already, perhaps in another spelling.
    pub fn twice(&mut self) {
        let mut first: HashMap<(IndicatorKind, Cow<str>), (&str, usize)> = HashMap::new();
        let doc = self.doc;
        let place = |(list, n): (&str, usize)| doc.front_value(&["advisory", list, &n.to_string()]);
        let AdvisoryFront { indicators, indicators_withdrawn, .. } = self.advisory;
        let lists = [("indicators", indicators), ("indicators_withdrawn", indicators_withdrawn)];
        let all = lists.iter().flat_map(|(name, list)| {
            list.iter().enumerate().map(|(n, indicator)| ((*name, n), indicator))
        });
        for (at, indicator) in all {
            let known = *first.entry((indicator.kind, indicator.identity())).or_insert(at);
            if known == at {
                continue;
            }
            let line = place(known).spot.map_or(0, |spot| spot.line);
            let problem = Problem::Advisory {
                message: format!(
                    "the indicator {} stands in line {line} already",
                    indicator.defanged()
                ),
                help: "keep one of the two; how it is spelt makes no difference to programs"
                    .to_owned(),
            };
            self.found.push(Diagnostic::at(problem, place(at)));
        }
    }

    /// Rules that would be one file.
    pub fn rules_of_one_name(&mut self) {
        for (n, rule) in self.advisory.rules.iter().enumerate() {
            let mut before = self.advisory.rules[..n].iter();
            if before.any(|other| other.file() == rule.file()) {
                let message = format!("there are two rules that would be the file {}", rule.file());
                let help = "give one of them another “name”";
                self.wrong(&["rules", &n.to_string(), "name"], message, help);
            }
        }
    }

    /// Indicators that were seen last before they were seen first.
    pub fn sightings(&mut self) {
        let AdvisoryFront { indicators, indicators_withdrawn, .. } = self.advisory;
        let lists = [("indicators", indicators), ("indicators_withdrawn", indicators_withdrawn)];
        for (list, all) in lists {
            for (n, indicator) in all.iter().enumerate() {
                let Context { first_seen, last_seen, .. } = &indicator.context;
                let (Some(first), Some(last)) = (first_seen, last_seen) else { continue };
                if !last.can_follow(first) {
                    let message =
                        format!("it was seen last on {last}, before it was seen first, on {first}");
                    let help = "correct one of the two, or leave out what nobody knows";
                    self.wrong(&[list, &n.to_string(), "last_seen"], message, help);
                }
            }
        }
    }

    /// Indicators that can hardly be meant.
    pub fn doubts(&mut self, own: &Own) {
        let doubtful = |(n, indicator): (usize, &Indicator)| {
            let doubt = own.doubt(indicator)?;
            let place = self.value(&["indicators", &n.to_string()]);
            let value = indicator.defanged();
            let problem = Problem::IndicatorDoubt { value, why: doubt.why, help: doubt.help };
            Some(Diagnostic::at(problem, place))
        };
        let told: Vec<_> =
            self.advisory.indicators.iter().enumerate().filter_map(doubtful).collect();
        self.found.extend(told);
    }
}
