//! What else is known of an indicator: where in an attack it stands, when it was seen, how sure the
//! team is of it, and whether programs may raise an alarm over it.

use super::super::Moment;
use certsite_base::from_text;
use certsite_base::yaml::EXPECTED;
use schemars::JsonSchema;
use serde::Deserialize;

/// What else is known of an indicator; nothing of it has to be stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// In which phase of an attack it is seen.
    pub phase: Option<Phase>,
    /// By which technique it is used.
    pub technique: Option<Technique>,
    /// The malware that it points to, by the name that the advisory gives it.
    pub malware: Option<String>,
    /// When it was seen first.
    pub first_seen: Option<Moment>,
    /// When it was seen last.
    pub last_seen: Option<Moment>,
    /// How sure the team is of it.
    pub confidence: Option<Confidence>,
    /// Whether programs may raise an alarm over it, if its kind does not decide that.
    pub to_ids: Option<bool>,
}

/// Phases of an attack, by the Cyber Kill Chain of Lockheed Martin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Whom to attack is looked for.
    Reconnaissance,
    /// The means are made.
    Weaponization,
    /// They are brought to the one who is attacked.
    Delivery,
    /// They are run.
    Exploitation,
    /// They stay.
    Installation,
    /// They are told what to do.
    CommandAndControl,
    /// They do it.
    ActionsOnObjectives,
}

impl Phase {
    /// All, from the first on.
    pub const ALL: [Phase; 7] = [
        Phase::Reconnaissance,
        Phase::Weaponization,
        Phase::Delivery,
        Phase::Exploitation,
        Phase::Installation,
        Phase::CommandAndControl,
        Phase::ActionsOnObjectives,
    ];

    /// The word by which editors and the theme's strings know it.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Reconnaissance => "reconnaissance",
            Phase::Weaponization => "weaponization",
            Phase::Delivery => "delivery",
            Phase::Exploitation => "exploitation",
            Phase::Installation => "installation",
            Phase::CommandAndControl => "command_and_control",
            Phase::ActionsOnObjectives => "actions_on_objectives",
        }
    }
}

/// A technique of MITRE's ATT&CK: number and name, because MISP knows it by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technique {
    /// The number, such as `T1566.001`.
    pub id: String,
    /// Its name there, in English.
    pub name: String,
}

from_text!(
    Technique,
    |text| {
        let (id, name) = text.split_once(' ').ok_or("lacks the name of the technique")?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        let (own, sub) = id.split_once('.').unwrap_or((id, "001"));
        let is_id = own.strip_prefix('T').is_some_and(|own| digits(own, 4)) && digits(sub, 3);
        let name = name.trim();
        match is_id && !name.is_empty() && !name.contains(['"', '\\']) {
            true => Ok(Technique { id: id.into(), name: name.into() }),
            false => Err("is not a technique of ATT&CK"),
        }
    },
    "number and name as in the list of ATT&CK, such as “T1566.001 Spearphishing Attachment”"
);

impl Technique {
    /// Where it is described.
    pub fn url(&self) -> String {
        format!("https://attack.mitre.org/techniques/{}/", self.id.replace('.', "/"))
    }
}

/// How sure the team is, from 0 to 100 (STIX 2.1, appendix A).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
#[schemars(extend("minimum" = 0, "maximum" = 100))]
pub struct Confidence(pub u8);

impl TryFrom<u64> for Confidence {
    type Error = String;

    fn try_from(stated: u64) -> Result<Confidence, String> {
        let fits = u8::try_from(stated).ok().filter(|stated| *stated <= 100);
        let wrong = || {
            format!("{stated} does not say how sure the team is{EXPECTED}a number from 0 to 100")
        };
        fits.map(Confidence).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::one_text::check;
    use super::*;

    #[test]
    fn techniques_have_number_and_name() {
        check::<Technique>(
            &["T1566 Phishing", "T1566.001 Spearphishing Attachment"],
            &["T1566", "Phishing", "T15 Phishing", "T1566.1 X", "1566 Phishing", "T1566 "],
        );
        let of = |text: &str| serde_yaml::from_str::<Technique>(text).expect("one").url();
        assert_eq!(of("T1566 Phishing"), "https://attack.mitre.org/techniques/T1566/");
        assert_eq!(of("T1566.001 X"), "https://attack.mitre.org/techniques/T1566/001/");
    }
}
