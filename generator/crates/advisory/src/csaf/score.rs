//! How grave a vulnerability is, in the words of CSAF: scores (CSAF 2.0 §3.2.3.13), metrics (CSAF 2.1,
//! 3.2.4.10). Fields as in FIRST's schemas of CVSS.

use super::lent::{Ids, shown};
use certsite_site::parse::advisory as front;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Serialize)]
pub struct Score<'a> {
    #[serde(flatten)]
    pub cvss: CvssOf<'a>,
    pub products: Ids<'a>,
}

/// What is measured of a vulnerability in some products.
#[derive(Serialize)]
pub struct Metric<'a> {
    pub content: Content<'a>,
    pub products: Ids<'a>,
    /// The page of whoever measured it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
}

#[derive(Default, Serialize)]
pub struct Content<'a> {
    #[serde(flatten)]
    pub cvss: CvssOf<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epss: Option<EpssOf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssvc_v2: Option<SsvcOf>,
}

/// One vector of each of these versions.
#[derive(Default, Serialize)]
pub struct CvssOf<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss_v2: Option<CvssV2<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss_v3: Option<Cvss<'a>>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss_v4: Option<Cvss<'a>>,
}

/// Fields as in the schema of CVSS v2.0 of FIRST.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssV2<'a> {
    pub base_score: f64,
    pub vector_string: &'a str,
    pub version: &'static str,
}

/// Fields as in the schemas of CVSS v3.0, v3.1 and v4.0 of FIRST.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cvss<'a> {
    pub base_score: f64,
    pub base_severity: &'static str,
    pub vector_string: &'a str,
    pub version: &'static str,
}

/// How likely it is to be used (CSAF 2.1, 3.2.4.10.1): shares as texts, with a point.
#[derive(Serialize)]
pub struct EpssOf {
    pub percentile: String,
    pub probability: String,
    #[serde(serialize_with = "shown")]
    pub timestamp: Timestamp,
}

impl EpssOf {
    /// None where no percentile is stated, without which there is no place for it.
    pub fn of(epss: &front::Epss) -> Option<EpssOf> {
        let share = |share: f64| match share.to_string() {
            whole if !whole.contains('.') => format!("{whole}.0"),
            part => part,
        };
        Some(EpssOf {
            percentile: share(epss.percentile?.0),
            probability: share(epss.score.0),
            timestamp: epss.date.begins(),
        })
    }
}

/// What was decided by SSVC (CSAF 2.1, 3.2.4.10.1): a list of selections, by CERT/CC's schema
/// SelectionList 2.0.0.
#[derive(Serialize)]
pub struct SsvcOf {
    #[serde(rename = "schemaVersion")]
    pub schema_version: &'static str,
    pub selections: Vec<Selection>,
    #[serde(serialize_with = "shown")]
    pub timestamp: Timestamp,
}

#[derive(Serialize)]
pub struct Selection {
    pub key: &'static str,
    pub namespace: &'static str,
    pub values: [Selected; 1],
    pub version: &'static str,
}

#[derive(Serialize)]
pub struct Selected {
    pub key: &'static str,
}

impl SsvcOf {
    fn of(ssvc: &front::Ssvc) -> SsvcOf {
        let selection = |point: front::Point| {
            let (namespace, key, version) = point.id;
            Selection { key, namespace, values: [Selected { key: point.value }], version }
        };
        SsvcOf {
            schema_version: "2.0.0",
            selections: ssvc.points().into_iter().map(selection).collect(),
            timestamp: ssvc.date.begins(),
        }
    }
}

/// A rating, as FIRST's schemas write it.
fn severity(severity: front::Severity) -> &'static str {
    match severity {
        front::Severity::None => "NONE",
        front::Severity::Low => "LOW",
        front::Severity::Medium => "MEDIUM",
        front::Severity::High => "HIGH",
        front::Severity::Critical => "CRITICAL",
    }
}

impl<'a> CvssOf<'a> {
    fn of(cvss: &'a front::Cvss) -> CvssOf<'a> {
        let version = cvss.version.number();
        let (base_score, vector_string) = (cvss.score, cvss.vector.as_str());
        let base_severity = severity(cvss.severity);
        let none = CvssOf::default();
        let newer = Cvss { base_score, base_severity, vector_string, version };
        match cvss.version {
            front::CvssVersion::V20 => {
                CvssOf { cvss_v2: Some(CvssV2 { base_score, vector_string, version }), ..none }
            }
            front::CvssVersion::V30 | front::CvssVersion::V31 => {
                CvssOf { cvss_v3: Some(newer), ..none }
            }
            front::CvssVersion::V40 => CvssOf { cvss_v4: Some(newer), ..none },
        }
    }

    /// Whether another vector has its place here free: v3.0 and v3.1 share one.
    fn has_room_for(&self, other: &CvssOf) -> bool {
        !(self.cvss_v2.is_some() && other.cvss_v2.is_some()
            || self.cvss_v3.is_some() && other.cvss_v3.is_some()
            || self.cvss_v4.is_some() && other.cvss_v4.is_some())
    }

    fn add(&mut self, other: CvssOf<'a>) {
        self.cvss_v2 = self.cvss_v2.take().or(other.cvss_v2);
        self.cvss_v3 = self.cvss_v3.take().or(other.cvss_v3);
        self.cvss_v4 = self.cvss_v4.take().or(other.cvss_v4);
    }
}

impl<'a> Score<'a> {
    /// None of v4.0, for which CSAF 2.0 has no place.
    pub fn of(cvss: &'a front::Cvss, products: Ids<'a>) -> Option<Score<'a>> {
        let is_known = cvss.version != front::CvssVersion::V40;
        is_known.then(|| Score { cvss: CvssOf::of(cvss), products })
    }
}

impl<'a> Metric<'a> {
    /// All that is measured, in as few items as hold it: one for each source, and for each vector
    /// that has no room beside another of it.
    pub fn all(
        stated: impl Iterator<Item = &'a front::Cvss>,
        others: impl Iterator<Item = Sourced<'a>>,
        products: &Ids<'a>,
    ) -> Vec<Metric<'a>> {
        let mut all: Vec<Sourced> = Vec::new();
        for cvss in stated {
            let (source, own) = (url(&cvss.source), CvssOf::of(cvss));
            match all
                .iter_mut()
                .find(|(of, own_of)| *of == source && own_of.cvss.has_room_for(&own))
            {
                Some((_, content)) => content.cvss.add(own),
                None => all.push((source, Content { cvss: own, ..Content::default() })),
            }
        }
        for (source, other) in others {
            match all.iter_mut().find(|(of, _)| *of == source) {
                Some((_, content)) => {
                    content.epss = content.epss.take().or(other.epss);
                    content.ssvc_v2 = content.ssvc_v2.take().or(other.ssvc_v2);
                }
                None => all.push((source, other)),
            }
        }
        let metric = |(source, content)| Metric { content, products: products.clone(), source };
        all.into_iter().map(metric).collect()
    }
}

/// What is measured, and the page of whoever did that first (CSAF 2.1, 3.2.4.10.3).
pub type Sourced<'a> = (Option<&'a str>, Content<'a>);

/// What is measured of a vulnerability beside CVSS.
pub fn others(vulnerability: &front::Vulnerability) -> impl Iterator<Item = Sourced<'_>> {
    let epss = vulnerability.epss.iter().filter_map(|epss| {
        let content = Content { epss: Some(EpssOf::of(epss)?), ..Content::default() };
        Some((url(&epss.source), content))
    });
    let ssvc = vulnerability.ssvc.iter().map(|ssvc| {
        let content = Content { ssvc_v2: Some(SsvcOf::of(ssvc)), ..Content::default() };
        (url(&ssvc.source), content)
    });
    epss.chain(ssvc)
}

fn url(source: &Option<front::HttpsUrl>) -> Option<&str> {
    source.as_ref().map(|url| url.0.as_str())
}
