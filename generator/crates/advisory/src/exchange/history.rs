//! What programs of other teams were ever told as an indicator → what is not said of it any more: one
//! that is named no longer, one that is taken back and was never told, another comment under an old
//! version. Noted beside the site, since its files tell only what the last build did, and an advisory
//! may have been a draft meanwhile.

use super::misp::event::{self as misp, feed};
use super::{Exchanged, exchanged, exchanged_for, publisher};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::{Audience, Before, Note};
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{AdvisoryFront, Indicator};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// Where it is noted what was told.
const NOTE: &str = "indicators";

/// The type by which MISP knows an indicator, and its value.
type IndicatorKey = (String, String);

/// How an indicator was told first in a version.
#[derive(Clone, PartialEq, Eq)]
struct Telling {
    /// The version; 0 if an older certsite told it, which noted none.
    version: u64,
    /// The code of the language in which it was told.
    lang: String,
    /// What it was said to stand for.
    comment: String,
}

impl Telling {
    /// Whether an older certsite told it, some as they were written.
    fn is_old(&self) -> bool {
        self.version == 0
    }
}

/// All that was told, by the number of the advisory.
#[derive(Default)]
struct IndicatorHistory(BTreeMap<String, BTreeMap<IndicatorKey, Telling>>);

impl IndicatorHistory {
    /// As noted by the builds before, and what the last one published without a note.
    fn read(site: Linked, before: &Before) -> IndicatorHistory {
        let mut told = IndicatorHistory::default();
        for line in (before.noted)(NOTE).lines() {
            told.add_line(line);
        }
        let folder = feed(site).file();
        let folder = folder.strip_suffix("index.html").unwrap_or(&folder);
        let events = before.paths.iter().filter(|path| {
            let name = path.strip_prefix(folder);
            name.is_some_and(|name| name.ends_with(".json") && name != "manifest.json")
        });
        for event in events.filter_map(|path| (before.read)(path)) {
            told.add_event(&event);
        }
        told
    }

    fn add_event(&mut self, event: &[u8]) {
        let event: Value = serde_json::from_slice(event).unwrap_or_default();
        let event = &event["Event"];
        let Some(id) = event["info"].as_str().and_then(misp::number) else { return };
        let is_noted = self.0.contains_key(id);
        let own = self.0.entry(id.to_owned()).or_default();
        for attribute in event["Attribute"].as_array().into_iter().flatten() {
            // What is only taken back may never have been told; what else an event holds is none.
            let is_none = attribute["type"].as_str().is_none_or(|kind| !misp::is_indicator(kind));
            if is_none || is_noted && attribute["deleted"] == true {
                continue;
            }
            let text = |key: &str| attribute[key].as_str().unwrap_or_default().to_owned();
            let telling = Telling { version: 0, lang: String::new(), comment: text("comment") };
            own.entry((text("type"), text("value"))).or_insert(telling);
        }
    }

    fn add_line(&mut self, line: &str) {
        let Ok(Value::Array(parts)) = serde_json::from_str(line) else { return };
        let [Value::String(id), version, parts @ ..] = parts.as_slice() else { return };
        let texts: Vec<_> = parts.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let (Some(version), Ok([lang, kind, value, comment])) =
            (version.as_u64(), <[String; 4]>::try_from(texts))
        else {
            return;
        };
        let telling = Telling { version, lang, comment };
        self.0.entry(id.clone()).or_default().insert((kind, value), telling);
    }

    fn lines(&self) -> String {
        let of = |(id, own): (&String, &BTreeMap<IndicatorKey, Telling>)| -> String {
            let line = |((kind, value), telling): (&IndicatorKey, &Telling)| {
                let Telling { version, lang, comment } = telling;
                format!("{}\n", json!([id, version, lang, kind, value, comment]))
            };
            own.iter().map(line).collect()
        };
        self.0.iter().map(of).collect()
    }
}

fn key(indicator: &Indicator) -> IndicatorKey {
    (misp::kind(indicator.kind).0.to_owned(), misp::value(indicator))
}

fn telling(site: Linked, event: &Exchanged, indicator: &Indicator) -> Telling {
    Telling {
        version: event.advisory.versions().len() as u64,
        lang: site.config.languages[event.doc.lang].code.clone(),
        comment: indicator.comment.clone().unwrap_or_default(),
    }
}

/// Notes what is told by now. What was once told stays noted, whatever becomes of its advisory.
pub fn note(site: Linked, before: &Before) -> Note {
    let is_publishing = publisher(site).is_some() && before.audience == Audience::Public;
    let mut told = IndicatorHistory::read(site, before);
    for event in exchanged(site).iter().filter(|_| is_publishing) {
        let is_new = !told.0.contains_key(&event.advisory.id.0);
        let own = told.0.entry(event.advisory.id.0.clone()).or_default();
        let front = event.advisory;
        // Where nothing is known of older versions, what is taken back is believed to have been told.
        let back = front.indicators_withdrawn.iter().filter(|_| is_new);
        for indicator in front.indicators.iter().chain(back) {
            let now = telling(site, event, indicator);
            let known = own.entry(key(indicator)).or_insert_with(|| now.clone());
            if known.version < now.version || known.lang != now.lang {
                *known = now;
            }
        }
    }
    Note { name: NOTE, lines: told.lines() }
}

/// What is not said any more, or otherwise.
pub fn changes(site: Linked, before: &Before) -> Vec<Diagnostic> {
    let told = IndicatorHistory::read(site, before);
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for id in site.graph.advisories().iter().copied() {
        let doc = site.graph.doc(id);
        let Some(advisory) = doc.front.advisory.as_deref() else { continue };
        // Its languages state the same indicators: the one that is told of speaks.
        let event = exchanged_for(site, id);
        let is_first = event.as_ref().is_none_or(|event| event.id == id);
        let Some(own) = told.0.get(&advisory.id.0).filter(|_| is_first) else { continue };
        if !seen.insert(&advisory.id.0) {
            continue;
        }
        found.extend(gone(doc, advisory, own));
        found.extend(never_told(doc, advisory, own));
        found.extend(event.iter().flat_map(|event| changed(site, event, own)));
    }
    found
}

/// Those that were told, and are not even taken back.
fn gone(
    doc: &Doc,
    advisory: &AdvisoryFront,
    own: &BTreeMap<IndicatorKey, Telling>,
) -> Option<Diagnostic> {
    let all = || advisory.indicators.iter().chain(&advisory.indicators_withdrawn);
    let named: HashSet<IndicatorKey> = all().map(key).collect();
    let is_gone = |(told, telling): &(&IndicatorKey, &Telling)| {
        let is_spelt = || all().any(|indicator| indicator.is_spelt(&told.1));
        !(named.contains(told) || telling.is_old() && is_spelt())
    };
    let gone: Vec<&str> =
        own.iter().filter(is_gone).map(|((_, value), _)| value.as_str()).collect();
    if gone.is_empty() {
        return None;
    }
    let it = if gone.len() == 1 { "it" } else { "them" };
    let message = format!(
        "{} was published with {}, and no longer names {it}",
        advisory.id.0,
        gone.join(", ")
    );
    let help = format!(
        "move {it} from “indicators” to “indicators_withdrawn”, and keep {it} there: programs of other teams that have {it} are told then, else they block on for ever; if nobody could have fetched {it} yet, delete {it} in public/.certsite/indicators"
    );
    let place = doc.front_place(&["advisory", "indicators"]);
    Some(Diagnostic::at(Problem::Advisory { message, help }, place))
}

/// Those that are taken back, though nobody ever got them.
fn never_told(
    doc: &Doc,
    advisory: &AdvisoryFront,
    own: &BTreeMap<IndicatorKey, Telling>,
) -> Vec<Diagnostic> {
    let is_told = |indicator: &Indicator| {
        let mut old = own.iter().filter(|(_, telling)| telling.is_old());
        own.contains_key(&key(indicator)) || old.any(|((_, value), _)| indicator.is_spelt(value))
    };
    let back = advisory.indicators_withdrawn.iter().enumerate();
    let problem = |(n, indicator): (usize, &Indicator)| {
        let problem = Problem::IndicatorDoubt {
            value: indicator.defanged(),
            why: "was never published with this advisory, so nobody has to take it back".into(),
            help:
                "correct its spelling: here belongs what “indicators” named before; or take it out"
                    .into(),
        };
        let path = ["advisory", "indicators_withdrawn", &n.to_string()];
        Diagnostic::at(problem, doc.front_value(&path))
    };
    back.filter(|(_, indicator)| !is_told(indicator)).map(problem).collect()
}

/// Those of which something else is said than before, without a new version.
fn changed(
    site: Linked,
    event: &Exchanged,
    own: &BTreeMap<IndicatorKey, Telling>,
) -> Vec<Diagnostic> {
    let front = event.advisory;
    let lists =
        [("indicators", &front.indicators), ("indicators_withdrawn", &front.indicators_withdrawn)];
    let all = lists.into_iter().flat_map(|(list, all)| {
        all.iter().enumerate().map(move |(n, indicator)| (list, n, indicator))
    });
    let changed = all.filter_map(|(list, n, indicator)| {
        let old = own.get(&key(indicator))?;
        let new = telling(site, event, indicator);
        let is_same_version = old.version == new.version && old.lang == new.lang;
        (is_same_version && old.comment != new.comment).then(|| {
            let what = format!(
                "version {} of {} was published with another comment on {}",
                old.version,
                front.id.0,
                indicator.defanged()
            );
            let place = event.doc.front_value(&["advisory", list, &n.to_string()]);
            Diagnostic::at(Problem::AdvisoryChanged { what }, place)
        })
    });
    changed.collect()
}
