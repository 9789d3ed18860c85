//! Where what is said of a vulnerability can be read (CSAF 2.0 §3.2.3.10; CSAF 2.1, 3.2.4.13).

use super::model::Reference;
use certsite_site::parse::advisory::{HttpsUrl, Vulnerability};
use std::borrow::Cow;

/// The references of a vulnerability: those that are stated, then the addresses that CSAF has no other
/// place for, each once. Of lists of what is exploited that is each; of scores and decisions, each where
/// no metrics name their source.
pub fn references(vulnerability: &Vulnerability, has_metrics: bool) -> Vec<Reference<'_>> {
    let mut all: Vec<Reference> = vulnerability.references.iter().map(Reference::of).collect();
    let lists = vulnerability.known_exploited.iter();
    let lists = lists.map(|of| (Cow::from(&*of.list), &of.url));
    let sources = scores(vulnerability, has_metrics);
    for (summary, url) in lists.chain(sources) {
        let Some(HttpsUrl(url)) = url else { continue };
        if all.iter().all(|known| known.url != *url) {
            all.push(Reference { category: "external", summary, url: url.into() });
        }
    }
    all
}

/// What the vulnerability is measured by that is no metric, and who measured it.
fn scores(
    vulnerability: &Vulnerability,
    has_metrics: bool,
) -> impl Iterator<Item = (Cow<'_, str>, &Option<HttpsUrl>)> {
    let cvss = vulnerability.cvss.iter().filter(move |_| !has_metrics);
    let cvss = cvss.map(|of| (format!("CVSS v{}", of.version.number()).into(), &of.source));
    // CSAF 2.1 wants the percentile, too.
    let epss = vulnerability.epss.iter();
    let epss = epss.filter(move |of| !has_metrics || of.percentile.is_none());
    let epss = epss.map(|of| ("EPSS".into(), &of.source));
    let ssvc = vulnerability.ssvc.iter().filter(move |_| !has_metrics);
    cvss.chain(epss).chain(ssvc.map(|of| ("SSVC".into(), &of.source)))
}
