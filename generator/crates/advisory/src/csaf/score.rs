//! How grave a vulnerability is, in the words of CSAF: scores (CSAF 2.0 §3.2.3.13), metrics (CSAF 2.1,
//! 3.2.4.10). Fields as in FIRST's schemas of CVSS.

use certsite_site::parse::advisory as front;
use serde::Serialize;

#[derive(Serialize)]
pub struct Score<'a> {
    #[serde(flatten)]
    pub cvss: CvssOf<'a>,
    pub products: Vec<String>,
}

/// What is measured of a vulnerability in some products.
#[derive(Serialize)]
pub struct Metric<'a> {
    pub content: Content<'a>,
    pub products: Vec<String>,
}

#[derive(Default, Serialize)]
pub struct Content<'a> {
    #[serde(flatten)]
    pub cvss: CvssOf<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epss: Option<EpssOf>,
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
    pub base_severity: String,
    pub vector_string: &'a str,
    pub version: &'static str,
}

/// How likely it is to be used (CSAF 2.1, 3.2.4.10.1): shares as texts, with a point.
#[derive(Serialize)]
pub struct EpssOf {
    pub percentile: String,
    pub probability: String,
    pub timestamp: String,
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
            timestamp: epss.date.begins().to_string(),
        })
    }
}

impl<'a> CvssOf<'a> {
    fn of(cvss: &'a front::Cvss) -> CvssOf<'a> {
        let version = cvss.version.number();
        let (base_score, vector_string) = (cvss.score, cvss.vector.as_str());
        let base_severity = cvss.severity.word().to_ascii_uppercase();
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
    pub fn of(cvss: &'a front::Cvss, products: Vec<String>) -> Option<Score<'a>> {
        let is_known = cvss.version != front::CvssVersion::V40;
        is_known.then(|| Score { cvss: CvssOf::of(cvss), products })
    }
}

impl<'a> Metric<'a> {
    /// All that is measured, in as few items as hold it.
    pub fn all(
        stated: impl Iterator<Item = &'a front::Cvss>,
        epss: Option<EpssOf>,
        products: &[String],
    ) -> Vec<Metric<'a>> {
        let mut all: Vec<Content> = Vec::new();
        for cvss in stated.map(CvssOf::of) {
            match all.iter_mut().find(|content| content.cvss.has_room_for(&cvss)) {
                Some(content) => content.cvss.add(cvss),
                None => all.push(Content { cvss, epss: None }),
            }
        }
        match all.first_mut() {
            Some(first) => first.epss = epss,
            None => all.extend(epss.map(|epss| Content { epss: Some(epss), ..Content::default() })),
        }
        let metric = |content| Metric { content, products: products.to_vec() };
        all.into_iter().map(metric).collect()
    }
}
