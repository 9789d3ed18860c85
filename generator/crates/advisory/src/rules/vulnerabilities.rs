//! The vulnerabilities of an advisory: each with a name, found before it became public, with one score
//! of each version of CVSS; and who is thanked.

use super::Page;
use certsite_site::parse::advisory::{
    Acknowledgement, CveId, CvssVersion, Vulnerability, VulnerabilityKey,
};
use std::collections::BTreeSet;

impl Page<'_, '_> {
    pub fn vulnerabilities(&mut self) {
        let mut keys: BTreeSet<&VulnerabilityKey> = BTreeSet::new();
        let mut numbers: BTreeSet<&CveId> = BTreeSet::new();
        for (n, found) in self.advisory.vulnerabilities.iter().enumerate() {
            let n = n.to_string();
            let path = ["vulnerabilities", &n];
            if found.cve.is_none() && found.ids.is_empty() && found.title.is_none() {
                self.wrong(
                    &path,
                    "a vulnerability has neither a CVE number nor a title".into(),
                    "state its “cve”, or give it a “title”",
                );
            }
            if let Some(key) = found.key.as_ref().filter(|key| !keys.insert(key)) {
                let message = format!("two vulnerabilities have the key “{}”", key.0);
                self.wrong_key(&["vulnerabilities", &n, "key"], message, "give each its own");
            }
            // CSAF 2.0 §6.1.23.
            if let Some(cve) = found.cve.as_ref().filter(|cve| !numbers.insert(cve)) {
                let message = format!("two vulnerabilities have the number {}", cve.0);
                let help = "say in one of them all that is known of it, or correct the number";
                self.wrong(&["vulnerabilities", &n, "cve"], message, help);
            }
            self.days_of(&n, found);
            self.scores(&n, found);
            self.nobody(&path, &found.acknowledgements);
        }
        self.nobody(&[], &self.advisory.acknowledgements);
    }

    /// Nothing is public before it is found.
    fn days_of(&mut self, n: &str, found: &Vulnerability) {
        let (Some(discovered), Some(released)) = (&found.discovered, &found.released) else {
            return;
        };
        if !released.can_follow(discovered) {
            self.wrong(
                &["vulnerabilities", n, "released"],
                format!("it became public on {}, before it was found", released.day),
                "correct “discovered” or “released”",
            );
        }
    }

    /// CSAF 2.0 §6.1.7: two scores of one version contradict each other.
    fn scores(&mut self, n: &str, found: &Vulnerability) {
        let mut known: Vec<CvssVersion> = Vec::new();
        for (i, cvss) in found.cvss.iter().enumerate() {
            if known.contains(&cvss.version) {
                let message = format!("two scores are of CVSS v{}", cvss.version.number());
                let help = "keep the one that holds: each version of CVSS gives one score";
                let path = ["vulnerabilities", n, "cvss", &i.to_string(), "vector"];
                self.wrong(&path, message, help);
            } else {
                known.push(cvss.version);
            }
        }
    }

    /// Thanks to nobody.
    fn nobody(&mut self, inside: &[&str], acknowledgements: &[Acknowledgement]) {
        for (n, thanked) in acknowledgements.iter().enumerate() {
            if thanked.names.is_empty()
                && thanked.organization.is_none()
                && thanked.summary.is_none()
            {
                let n = n.to_string();
                self.wrong(
                    &[inside, &["acknowledgements", &n]].concat(),
                    "an acknowledgement names nobody".into(),
                    "state “names”, “organization” or “summary”",
                );
            }
        }
    }
}
