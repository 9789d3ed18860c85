//! Rules by which programs find what an advisory describes: of YARA, Sigma and Suricata. They stand
//! in the front matter, and are published as files beside the page.

use super::malware::in_one_line;
use super::{Confidence, Moment, Phase, Technique};
use certsite_base::address::{as_on_windows, not_on_windows};
use certsite_base::yaml::EXPECTED;
use certsite_code::{Kind, Language};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// The name of a file has more before and behind it, and 255 bytes in all.
const LONGEST_NAME: usize = 100;

/// A rule by which programs find what the advisory describes.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "Written")]
pub struct DetectionRule {
    /// The language that it is written in.
    pub kind: RuleKind,
    /// What it is called, which names its file.
    pub name: String,
    /// The rule, as programs read it.
    pub text: String,
    /// What it finds, in the words of the editor.
    pub comment: Option<String>,
    /// In which phase of an attack it finds something.
    pub phase: Option<Phase>,
    /// Which technique it finds.
    pub technique: Option<Technique>,
    /// Which malware it finds, by the name that the advisory gives it.
    pub malware: Option<String>,
    /// How sure the team is of it.
    pub confidence: Option<Confidence>,
    /// Since when it is used.
    pub first_seen: Option<Moment>,
}

/// Languages of rules (pattern types of STIX 2.1 §10.19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// For files and memory.
    Yara,
    /// For logs.
    Sigma,
    /// For what goes over a network.
    Suricata,
}

impl RuleKind {
    /// All of them.
    pub const ALL: [RuleKind; 3] = [RuleKind::Yara, RuleKind::Sigma, RuleKind::Suricata];

    /// The word by which editors, MISP and STIX know it.
    pub fn word(self) -> &'static str {
        match self {
            RuleKind::Yara => "yara",
            RuleKind::Sigma => "sigma",
            RuleKind::Suricata => "suricata",
        }
    }

    /// How the names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            RuleKind::Yara => "yar",
            RuleKind::Sigma => "yml",
            RuleKind::Suricata => "rules",
        }
    }
}

impl DetectionRule {
    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.{}", self.name, self.kind.ending())
    }
}

/// A rule as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The language that it is written in.
    kind: RuleKind,
    /// What it is called, which names its file: lower-case letters a–z, digits and hyphens.
    name: String,
    /// The rule itself, behind “|” on lines of its own.
    text: String,
    /// What it finds.
    comment: Option<String>,
    /// In which phase of an attack it finds something.
    phase: Option<Phase>,
    /// Which technique it finds.
    technique: Option<Technique>,
    /// The name of the malware that it finds, one of the advisory's `malware`.
    malware: Option<String>,
    /// How sure the team is of it.
    confidence: Option<Confidence>,
    /// Since when it is used.
    first_seen: Option<Moment>,
}

impl<'de> Deserialize<'de> for DetectionRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let Written { kind, name, text, .. } = written;
        let wrong =
            |what: String, right: &str| D::Error::custom(format!("{what}{EXPECTED}{right}"));
        if !certsite_base::lang::is_slug(&name) || name.len() > LONGEST_NAME {
            let right =
                "at most 100 lower-case letters a–z, digits and hyphens, such as “sample-loader”";
            return Err(wrong(format!("“{name}” cannot name a file of rules"), right));
        }
        let file = format!("{name}.{}", kind.ending());
        if let Some(why) = not_on_windows(&file) {
            let right = format!("another name, such as “{}”", as_on_windows(&name));
            return Err(wrong(
                format!("“{file}” can be no file on Windows: “{name}” {why}"),
                &right,
            ));
        }
        check(kind, &text).map_err(|(what, right)| wrong(what, right))?;
        // Programs read it as it stands; a file of lines only ends its last one.
        let text = if text.ends_with('\n') { text } else { text + "\n" };
        let Written { comment, phase, technique, malware, confidence, first_seen, .. } = written;
        Ok(DetectionRule {
            kind,
            name,
            text,
            comment,
            phase,
            technique,
            malware: malware.as_deref().map(in_one_line),
            confidence,
            first_seen,
        })
    }
}

/// What is wrong with a rule, and what would be right. That it is whole only its own program knows;
/// what every rule has is looked for, so that none is cut off or taken for one of another language.
fn check(kind: RuleKind, text: &str) -> Result<(), (String, &'static str)> {
    let none = |what: &str| format!("the {} rule {what}", kind.word());
    match kind {
        RuleKind::Yara => {
            let rule = without_texts(text);
            let has = |word: &str| rule.split(|c: char| !c.is_alphanumeric()).any(|w| w == word);
            let is_closed = rule.matches('{').count() == rule.matches('}').count();
            match has("rule") && has("condition") && is_closed {
                true => Ok(()),
                false => Err((
                    none("is not whole"),
                    "“rule NAME { … condition: … }”, with as many closing braces as opening ones",
                )),
            }
        }
        RuleKind::Sigma => {
            let keys = "a document of YAML with “title”, “logsource” and “detection”";
            // Several documents are one rule, which the first says in part.
            let read: Result<Vec<serde_yaml::Value>, _> = serde_yaml::Deserializer::from_str(text)
                .map(serde_yaml::Value::deserialize)
                .collect();
            let read = read.map_err(|_| (none("is no YAML"), keys))?;
            let lacking = ["title", "logsource", "detection"];
            let has = |key: &str| read.iter().any(|part| part.get(key).is_some());
            match lacking.into_iter().find(|key| !has(key)) {
                Some(key) => Err((none(&format!("lacks “{key}”")), keys)),
                None => Ok(()),
            }
        }
        RuleKind::Suricata => {
            let actions = ["alert", "drop", "pass", "reject"];
            let is_rule = |line: &str| {
                actions.iter().any(|action| line.starts_with(&format!("{action} ")))
                    && line.ends_with(')')
                    && line.contains("sid:")
            };
            // A backslash at its end joins a line with the next one.
            let joined = text.replace("\r\n", "\n").replace("\\\n", " ");
            let lines = joined.lines().map(str::trim);
            let mut lines =
                lines.filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
            let is_empty = lines.peek().is_none();
            let right = "a rule a line, such as “alert dns any any -> any any (msg:\"…\"; …; sid:1; rev:1;)”";
            match lines.find(|line| !is_rule(line)) {
                Some(line) => Err((none(&format!("has a line that is none: “{line}”")), right)),
                None if is_empty => Err((none("is empty"), right)),
                None => Ok(()),
            }
        }
    }
}

/// A rule of YARA without its comments, texts and patterns, in which any sign may stand.
fn without_texts(rule: &str) -> String {
    let parts = Language::named("yara").map_or_else(Vec::new, |yara| yara.parts(rule));
    let (mut rest, mut at) = (String::with_capacity(rule.len()), 0);
    for (_, range) in parts.iter().filter(|(kind, _)| matches!(kind, Kind::Comment | Kind::Text)) {
        rest.push_str(&rule[at..range.start]);
        rest.push(' ');
        at = range.end;
    }
    rest + &rule[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_of_each_language_is_whole() {
        use RuleKind::{Sigma, Suricata, Yara};
        let snort = "alert tcp any any -> any 443 (msg:\"x\"; sid:1; rev:1;)";
        for (kind, text, expect) in [
            (Yara, "rule a { condition: true }", None),
            (Yara, "rule a { strings: $a = { 01 02 } condition: $a }", None),
            (Yara, "rule a { strings: $a = \"}\" $b = \"{{\\\"\" condition: $a or $b }", None),
            (Yara, "rule a { strings: $a = /[}\"]{2}\\/{/ condition: $a }", None),
            (Yara, "rule a { // }\n/* { */ condition: true }", None),
            (Yara, "rule a { condition: true", Some("is not whole")),
            (Yara, "rule a { strings: $a = \"}\" condition: $a", Some("is not whole")),
            (Yara, "// rule a { condition: true }", Some("is not whole")),
            (Yara, "title: x", Some("is not whole")),
            (Sigma, "title: x\nlogsource: {product: windows}\ndetection: {condition: a}\n", None),
            (Sigma, "title: x\nlogsource: {product: windows}\n", Some("lacks “detection”")),
            (Sigma, "title: x\n---\nlogsource: {}\n---\ndetection: {}\n", None),
            (Sigma, "{", Some("is no YAML")),
            (Sigma, "title: x\n---\n{", Some("is no YAML")),
            (Sigma, "rule a", Some("lacks “title”")),
            (Suricata, snort, None),
            (Suricata, &format!("# one\n{snort}\n\n{snort}\n"), None),
            (Suricata, "alert tcp any any -> any 443 (msg:\"x\";", Some("has a line that is none")),
            (Suricata, &snort.replace("; ", "; \\\n  "), None),
            (Suricata, "# none\n", Some("is empty")),
        ] {
            let found = check(kind, text).err();
            assert_eq!(found.is_some(), expect.is_some(), "{text}: {found:?}");
            assert!(
                found.is_none_or(|(what, _)| what.contains(expect.unwrap_or_default())),
                "{text}"
            );
        }
        let read = |name: &str| {
            let text =
                format!("{{kind: yara, name: {name}, text: \"rule a {{ condition: true }}\"}}");
            serde_yaml::from_str::<DetectionRule>(&text).map(|rule| (rule.file(), rule.text))
        };
        let (file, text) = read("sample-loader").expect("a rule");
        assert_eq!((file.as_str(), text.ends_with("}\n")), ("sample-loader.yar", true));
        for name in ["\"../x\"", &"x".repeat(101)] {
            let wrong = read(name).expect_err("no name").to_string();
            assert!(wrong.contains("cannot name a file"), "{wrong}");
        }
    }
}
