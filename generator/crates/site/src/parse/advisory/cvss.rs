//! CVSS vectors: the score is computed from the vector, and compared with a stated one.

use super::HttpsUrl;
use certsite_base::yaml::EXPECTED;
use cvss::v3;
use schemars::JsonSchema;
use serde::Deserialize;

/// How grave something is (CVSS v3.1 §5, v4.0 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A score of 0.0.
    None,
    /// A score from 0.1 to 3.9.
    Low,
    /// A score from 4.0 to 6.9.
    Medium,
    /// A score from 7.0 to 8.9.
    High,
    /// A score from 9.0 to 10.0.
    Critical,
}

impl Severity {
    /// All ratings, the gravest first.
    pub const ALL: [Severity; 5] =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::None];

    /// The name of the rating in English and lower case, as it stands in front matter and in CSAF.
    pub fn word(self) -> &'static str {
        match self {
            Severity::None => "none",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// The versions of CVSS that are read, the oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CvssVersion {
    /// CVSS v2.0, of which the base metrics alone are scored.
    V20,
    /// CVSS v3.0, of which the base metrics alone are scored.
    V30,
    /// CVSS v3.1, of which the base metrics alone are scored.
    V31,
    /// CVSS v4.0, scored with all metrics that the vector names.
    V40,
}

impl CvssVersion {
    /// The number of the version, as it stands in a vector and in CSAF.
    pub fn number(self) -> &'static str {
        match self {
            CvssVersion::V20 => "2.0",
            CvssVersion::V30 => "3.0",
            CvssVersion::V31 => "3.1",
            CvssVersion::V40 => "4.0",
        }
    }

    /// All metrics, in the order of the standard.
    fn metrics(self) -> &'static [&'static str] {
        match self {
            CvssVersion::V20 => {
                &["AV", "AC", "Au", "C", "I", "A", "E", "RL", "RC", "CDP", "TD", "CR", "IR", "AR"]
            }
            CvssVersion::V30 | CvssVersion::V31 => &[
                "AV", "AC", "PR", "UI", "S", "C", "I", "A", "E", "RL", "RC", "CR", "IR", "AR",
                "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA",
            ],
            CvssVersion::V40 => &[
                "AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA", "E", "CR", "IR",
                "AR", "MAV", "MAC", "MAT", "MPR", "MUI", "MVC", "MVI", "MVA", "MSC", "MSI", "MSA",
                "S", "AU", "R", "V", "RE", "U",
            ],
        }
    }

    /// The metrics without which there is no score. The library takes the score 0 for it.
    fn base_metrics(self) -> &'static [&'static str] {
        match self {
            CvssVersion::V20 => &["AV", "AC", "Au", "C", "I", "A"],
            CvssVersion::V30 | CvssVersion::V31 => &["AV", "AC", "PR", "UI", "S", "C", "I", "A"],
            CvssVersion::V40 => &["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"],
        }
    }
}

/// A vector with what follows from it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "Raw")]
#[schemars(with = "Raw")]
pub struct Cvss {
    /// The vector, such as `CVSS:3.1/AV:N/…`.
    pub vector: String,
    /// Which standard it follows.
    pub version: CvssVersion,
    /// Its score, 0 to 10: that of the base metrics, but for v4.0.
    pub score: f64,
    /// The rating that the score stands for, by the table of the standard.
    pub severity: Severity,
    /// Who determined it first, if not the team: a page that says so.
    pub source: Option<HttpsUrl>,
}

/// A vector as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// A vector of CVSS v2.0, v3.0, v3.1 or v4.0.
    vector: String,
    /// Its score, if it is to be compared.
    score: Option<f64>,
    /// Who determined it first, if not the team: the address of a page that says so.
    source: Option<HttpsUrl>,
}

impl TryFrom<Raw> for Cvss {
    type Error = String;

    fn try_from(Raw { vector, score: stated, source }: Raw) -> Result<Cvss, String> {
        let (version, score) = match vector.parse::<cvss::Cvss>() {
            Ok(cvss::Cvss::CvssV20(parsed)) => (CvssVersion::V20, parsed.score().value()),
            Ok(cvss::Cvss::CvssV30(parsed)) => (CvssVersion::V30, base_score(&parsed)),
            Ok(cvss::Cvss::CvssV31(parsed)) => (CvssVersion::V31, base_score(&parsed)),
            Ok(cvss::Cvss::CvssV40(parsed)) => (CvssVersion::V40, parsed.score().value()),
            Ok(_) => return Err(wrong(&vector, "is of another version of CVSS")),
            Err(error) => return Err(wrong(&vector, &format!("is not a CVSS vector ({error})"))),
        };
        if let Some(right) = spelt(version, &vector).filter(|right| *right != vector) {
            let (one, other) = (vector.to_ascii_lowercase(), right.to_ascii_lowercase());
            let what = match one == other {
                true => "is not written in the letters of the standard",
                false => "has its metrics in another order than CVSS v4.0",
            };
            return Err(format!("“{vector}” {what}{EXPECTED}{right}"));
        }
        let has =
            |metric: &str| vector.split('/').any(|part| part.split(':').next() == Some(metric));
        if let Some(metric) = version.base_metrics().iter().find(|metric| !has(metric)) {
            return Err(wrong(&vector, &format!("lacks the metric {metric}")));
        }
        let is_other = |stated: &f64| stated.is_nan() || (stated - score).abs() > 0.0001;
        if let Some(stated) = stated.filter(is_other) {
            return Err(format!(
                "“{vector}” has the score {score:.1}, not {stated}{EXPECTED}the score that follows from the vector, or leave “score” out"
            ));
        }
        Ok(Cvss { vector, version, score, severity: severity(version, score), source })
    }
}

/// A vector that was read, as the standard writes it: programs that take it by its pattern refuse
/// other letters, and of v4.0 another order (§7), which older versions leave open.
fn spelt(version: CvssVersion, vector: &str) -> Option<String> {
    let names = version.metrics();
    let mut metrics = Vec::new();
    for part in vector.split('/').filter(|part| !part.starts_with("CVSS:")) {
        let (name, value) = part.split_once(':')?;
        let at = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        let value = match (version, names[at]) {
            // The one metric whose values are words.
            (CvssVersion::V40, "U") => URGENCIES.iter().find(|u| u.eq_ignore_ascii_case(value))?,
            _ => value,
        };
        let is_word = URGENCIES.contains(&value);
        let value = if is_word { value.to_owned() } else { value.to_ascii_uppercase() };
        metrics.push((at, format!("{}:{value}", names[at])));
    }
    if version == CvssVersion::V40 {
        metrics.sort_unstable();
    }
    let prefix = (version != CvssVersion::V20).then(|| format!("CVSS:{}", version.number()));
    let parts: Vec<String> = prefix.into_iter().chain(metrics.into_iter().map(|m| m.1)).collect();
    Some(parts.join("/"))
}

/// How urgent a maker finds it (v4.0 §5.6).
const URGENCIES: [&str; 4] = ["Clear", "Green", "Amber", "Red"];

fn wrong(vector: &str, what: &str) -> String {
    format!(
        "“{vector}” {what}{EXPECTED}a vector of CVSS v2.0, v3.0, v3.1 or v4.0, such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    )
}

/// CSAF and readers compare base scores; temporal metrics change by the day.
fn base_score(vector: &v3::Vector) -> f64 {
    vector.base_score().value()
}

fn severity(version: CvssVersion, score: f64) -> Severity {
    match score {
        // v2.0 knows nothing graver than “high” (NVD's ratings).
        s if s >= 7.0 && version == CvssVersion::V20 => Severity::High,
        s if s >= 9.0 => Severity::Critical,
        s if s >= 7.0 => Severity::High,
        s if s >= 4.0 => Severity::Medium,
        s if s > 0.0 => Severity::Low,
        _ => Severity::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str, expect: &str) {
        let got = match serde_yaml::from_str::<Cvss>(yaml) {
            Ok(cvss) => format!("{:.1} {}", cvss.score, cvss.severity.word()),
            Err(error) => error.to_string(),
        };
        assert!(got.contains(expect), "{got}");
    }

    /// Scores as FIRST's own calculators give them.
    #[test]
    fn the_score_follows_from_the_vector() {
        check("vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8 critical");
        check("vector: CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N", "2.2 low");
        check("vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N/E:U/RL:O/RC:C", "6.1 medium");
        check("vector: CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8 critical");
        check("vector: AV:N/AC:L/Au:N/C:C/I:C/A:C", "10.0 high");
        check("vector: AV:N/AC:M/Au:N/C:P/I:N/A:N/E:F/RL:OF/RC:C", "4.3 medium");
        check(
            "vector: CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U",
            "8.1 high",
        );
        check(
            "vector: CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "9.3 critical",
        );
    }

    #[test]
    fn other_vectors_and_scores_are_refused() {
        check("vector: AV:N/AC:L/Au:N/C:P/I:P", "missing mandatory CVSSv2 A (Availability");
        check("vector: CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P", "is not a CVSS vector");
        check("vector: CVSS:3.1/AV:N", "lacks the metric AC");
        check("vector: CVSS:3.1/AV:X/AC:L", "is not a CVSS vector");
        check(
            "{vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.1}",
            "has the score 9.8, not 9.1",
        );
        let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
        let order = "in another order than CVSS v4.0";
        check(&format!("vector: {}", v4.replace("AV:N/AC:L", "AC:L/AV:N")), order);
        check(&format!("vector: {v4}/U:Red/E:A"), &format!("{order} — write {v4}/E:A/U:Red"));
        check(&format!("vector: {v4}/E:A/U:Red"), "9.3 critical");
        let letters = "is not written in the letters of the standard — write ";
        check(&format!("vector: {}", v4.replace("AV:N", "av:n")), letters);
        check(&format!("vector: {v4}/U:red"), &format!("{letters}{v4}/U:Red"));
        // The older versions leave the order open.
        check("vector: CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8 critical");
        check("vector: AC:L/AV:N/Au:N/C:C/I:C/A:C", "10.0 high");
        for twice in [
            &format!("{v4}/AC:L"),
            "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/C:H",
            "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "AV:N/AC:L/Au:N/C:C/I:C/A:C/C:P",
        ] {
            check(&format!("vector: {twice}"), "is not a CVSS vector (");
        }
        for stated in ["9.79", "9.81", "9.84", "9.801", "98", "-9.8", ".inf", ".nan"] {
            let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
            check(&format!("{{vector: '{vector}', score: {stated}}}"), "has the score 9.8, not ");
            check(&format!("{{vector: '{vector}', score: 9.8}}"), "9.8 critical");
            check(&format!("{{vector: '{vector}', score: 9.80}}"), "9.8 critical");
        }
    }
}
