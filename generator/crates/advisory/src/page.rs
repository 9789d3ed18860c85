//! An advisory → what its page's template gets as `page.advisory`.

mod marks;

use super::all_files;
use super::csaf::{CsafDocument, CsafFile};
use super::decision;
use super::provider::said;
use super::view::{
    AdvisoryView, CvssView, CweView, DocumentView, EpssView, ExploitedView, HashView, IdView,
    ListedView, NotAffectedView, ProductView, ReferenceView, RemarkView, RemediationView,
    RevisionView, SectionIds, SeverityView, SsvcPointView, SsvcView, SupersededView, TermsView,
    ThankedView, ThreatView, VulnerabilityView, WithdrawnView,
};
use certsite_base::lang::Lang;
use certsite_site::config::Date;
use certsite_site::link::{DateView, DocId};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{
    Acknowledgement, AdvisoryFront, Cvss, Indicator, Justification, NumberedVersion, Product,
    ProductKey, Reference, RelationKind, Remediation, RemediationKind, Restart, Severity, Ssvc,
    Status, ThreatKind, Verdict, Versions, Vulnerability,
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
        exploited: advisory.is_exploited(),
        version: versions.last().map(|version| version.number),
        withdrawn: advisory.withdrawn.as_ref().map(|withdrawn| WithdrawnView {
            date: viewer.date(withdrawn.date.day),
            reason: &withdrawn.reason,
        }),
        superseded: advisory.superseded_by.as_ref().map(|by| SupersededView {
            date: viewer.date(by.date.day),
            reason: &by.reason,
            id: &by.id.0,
            url: site.graph.successor(id).map(|page| &site.graph.node(page).url),
        }),
        aliases: advisory.aliases.iter().map(String::as_str).collect(),
        revisions: versions.iter().rev().map(|version| viewer.revision(version)).collect(),
        concerned: advisory.products.iter().any(is_concerned),
        spared: advisory.products.iter().any(is_spared),
        products: advisory.products.iter().map(|p| viewer.product(p, advisory)).collect(),
        vulnerabilities: advisory.vulnerabilities.iter().map(|v| viewer.vulnerability(v)).collect(),
        remediations: advisory
            .remediations
            .iter()
            .map(|r| viewer.remediation(r, advisory))
            .collect(),
        references: advisory.references.iter().map(reference).collect(),
        acknowledgements: advisory.acknowledgements.iter().map(thanked).collect(),
        malware: advisory.malware.iter().map(|malware| viewer.malware(malware)).collect(),
        indicators: viewer.indicators(holding(advisory)),
        rules: advisory.rules.iter().map(|rule| viewer.rule(id, rule)).collect(),
        indicators_withdrawn: viewer.indicators(taken_back(advisory)),
        terms: viewer.terms(),
        documents: all_files(documents).map(|found| viewer.document(found)).collect(),
        ids: SECTIONS,
    }
}

/// The ids of the sections that a theme draws of an advisory, which no heading of the page gets.
/// Templates take them from `page.advisory.ids`, so that pages without such a section may use them.
const SECTIONS: SectionIds = SectionIds {
    vulnerabilities: "vulnerabilities",
    products: "products",
    not_affected: "not-affected",
    remediations: "remediations",
    malware: "malware",
    indicators: "indicators",
    rules: "rules",
    indicators_withdrawn: "indicators_withdrawn",
    references: "references",
    acknowledgements: "acknowledgements",
    terms: "terms",
    history: "history",
    machines: "machines",
};

/// The strings of the theme that a view asks for.
pub fn strings() -> impl Iterator<Item = String> {
    let statuses = Status::ALL.map(|status| format!("advisory.status_{}", status.word()));
    let severities = Severity::ALL.map(|severity| format!("severity.{}", severity.word()));
    let remedies = RemediationKind::ALL.map(|kind| format!("remediation.{}", kind.word()));
    let reasons = Justification::ALL.map(|reason| format!("justification.{}", reason.word()));
    let relations = RelationKind::ALL.map(|kind| format!("relation.{}", kind.word()));
    let all = statuses.into_iter().chain(severities).chain(remedies);
    let threats = ThreatKind::ALL.map(|kind| format!("threat.{}", kind.word()));
    let restarts = Restart::ALL.map(|restart| format!("restart.{}", restart.word()));
    let all = all.chain(reasons).chain(relations).chain(threats).chain(restarts);
    all.chain(decision::strings()).chain(marks::strings()).chain([DECIMAL.to_owned()])
}

/// The theme's string that is the language's decimal mark.
const DECIMAL: &str = "number.decimal";

/// Those of them that an advisory's page has, or may have once the team publishes CSAF.
pub fn ids(advisory: &AdvisoryFront) -> impl Iterator<Item = &'static str> {
    let sections = [
        (SECTIONS.vulnerabilities, !advisory.vulnerabilities.is_empty()),
        (SECTIONS.products, advisory.products.iter().any(is_concerned)),
        (SECTIONS.not_affected, advisory.products.iter().any(is_spared)),
        (SECTIONS.remediations, !advisory.remediations.is_empty()),
        (SECTIONS.malware, !advisory.malware.is_empty()),
        (SECTIONS.indicators, holding(advisory).next().is_some()),
        (SECTIONS.rules, !advisory.rules.is_empty()),
        (SECTIONS.indicators_withdrawn, taken_back(advisory).next().is_some()),
        (SECTIONS.references, !advisory.references.is_empty()),
        (SECTIONS.acknowledgements, !advisory.acknowledgements.is_empty()),
        (SECTIONS.terms, true),
        (SECTIONS.history, true),
        (SECTIONS.machines, true),
    ];
    sections.into_iter().filter(|(_, is_drawn)| *is_drawn).map(|(id, _)| id)
}

/// Indicators that programs are to look for: none of an advisory that was withdrawn.
fn holding(advisory: &AdvisoryFront) -> impl Iterator<Item = &Indicator> {
    advisory.indicators.iter().filter(|_| advisory.withdrawn.is_none())
}

/// Those that no program is to look for any more.
fn taken_back(advisory: &AdvisoryFront) -> impl Iterator<Item = &Indicator> {
    let own = advisory.indicators.iter().filter(|_| advisory.withdrawn.is_some());
    own.chain(&advisory.indicators_withdrawn)
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

/// Whether an advisory warns of a product.
fn is_concerned(product: &Product) -> bool {
    let mut verdicts = product.states().filter_map(|(state, _)| state.verdict());
    verdicts.any(|verdict| verdict != Verdict::NotAffected)
}

/// Whether some of its versions are not affected.
fn is_spared(product: &Product) -> bool {
    product.not_affected.is_some()
}

/// Versions with commas between them.
fn joined(versions: &Versions) -> Option<String> {
    let versions: Vec<&str> = versions.0.iter().map(|version| &*version.0).collect();
    (!versions.is_empty()).then(|| versions.join(", "))
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

    fn terms(&self) -> Option<TermsView> {
        let said = |key| said(self.site, self.lang, key);
        let terms = TermsView {
            contact: said("advisories.contact"),
            issuing_authority: said("advisories.issuing_authority"),
            distribution: said("advisories.distribution"),
            notes: said("advisories.notes"),
            legal_disclaimer: said("advisories.legal_disclaimer"),
            license: said("advisories.license"),
        };
        let all = [
            &terms.contact,
            &terms.issuing_authority,
            &terms.distribution,
            &terms.notes,
            &terms.legal_disclaimer,
            &terms.license,
        ];
        all.iter().any(|said| said.is_some()).then_some(terms)
    }

    fn document(&self, (document, file): (&'a CsafDocument, &'a CsafFile)) -> DocumentView<'a> {
        let language = &self.site.config.languages[document.lang].name;
        let version = file.version.number();
        DocumentView { language, version, file: &document.file, url: &file.url }
    }

    fn product(&self, product: &'a Product, advisory: &'a AdvisoryFront) -> ProductView<'a> {
        let named = |key: &ProductKey| {
            advisory.products.iter().find(|other| other.key.as_ref() == Some(key))
        };
        let relation = product.relation.as_ref().and_then(|relation| {
            let to = named(&relation.to)?;
            let name = format!("{} {} {}", to.vendor, to.product, joined(&to.version)?);
            let words = self.text(&format!("relation.{}", relation.kind.word()));
            Some(words.replace("{product}", &name))
        });
        ProductView {
            vendor: &product.vendor,
            family: product.family.as_deref(),
            product: &product.product,
            relation,
            is_concerned: is_concerned(product),
            affected: product.affected.as_ref().map(|range| &*range.0),
            first_affected: joined(&product.first_affected),
            last_affected: joined(&product.last_affected),
            fixed: joined(&product.fixed),
            first_fixed: joined(&product.first_fixed),
            recommended: joined(&product.recommended),
            not_affected: product.not_affected.as_ref().map(|not| NotAffectedView {
                versions: &not.versions.0,
                justification: not
                    .justification
                    .map(|reason| self.text(&format!("justification.{}", reason.word()))),
                impact: not.impact.as_deref(),
            }),
            under_investigation: product.under_investigation.as_ref().map(|range| &*range.0),
            unknown: product.unknown.as_ref().map(|range| &*range.0),
            cpe: product.cpe.iter().map(|cpe| &*cpe.0).collect(),
            purl: product.purl.iter().map(|purl| &*purl.0).collect(),
            models: product.models.iter().map(String::as_str).collect(),
            serials: product.serials.iter().map(String::as_str).collect(),
            hashes: product
                .hashes
                .iter()
                .map(|hash| HashView { file: &hash.file, sha256: &hash.sha256.0 })
                .collect(),
        }
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

    fn severity(&self, severity: Severity) -> SeverityView {
        let word = severity.word();
        SeverityView { word, text: self.text(&format!("severity.{word}")) }
    }

    fn vulnerability(&self, vulnerability: &'a Vulnerability) -> VulnerabilityView<'a> {
        VulnerabilityView {
            cve: vulnerability.cve.as_ref().map(|cve| &*cve.0),
            title: vulnerability.title.as_deref(),
            description: vulnerability.description.as_deref(),
            ids: vulnerability
                .ids
                .iter()
                .map(|id| IdView {
                    system: &id.system,
                    is_in_english: id.is_of_known_list(),
                    id: &id.id,
                })
                .collect(),
            cwes: vulnerability
                .cwe
                .iter()
                .map(|cwe| CweView { id: &cwe.id, name: &cwe.name })
                .collect(),
            cvss: vulnerability.cvss.iter().map(|cvss| self.cvss(cvss)).collect(),
            notes: vulnerability
                .notes
                .iter()
                .map(|note| RemarkView { title: note.title.as_deref(), text: &note.text })
                .collect(),
            exploited: vulnerability.exploited.as_ref().map(|exploited| ExploitedView {
                since: self.date(exploited.since.day),
                text: exploited.text.as_deref(),
            }),
            known_exploited: vulnerability
                .known_exploited
                .iter()
                .map(|listed| ListedView {
                    list: &listed.list,
                    date: self.date(listed.date.day),
                    url: listed.url.as_ref().map(|url| &*url.0),
                })
                .collect(),
            epss: vulnerability.epss.as_ref().map(|epss| EpssView {
                score: self.score(epss.score.0 * 100.0),
                percentile: epss.percentile.map(|share| self.score(share.0 * 100.0)),
                date: self.date(epss.date.day),
                source: epss.source.as_ref().map(|url| url.0.as_str()),
            }),
            ssvc: vulnerability.ssvc.as_ref().map(|ssvc| self.ssvc(ssvc)),
            threats: vulnerability
                .threats
                .iter()
                .map(|threat| ThreatView {
                    kind: self.text(&format!("threat.{}", threat.kind.word())),
                    text: &threat.text,
                    date: threat.date.as_ref().map(|date| self.date(date.day)),
                })
                .collect(),
            discovered: vulnerability.discovered.as_ref().map(|date| self.date(date.day)),
            released: vulnerability.released.as_ref().map(|date| self.date(date.day)),
            references: vulnerability.references.iter().map(reference).collect(),
            acknowledgements: vulnerability.acknowledgements.iter().map(thanked).collect(),
        }
    }

    fn cvss(&self, cvss: &'a Cvss) -> CvssView<'a> {
        CvssView {
            version: cvss.version.number(),
            score: self.score(cvss.score),
            severity: self.severity(cvss.severity),
            vector: &cvss.vector,
            source: cvss.source.as_ref().map(|url| url.0.as_str()),
        }
    }

    fn ssvc(&self, ssvc: &'a Ssvc) -> SsvcView<'a> {
        let points = decision::points(self.site, self.lang, ssvc).into_iter();
        SsvcView {
            points: points.map(|(point, value)| SsvcPointView { point, value }).collect(),
            date: self.date(ssvc.date.day),
            source: ssvc.source.as_ref().map(|url| url.0.as_str()),
        }
    }

    /// A score with the language's decimal mark.
    fn score(&self, score: f64) -> String {
        format!("{score:.1}").replace('.', &self.text(DECIMAL))
    }

    fn remediation(
        &self,
        remediation: &'a Remediation,
        advisory: &'a AdvisoryFront,
    ) -> RemediationView<'a> {
        // By their numbers, or what they are called.
        let by_key = advisory.vulnerabilities.iter().filter(|found| {
            found.key.as_ref().is_some_and(|key| remediation.vulnerabilities.contains(key))
        });
        let by_key = by_key.filter_map(|found| {
            let cve = found.cve.as_ref().map(|cve| &*cve.0);
            cve.or_else(|| found.ids.first().map(|id| &*id.id)).or(found.title.as_deref())
        });
        RemediationView {
            kind: self.text(&format!("remediation.{}", remediation.kind.word())),
            text: &remediation.text,
            url: remediation.url.as_ref().map(|url| &*url.0),
            cves: remediation.cves.iter().map(|cve| &*cve.0).chain(by_key).collect(),
            date: remediation.date.as_ref().map(|date| self.date(date.day)),
            restart: remediation
                .restart
                .map(|restart| self.text(&format!("restart.{}", restart.word()))),
            entitlements: remediation.entitlements.iter().map(String::as_str).collect(),
        }
    }
}
