//! An advisory → what its page's template gets as `page.advisory`.

use super::csaf::CsafDocument;
use super::view::{
    AdvisoryView, CvssView, CweView, DocumentView, IndicatorView, ProductView, ReferenceView,
    RemediationView, RevisionView, SectionIds, SeverityView, ThankedView, VulnerabilityView,
    WithdrawnView,
};
use certsite_base::lang::Lang;
use certsite_site::config::Date;
use certsite_site::link::{DateView, DocId};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{
    Acknowledgement, AdvisoryFront, Cvss, CvssVersion, Indicator, IndicatorKind, NumberedVersion,
    Product, Reference, Remediation, RemediationKind, Severity, Status, Vulnerability,
};

/// The view of an advisory; `documents` are its forms in CSAF.
pub fn view<'a>(
    site: Linked<'a>,
    id: DocId,
    advisory: &'a AdvisoryFront,
    documents: &'a [CsafDocument],
) -> AdvisoryView<'a> {
    let lang = site.graph.doc(id).lang;
    let viewer = Viewer { site, lang };
    let versions = advisory.versions();
    AdvisoryView {
        id: &advisory.id.0,
        tlp: advisory.tlp.label(),
        status: viewer.text(&format!("advisory.status_{}", advisory.status.word())),
        severity: advisory.severity().map(|severity| viewer.severity(severity)),
        version: versions.last().map(|version| version.number),
        withdrawn: advisory.withdrawn.as_ref().map(|withdrawn| WithdrawnView {
            date: viewer.date(withdrawn.date.day),
            reason: &withdrawn.reason,
        }),
        revisions: versions.iter().rev().map(|version| viewer.revision(version)).collect(),
        products: advisory.products.iter().map(product).collect(),
        vulnerabilities: advisory.vulnerabilities.iter().map(|v| viewer.vulnerability(v)).collect(),
        remediations: advisory.remediations.iter().map(|r| viewer.remediation(r)).collect(),
        references: advisory.references.iter().map(reference).collect(),
        acknowledgements: advisory.acknowledgements.iter().map(thanked).collect(),
        indicators: viewer.indicators(&advisory.indicators),
        indicators_withdrawn: viewer.indicators(&advisory.indicators_withdrawn),
        documents: documents.iter().map(|document| viewer.document(document)).collect(),
        ids: SECTIONS,
    }
}

/// The ids of the sections that a theme draws of an advisory, which no heading of the page gets.
/// Templates take them from `page.advisory.ids`, so that pages without such a section may use them.
const SECTIONS: SectionIds = SectionIds {
    vulnerabilities: "vulnerabilities",
    products: "products",
    remediations: "remediations",
    indicators: "indicators",
    indicators_withdrawn: "indicators_withdrawn",
    references: "references",
    acknowledgements: "acknowledgements",
    history: "history",
    machines: "machines",
};

/// The strings of the theme that a view asks for.
pub fn strings() -> impl Iterator<Item = String> {
    let statuses = Status::ALL.map(|status| format!("advisory.status_{}", status.word()));
    let severities = Severity::ALL.map(|severity| format!("severity.{}", severity.word()));
    let indicators = IndicatorKind::ALL.map(|kind| format!("indicator.{}", kind.word()));
    let remedies = RemediationKind::ALL.map(|kind| format!("remediation.{}", kind.word()));
    let all = statuses.into_iter().chain(severities).chain(indicators).chain(remedies);
    all.chain([DECIMAL.to_owned()])
}

/// The theme's string that is the language's decimal mark.
const DECIMAL: &str = "number.decimal";

/// Those of them that an advisory's page has, or may have once the team publishes CSAF.
pub fn ids(advisory: &AdvisoryFront) -> impl Iterator<Item = &'static str> {
    let sections = [
        (SECTIONS.vulnerabilities, !advisory.vulnerabilities.is_empty()),
        (SECTIONS.products, !advisory.products.is_empty()),
        (SECTIONS.remediations, !advisory.remediations.is_empty()),
        (SECTIONS.indicators, !advisory.indicators.is_empty()),
        (SECTIONS.indicators_withdrawn, !advisory.indicators_withdrawn.is_empty()),
        (SECTIONS.references, !advisory.references.is_empty()),
        (SECTIONS.acknowledgements, !advisory.acknowledgements.is_empty()),
        (SECTIONS.history, true),
        (SECTIONS.machines, true),
    ];
    sections.into_iter().filter(|(_, is_drawn)| *is_drawn).map(|(id, _)| id)
}

fn product(product: &Product) -> ProductView<'_> {
    ProductView {
        vendor: &product.vendor,
        product: &product.product,
        affected: product.affected.as_ref().map(|range| &*range.0),
        fixed: product.fixed.as_ref().map(|version| &*version.0),
        cpe: product.cpe.as_ref().map(|cpe| &*cpe.0),
        purl: product.purl.as_ref().map(|purl| &*purl.0),
    }
}

fn reference(reference: &Reference) -> ReferenceView<'_> {
    ReferenceView { title: &reference.title, url: &reference.url.0 }
}

fn thanked(thanked: &Acknowledgement) -> ThankedView<'_> {
    ThankedView {
        names: thanked.names.join(", "),
        organization: thanked.organization.as_deref(),
        summary: thanked.summary.as_deref(),
    }
}

struct Viewer<'a> {
    site: Linked<'a>,
    lang: Lang,
}

impl<'a> Viewer<'a> {
    fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    fn date(&self, date: Date) -> DateView {
        DateView::new(self.site.config, self.lang, date)
    }

    fn document(&self, document: &'a CsafDocument) -> DocumentView<'a> {
        let language = &self.site.config.languages[document.lang].name;
        DocumentView { language, file: &document.file, url: &document.url }
    }

    fn revision(&self, version: &NumberedVersion<'a>) -> RevisionView<'a> {
        let time = version.moment.time.as_ref();
        RevisionView {
            number: version.number,
            date: self.date(version.moment.day),
            time: time.map(|time| format!("{} {}", time.clock, time.zone)),
            summary: version.summary,
        }
    }

    fn indicators(&self, indicators: &'a [Indicator]) -> Vec<IndicatorView<'a>> {
        let view = |indicator: &'a Indicator| IndicatorView {
            kind: self.text(&format!("indicator.{}", indicator.kind.word())),
            value: indicator.defanged(),
            comment: indicator.comment.as_deref(),
        };
        indicators.iter().map(view).collect()
    }

    fn severity(&self, severity: Severity) -> SeverityView {
        let word = severity.word();
        SeverityView { word, text: self.text(&format!("severity.{word}")) }
    }

    fn vulnerability(&self, vulnerability: &'a Vulnerability) -> VulnerabilityView<'a> {
        VulnerabilityView {
            cve: vulnerability.cve.as_ref().map(|cve| &*cve.0),
            title: vulnerability.title.as_deref(),
            description: vulnerability.description.as_deref(),
            cwe: vulnerability.cwe.as_ref().map(|cwe| CweView { id: &cwe.id, name: &cwe.name }),
            cvss: vulnerability.cvss.iter().map(|cvss| self.cvss(cvss)).collect(),
        }
    }

    fn cvss(&self, cvss: &'a Cvss) -> CvssView<'a> {
        CvssView {
            version: match cvss.version {
                CvssVersion::V31 => "3.1",
                CvssVersion::V40 => "4.0",
            },
            score: self.score(cvss.score),
            severity: self.severity(cvss.severity),
            vector: &cvss.vector,
        }
    }

    /// A score with the language's decimal mark.
    fn score(&self, score: f64) -> String {
        format!("{score:.1}").replace('.', &self.text(DECIMAL))
    }

    fn remediation(&self, remediation: &'a Remediation) -> RemediationView<'a> {
        RemediationView {
            kind: self.text(&format!("remediation.{}", remediation.kind.word())),
            text: &remediation.text,
            url: remediation.url.as_ref().map(|url| &*url.0),
            cves: remediation.cves.iter().map(|cve| &*cve.0).collect(),
        }
    }
}
