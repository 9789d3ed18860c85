//! Tags of events and attributes, by the taxonomies and galaxies that every MISP knows. A feed holds no
//! galaxies: MISP writes their clusters there as tags alone, and who pulls it has the galaxy itself,
//! and shows the cluster for its tag. One that a MISP does not have stays a tag.

use crate::exchange::Exchanged;
use certsite_site::parse::advisory::{Confidence, Malware, Phase, Technique};
use serde_json::{Value, json};

/// Who may know it (TLP 2.0), by which techniques of ATT&CK it is done, with which malware.
pub fn of_event(event: &Exchanged) -> Vec<Value> {
    let mut tags = vec![json!({ "name": "tlp:clear", "colour": "#ffffff" })];
    let malware = event.advisory.malware.iter().flat_map(clusters);
    for name in event.techniques().map(galaxy).chain(malware) {
        let tag = tag(name);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Where in an attack something stands, what it points to, and how sure the team is of it.
pub fn of(
    phase: Option<Phase>,
    technique: Option<&Technique>,
    malware: Option<&Malware>,
    confidence: Option<Confidence>,
) -> Vec<Value> {
    let phase = phase.map(|phase| format!("kill-chain:{}", name(phase)));
    let technique = technique.map(galaxy);
    let malware = malware.into_iter().flat_map(clusters);
    let sure = confidence.map(|sure| format!("misp:confidence-level=\"{}\"", level(sure)));
    phase.into_iter().chain(technique).chain(malware).chain(sure).map(tag).collect()
}

fn tag(name: String) -> Value {
    json!({ "name": name })
}

/// The cluster of a technique in the galaxy of ATT&CK.
fn galaxy(technique: &Technique) -> String {
    format!("misp-galaxy:mitre-attack-pattern=\"{} - {}\"", technique.name, technique.id)
}

/// The clusters of malware, by what its editor states: nothing else is known of it here.
fn clusters(malware: &Malware) -> impl Iterator<Item = String> {
    let software = malware.software.iter().map(|software| {
        format!("misp-galaxy:mitre-malware=\"{} - {}\"", software.name, software.id)
    });
    software.chain(malware.galaxies.iter().map(|tag| tag.0.clone()))
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
