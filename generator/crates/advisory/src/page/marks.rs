//! By what an attack is known → what the page's template gets of it: malware, indicators, rules.

use super::Viewer;
use crate::detection;
use crate::view::{IndicatorView, MalwareView, RuleView, SoftwareView, TechniqueView};
use certsite_site::link::DocId;
use certsite_site::parse::advisory::{
    Context, DetectionRule, Indicator, IndicatorKind, Malware, MalwareType, Phase, RuleKind,
    Technique,
};

/// The strings of the theme that these views ask for.
pub fn strings() -> impl Iterator<Item = String> {
    let indicators = IndicatorKind::ALL.map(|kind| format!("indicator.{}", kind.word()));
    let phases = Phase::ALL.map(|phase| format!("phase.{}", phase.word()));
    let rules = RuleKind::ALL.map(|kind| format!("rule.{}", kind.word()));
    let malware = MalwareType::ALL.map(MalwareType::string);
    indicators.into_iter().chain(phases).chain(rules).chain(malware)
}

impl<'a> Viewer<'a> {
    /// A family of malware.
    pub fn malware(&self, malware: &'a Malware) -> MalwareView<'a> {
        MalwareView {
            name: &malware.name,
            types: malware.types.iter().map(|kind| self.text(&kind.string())).collect(),
            description: malware.description.as_deref(),
            aliases: malware.aliases.iter().map(String::as_str).collect(),
            software: malware.software.as_ref().map(|software| SoftwareView {
                id: &software.id,
                name: &software.name,
                url: software.url(),
            }),
            techniques: malware.techniques.iter().map(technique_view).collect(),
        }
    }

    /// Indicators, harmless to click on.
    pub fn indicators(
        &self,
        indicators: impl Iterator<Item = &'a Indicator>,
    ) -> Vec<IndicatorView<'a>> {
        let view = |indicator: &'a Indicator| {
            let Context { phase, technique, malware, first_seen, last_seen, confidence, .. } =
                &indicator.context;
            IndicatorView {
                kind: self.text(&format!("indicator.{}", indicator.kind.word())),
                value: indicator.defanged(),
                alarming: indicator.raises_alarms(),
                comment: indicator.comment.as_deref(),
                phase: phase.map(|phase| self.phase(phase)),
                technique: technique.as_ref().map(technique_view),
                malware: malware.as_deref(),
                first_seen: first_seen.as_ref().map(|seen| self.date(seen.day)),
                last_seen: last_seen.as_ref().map(|seen| self.date(seen.day)),
                confidence: confidence.map(|sure| sure.0.to_string()),
            }
        };
        indicators.map(view).collect()
    }

    fn phase(&self, phase: Phase) -> String {
        self.text(&format!("phase.{}", phase.word()))
    }

    /// A rule, beside its page.
    pub fn rule(&self, page: DocId, rule: &'a DetectionRule) -> RuleView<'a> {
        RuleView {
            kind: self.text(&format!("rule.{}", rule.kind.word())),
            file: rule.file(),
            url: detection::url(self.site, page, rule),
            text: &rule.text,
            comment: rule.comment.as_deref(),
            phase: rule.phase.map(|phase| self.phase(phase)),
            technique: rule.technique.as_ref().map(technique_view),
            malware: rule.malware.as_deref(),
            first_seen: rule.first_seen.as_ref().map(|seen| self.date(seen.day)),
            confidence: rule.confidence.map(|sure| sure.0.to_string()),
        }
    }
}

fn technique_view(technique: &Technique) -> TechniqueView<'_> {
    TechniqueView { id: &technique.id, name: &technique.name, url: technique.url() }
}
