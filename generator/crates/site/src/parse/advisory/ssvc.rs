//! What the team decides of a vulnerability by SSVC (Stakeholder-Specific Vulnerability Categorization of
//! CERT/CC): the points of CISA's coordinator tree that are said of a vulnerability itself, and its
//! outcome. The editor states them; nothing follows from anything else here.

use super::{HttpsUrl, Moment};
use certsite_base::yaml::EXPECTED;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error};

/// A decision by SSVC; at least one of its points is stated.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "Written")]
pub struct Ssvc {
    /// How far attackers are (decision point `ssvc:E:1.1.0`).
    pub exploitation: Option<Exploitation>,
    /// Whether attackers can do all steps without people (`ssvc:A:2.0.0`).
    pub automatable: Option<bool>,
    /// How much of the product they control then (`ssvc:TI:1.0.0`).
    pub technical_impact: Option<TechnicalImpact>,
    /// What to do, by the levels of CISA (`cisa:CISA:1.1.0`).
    pub decision: Option<Decision>,
    /// When it was decided.
    pub date: Moment,
    /// Who decided it first, if not the team: a page that says so.
    pub source: Option<HttpsUrl>,
}

/// The decision as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// How far attackers are.
    exploitation: Option<Exploitation>,
    /// Whether attackers can do all steps without people.
    automatable: Option<bool>,
    /// How much of the product they control then.
    technical_impact: Option<TechnicalImpact>,
    /// What to do, by the levels of CISA.
    #[serde(default, deserialize_with = "decision")]
    decision: Option<Decision>,
    /// When it was decided.
    date: Moment,
    /// Who decided it first, if not the team: the address of a page that says so.
    source: Option<HttpsUrl>,
}

/// A decision by our words or, of the one that has a sign, by CISA's.
fn decision<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decision>, D::Error> {
    let Some(word) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let word = if word.eq_ignore_ascii_case("track*") { "track_star" } else { &word };
    Decision::deserialize(StrDeserializer::new(word)).map(Some)
}

impl<'de> Deserialize<'de> for Ssvc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let Written { exploitation, automatable, technical_impact, decision, date, source } =
            written;
        let ssvc = Ssvc { exploitation, automatable, technical_impact, decision, date, source };
        match ssvc.points().is_empty() {
            true => Err(D::Error::custom(format!(
                "SSVC says nothing{EXPECTED}“exploitation”, “automatable”, “technical_impact” or “decision”"
            ))),
            false => Ok(ssvc),
        }
    }
}

/// How far attackers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exploitation {
    /// Nothing is known.
    None,
    /// It was shown in public how it is done.
    PublicPoc,
    /// They do it.
    Active,
}

/// How much of the product attackers control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TechnicalImpact {
    /// A part of it.
    Partial,
    /// All of it.
    Total,
}

/// What to do, by the levels of CISA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Update as usual.
    Track,
    /// Update as usual, and watch it (Track*).
    TrackStar,
    /// Update sooner than usual; leaders know of it.
    Attend,
    /// Update at once; leaders see to it.
    Act,
}

/// A decision point with what was chosen (SSVC, schema SelectionList 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its key in the front matter.
    pub key: &'static str,
    /// Who defines it, its key there, and the version of its definition.
    pub id: (&'static str, &'static str, &'static str),
    /// The word of the front matter for what was chosen.
    pub word: &'static str,
    /// The key of that value.
    pub value: &'static str,
}

impl Point {
    /// All values of all points, in the order of the definitions.
    pub const ALL: [Point; 11] = [
        EXPLOITATION[0],
        EXPLOITATION[1],
        EXPLOITATION[2],
        AUTOMATABLE[0],
        AUTOMATABLE[1],
        IMPACT[0],
        IMPACT[1],
        DECISION[0],
        DECISION[1],
        DECISION[2],
        DECISION[3],
    ];
}

const fn point(
    key: &'static str,
    id: (&'static str, &'static str, &'static str),
    (word, value): (&'static str, &'static str),
) -> Point {
    Point { key, id, word, value }
}

const EXPLOITATION: [Point; 3] = {
    const ID: (&str, &str, &str) = ("ssvc", "E", "1.1.0");
    [
        point("exploitation", ID, ("none", "N")),
        point("exploitation", ID, ("public_poc", "P")),
        point("exploitation", ID, ("active", "A")),
    ]
};

const AUTOMATABLE: [Point; 2] = {
    const ID: (&str, &str, &str) = ("ssvc", "A", "2.0.0");
    [point("automatable", ID, ("no", "N")), point("automatable", ID, ("yes", "Y"))]
};

const IMPACT: [Point; 2] = {
    const ID: (&str, &str, &str) = ("ssvc", "TI", "1.0.0");
    [point("technical_impact", ID, ("partial", "P")), point("technical_impact", ID, ("total", "T"))]
};

const DECISION: [Point; 4] = {
    const ID: (&str, &str, &str) = ("cisa", "CISA", "1.1.0");
    [
        point("decision", ID, ("track", "T")),
        point("decision", ID, ("track_star", "T*")),
        point("decision", ID, ("attend", "AT")),
        point("decision", ID, ("act", "AC")),
    ]
};

impl Ssvc {
    /// The points that are stated, with what was chosen.
    pub fn points(&self) -> Vec<Point> {
        let exploitation = self.exploitation.map(|chosen| EXPLOITATION[chosen as usize]);
        let automatable = self.automatable.map(|chosen| AUTOMATABLE[usize::from(chosen)]);
        let impact = self.technical_impact.map(|chosen| IMPACT[chosen as usize]);
        let decision = self.decision.map(|chosen| DECISION[chosen as usize]);
        [exploitation, automatable, impact, decision].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_is_chosen() {
        let read = |text: &str| serde_yaml::from_str::<Ssvc>(text);
        for (text, expect) in [
            ("exploitation: none", "E N"),
            ("exploitation: public_poc", "E P"),
            ("exploitation: active", "E A"),
            ("automatable: false", "A N"),
            ("automatable: true", "A Y"),
            ("technical_impact: partial", "TI P"),
            ("technical_impact: total", "TI T"),
            ("decision: track", "CISA T"),
            ("decision: track_star", "CISA T*"),
            ("decision: track*", "CISA T*"),
            ("decision: Track*", "CISA T*"),
            ("decision: attend", "CISA AT"),
            ("decision: act", "CISA AC"),
        ] {
            let ssvc = read(&format!("{{{text}, date: 2026-04-01}}")).expect(text);
            let points: Vec<_> = ssvc
                .points()
                .iter()
                .map(|point| format!("{} {}", point.id.1, point.value))
                .collect();
            assert_eq!(points, [expect]);
        }
        for (text, wrong) in [
            ("{date: 2026-04-01}", "SSVC says nothing"),
            ("{decision: act}", "missing field `date`"),
            (
                "{decision: wait, date: 2026-04-01}",
                "unknown variant `wait`, expected one of `track`, `track_star`, `attend`, `act`",
            ),
            ("{urgency: high, date: 2026-04-01}", "unknown field `urgency`"),
        ] {
            let told = read(text).expect_err(text).to_string();
            assert!(told.contains(wrong), "{text}: {told}");
        }
    }
}
