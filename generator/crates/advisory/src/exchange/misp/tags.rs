//! Tags of events and attributes, by the taxonomies and galaxies that every MISP knows.

use crate::exchange::Exchanged;
use certsite_site::parse::advisory::{Confidence, Phase, Technique};
use serde_json::{Value, json};

/// Who may know it (TLP 2.0), and by which techniques of ATT&CK it is done.
pub fn of_event(event: &Exchanged) -> Vec<Value> {
    let mut tags = vec![json!({ "name": "tlp:clear", "colour": "#ffffff" })];
    for technique in event.techniques() {
        let tag = tag(galaxy(technique));
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Where in an attack something stands, and how sure the team is of it.
pub fn of(
    phase: Option<Phase>,
    technique: Option<&Technique>,
    confidence: Option<Confidence>,
) -> Vec<Value> {
    let phase = phase.map(|phase| format!("kill-chain:{}", name(phase)));
    let technique = technique.map(galaxy);
    let sure = confidence.map(|sure| format!("misp:confidence-level=\"{}\"", level(sure)));
    phase.into_iter().chain(technique).chain(sure).map(tag).collect()
}

fn tag(name: String) -> Value {
    json!({ "name": name })
}

/// The cluster of a technique in the galaxy of ATT&CK.
fn galaxy(technique: &Technique) -> String {
    format!("misp-galaxy:mitre-attack-pattern=\"{} - {}\"", technique.name, technique.id)
}

/// A phase by its name in the taxonomy `kill-chain`.
fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Reconnaissance => "Reconnaissance",
        Phase::Weaponization => "Weaponization",
        Phase::Delivery => "Delivery",
        Phase::Exploitation => "Exploitation",
        Phase::Installation => "Installation",
        Phase::CommandAndControl => "Command and Control",
        Phase::ActionsOnObjectives => "Actions on Objectives",
    }
}

/// The level of the taxonomy `misp` whose number (0, 25, 50, 75, 100) is nearest.
fn level(Confidence(sure): Confidence) -> &'static str {
    match sure {
        0..=12 => "unconfident",
        13..=37 => "rarely-confident",
        38..=62 => "fairly-confident",
        63..=87 => "usually-confident",
        _ => "completely-confident",
    }
}
