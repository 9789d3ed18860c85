//! An advisory → what its page's template gets as `page.advisory`.

use super::csaf::CsafDocument;
use certsite_base::lang::Lang;
use certsite_site::config::Date;
use certsite_site::link::{DateView, DocId};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{
    AdvisoryFront, Cvss, CvssVersion, Indicator, Product, Remediation, Severity, Vulnerability,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The view of an advisory; `documents` are its forms in CSAF.
pub fn view(
    site: Linked,
    id: DocId,
    advisory: &AdvisoryFront,
    documents: &[CsafDocument],
) -> Value {
    let lang = site.graph.doc(id).lang;
    let viewer = Viewer { site, lang };
    let versions = advisory.versions();
    let document = |document: &CsafDocument| {
        let language = &site.config.languages[document.lang];
        let file = &document.file;
        json!({ "language": language.name, "file": file, "url": document.url })
    };
    json!({
        "id": advisory.id.0,
        "tlp": advisory.tlp.label(),
        "status": viewer.text(&format!("advisory.status_{}", advisory.status.word())),
        "severity": advisory.severity().map(|severity| viewer.severity(severity)),
        "version": versions.last().map(|version| version.number),
        "withdrawn": advisory.withdrawn.as_ref().map(|withdrawn| json!({
            "date": viewer.date(withdrawn.date.day), "reason": withdrawn.reason,
        })),
        "revisions": versions.iter().rev().map(|version| json!({
            "number": version.number,
            "date": viewer.date(version.moment.day),
            "time": version.moment.time.as_ref().map(|time| format!("{} {}", time.clock, time.zone)),
            "summary": version.summary,
        })).collect::<Vec<_>>(),
        "products": advisory.products.iter().map(product).collect::<Vec<_>>(),
        "vulnerabilities": advisory.vulnerabilities.iter()
            .map(|vulnerability| viewer.vulnerability(vulnerability)).collect::<Vec<_>>(),
        "remediations": advisory.remediations.iter()
            .map(|remediation| viewer.remediation(remediation)).collect::<Vec<_>>(),
        "references": advisory.references.iter().map(|reference| json!({
            "title": reference.title, "url": reference.url.0,
        })).collect::<Vec<_>>(),
        "acknowledgements": advisory.acknowledgements.iter().map(|thanked| json!({
            "names": thanked.names.join(", "),
            "organization": thanked.organization,
            "summary": thanked.summary,
        })).collect::<Vec<_>>(),
        "indicators": viewer.indicators(&advisory.indicators),
        "indicators_withdrawn": viewer.indicators(&advisory.indicators_withdrawn),
        "documents": documents.iter().map(document).collect::<Vec<_>>(),
        "ids": SECTIONS.iter().map(|id| (*id, *id)).collect::<BTreeMap<_, _>>(),
    })
}

/// The ids of the sections that a theme draws of an advisory, which no heading of the page gets.
/// Templates take them from `page.advisory.ids`, so that pages without such a section may use them.
const SECTIONS: [&str; 9] = [
    "vulnerabilities",
    "products",
    "remediations",
    "indicators",
    "indicators_withdrawn",
    "references",
    "acknowledgements",
    "history",
    "machines",
];

/// Those of them that an advisory's page has, or may have once the team publishes CSAF.
pub fn ids(advisory: &AdvisoryFront) -> impl Iterator<Item = &'static str> {
    let is_drawn = move |id: &&str| match *id {
        "vulnerabilities" => !advisory.vulnerabilities.is_empty(),
        "products" => !advisory.products.is_empty(),
        "remediations" => !advisory.remediations.is_empty(),
        "indicators" => !advisory.indicators.is_empty(),
        "indicators_withdrawn" => !advisory.indicators_withdrawn.is_empty(),
        "references" => !advisory.references.is_empty(),
        "acknowledgements" => !advisory.acknowledgements.is_empty(),
        _ => true,
    };
    SECTIONS.into_iter().filter(is_drawn)
}

fn product(product: &Product) -> Value {
    json!({
        "vendor": product.vendor,
        "product": product.product,
        "affected": product.affected.as_ref().map(|range| &range.0),
        "fixed": product.fixed.as_ref().map(|version| &version.0),
        "cpe": product.cpe.as_ref().map(|cpe| &cpe.0),
        "purl": product.purl.as_ref().map(|purl| &purl.0),
    })
}

struct Viewer<'a> {
    site: Linked<'a>,
    lang: Lang,
}

impl Viewer<'_> {
    fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    fn date(&self, date: Date) -> DateView {
        DateView::new(self.site.config, self.lang, date)
    }

    fn indicators(&self, indicators: &[Indicator]) -> Vec<Value> {
        let view = |indicator: &Indicator| {
            json!({
                "kind": self.text(&format!("indicator.{}", indicator.kind.word())),
                "value": indicator.defanged(),
                "comment": indicator.comment,
            })
        };
        indicators.iter().map(view).collect()
    }

    fn severity(&self, severity: Severity) -> Value {
        let word = severity.word();
        json!({ "word": word, "text": self.text(&format!("severity.{word}")) })
    }

    fn vulnerability(&self, vulnerability: &Vulnerability) -> Value {
        let cvss = |cvss: &Cvss| {
            let version = match cvss.version {
                CvssVersion::V31 => "3.1",
                CvssVersion::V40 => "4.0",
            };
            json!({
                "version": version,
                "score": self.score(cvss.score),
                "severity": self.severity(cvss.severity),
                "vector": cvss.vector,
            })
        };
        json!({
            "cve": vulnerability.cve.as_ref().map(|cve| &cve.0),
            "title": vulnerability.title,
            "description": vulnerability.description,
            "cwe": vulnerability.cwe.as_ref().map(|cwe| json!({ "id": cwe.id, "name": cwe.name })),
            "cvss": vulnerability.cvss.iter().map(cvss).collect::<Vec<_>>(),
        })
    }

    /// A score with the language's decimal mark.
    fn score(&self, score: f64) -> String {
        format!("{score:.1}").replace('.', &self.text("number.decimal"))
    }

    fn remediation(&self, remediation: &Remediation) -> Value {
        json!({
            "kind": self.text(&format!("remediation.{}", remediation.kind.word())),
            "text": remediation.text,
            "url": remediation.url.as_ref().map(|url| &url.0),
            "cves": remediation.cves.iter().map(|cve| &cve.0).collect::<Vec<_>>(),
        })
    }
}
