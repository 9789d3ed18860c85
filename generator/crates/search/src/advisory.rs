//! An advisory → what its template writes beside the page's text, and where it stands.

use crate::vocabulary::Rank;
use certsite_site::parse::advisory::{AdvisoryFront, Product, Technique, Vulnerability};

/// Hands over what readers may look for: numbers whole, and what stands beside them.
pub fn texts(advisory: &AdvisoryFront, note: &mut impl FnMut(&str, Rank)) {
    note(&advisory.id.0, Rank::Title);
    advisory.aliases.iter().for_each(|alias| note(alias, Rank::Heading));
    advisory.products.iter().for_each(|product| of_product(product, note));
    advisory.vulnerabilities.iter().for_each(|found| of_vulnerability(found, note));
    advisory.remediations.iter().for_each(|remedy| note(&remedy.text, Rank::Text));
    advisory.references.iter().for_each(|reference| note(&reference.title, Rank::Text));
    for malware in &advisory.malware {
        note(&malware.name, Rank::Heading);
        malware.aliases.iter().for_each(|alias| note(alias, Rank::Description));
        malware.description.iter().for_each(|text| note(text, Rank::Text));
        if let Some(software) = &malware.software {
            note(&software.id, Rank::Text);
            note(&software.name, Rank::Text);
        }
        malware.techniques.iter().for_each(|technique| of_technique(technique, note));
    }
    for indicator in &advisory.indicators {
        note(&indicator.value, Rank::Text);
        indicator.comment.iter().for_each(|text| note(text, Rank::Text));
        indicator.context.technique.iter().for_each(|technique| of_technique(technique, note));
    }
    for rule in &advisory.rules {
        note(&rule.name, Rank::Text);
        rule.comment.iter().for_each(|text| note(text, Rank::Text));
        rule.technique.iter().for_each(|technique| of_technique(technique, note));
    }
}

fn of_product(product: &Product, note: &mut impl FnMut(&str, Rank)) {
    note(&product.vendor, Rank::Description);
    note(&product.product, Rank::Description);
    product.family.iter().for_each(|family| note(family, Rank::Description));
    let ranges = [&product.affected, &product.under_investigation, &product.unknown];
    let spared = product.not_affected.iter().map(|spared| &spared.versions);
    for range in ranges.into_iter().flatten().chain(spared) {
        // `vers:generic/>=2.0|<5.1`: the page says it in words.
        let bounds = range.0.strip_prefix("vers:").and_then(|range| range.split_once('/'));
        note(bounds.map_or(&*range.0, |(_, bounds)| bounds), Rank::Text);
    }
    let versions = [
        &product.first_affected,
        &product.last_affected,
        &product.fixed,
        &product.first_fixed,
        &product.recommended,
    ];
    versions.into_iter().flat_map(|all| &all.0).for_each(|version| note(&version.0, Rank::Text));
}

fn of_vulnerability(vulnerability: &Vulnerability, note: &mut impl FnMut(&str, Rank)) {
    vulnerability.cve.iter().for_each(|cve| note(&cve.0, Rank::Heading));
    vulnerability.ids.iter().for_each(|id| note(&id.id, Rank::Heading));
    for cwe in vulnerability.cwe.iter() {
        note(&cwe.id, Rank::Text);
        note(&cwe.name, Rank::Text);
    }
    vulnerability.cvss.iter().for_each(|cvss| note(&format!("{:.1}", cvss.score), Rank::Text));
    let texts = [&vulnerability.title, &vulnerability.description];
    texts.into_iter().flatten().for_each(|text| note(text, Rank::Text));
}

fn of_technique(technique: &Technique, note: &mut impl FnMut(&str, Rank)) {
    note(&technique.id, Rank::Text);
    note(&technique.name, Rank::Text);
}
