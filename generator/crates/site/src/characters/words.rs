//! Words that are not what they look like: letters of two scripts in one word, a word of look-alikes
//! in a name of others, letters that are mathematical signs, a Cyrillic ə.

use super::{code, script};
use certsite_base::diag::Problem;
use icu_properties::props::Script;
use std::ops::Range;

/// What one letter is, as far as words are deceived by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LetterKind {
    Latin,
    /// Of a script with letters that look like Latin ones; what such a letter is called.
    Foreign(&'static str),
    /// The Cyrillic letters that look like Ə and ə.
    Schwa,
    /// ǝ, which no language of Europe or the Caucasus uses.
    TurnedE,
    /// A sign that looks like a Latin letter in another type.
    Styled,
    /// A letter of a script that nobody takes for Latin.
    Other,
}

const CYRILLIC: &str = "a Cyrillic letter";

impl LetterKind {
    fn of(c: char) -> Option<LetterKind> {
        Some(match c {
            'a'..='z' | 'A'..='Z' => LetterKind::Latin,
            _ if c.is_ascii() => return None,
            '\u{4d8}' | '\u{4d9}' => LetterKind::Schwa,
            '\u{1dd}' => LetterKind::TurnedE,
            '\u{1d400}'..='\u{1d7ff}' => LetterKind::Styled,
            '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                LetterKind::Foreign("a full-width letter")
            }
            _ if !c.is_alphabetic() => return None,
            _ => match script(c) {
                Script::Latin => LetterKind::Latin,
                Script::Cyrillic => LetterKind::Foreign(CYRILLIC),
                Script::Armenian => LetterKind::Foreign("an Armenian letter"),
                Script::Cherokee => LetterKind::Foreign("a Cherokee letter"),
                Script::Coptic => LetterKind::Foreign("a Coptic letter"),
                // Units and formulas mix Ω, μ, π or Δ with Latin letters, and deceive nobody.
                Script::Greek if is_look_alike(c) => LetterKind::Foreign("a Greek letter"),
                _ => LetterKind::Other,
            },
        })
    }
}

/// Greek and Cyrillic letters that most typefaces draw exactly as a Latin one.
fn is_look_alike(c: char) -> bool {
    "αικνορυϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϿаеорсухѕіјһԁԛԝӏАВЕКМНОРСТУХЅІЈҺԌԚԜӀ".contains(c)
}

/// The deceptive words of a text, each different one once, with what is wrong.
pub fn deceptive(text: &str) -> impl Iterator<Item = (Range<usize>, Problem)> {
    let mut seen = std::collections::HashSet::new();
    let found = words(text).flat_map(move |word| {
        let schwa = schwa(text, word.clone());
        let other = if schwa.is_none() { mixed(text, word) } else { None };
        schwa.or(other)
    });
    found.filter(move |(_, problem)| seen.insert(problem.to_string()))
}

/// Stretches of letters and what belongs to them, at least one of them outside ASCII.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let is_letter = |c: char| c.is_alphanumeric();
            let start = rest + text[rest..].find(is_letter)?;
            let end = text[start..].find(|c: char| !is_letter(c)).map_or(text.len(), |i| start + i);
            rest = end;
            if !text.as_bytes()[start..end].is_ascii() {
                return Some(start..end);
            }
        }
    })
}

/// The letter of a word that is taken for ə. In a word of Cyrillic letters ә is at home.
fn schwa(text: &str, word: Range<usize>) -> Option<(Range<usize>, Problem)> {
    let letters =
        || text[word.clone()].char_indices().filter_map(|(i, c)| Some((i, c, LetterKind::of(c)?)));
    let has = |kind: fn(LetterKind) -> bool| letters().any(|(_, _, k)| kind(k));
    let is_cyrillic =
        has(|k| k == LetterKind::Foreign(CYRILLIC)) && !has(|k| k == LetterKind::Latin);
    let (at, c, _) = letters().find(|(_, _, kind)| match kind {
        LetterKind::TurnedE => true,
        LetterKind::Schwa => !is_cyrillic,
        _ => false,
    })?;
    let at = word.start + at;
    Some((at..at + c.len_utf8(), Problem::WrongSchwa { code: code(c) }))
}

/// The first letter of the script that a word has less of, if it has two; or of a word that has
/// but look-alikes and is a single letter among Latin words, or part of a Latin name.
fn mixed(text: &str, word: Range<usize>) -> Option<(Range<usize>, Problem)> {
    let letters =
        || text[word.clone()].char_indices().filter_map(|(i, c)| Some((i, c, LetterKind::of(c)?)));
    if let Some((at, c, _)) = letters().find(|(_, _, kind)| *kind == LetterKind::Styled) {
        return Some(told(text, &word, at, c, "a sign that looks like a letter"));
    }
    let count = |kind: fn(LetterKind) -> bool| letters().filter(|(_, _, k)| kind(*k)).count();
    let is_foreign = |kind: LetterKind| matches!(kind, LetterKind::Foreign(_));
    let (latin, foreign) =
        (count(|k| k == LetterKind::Latin), count(|k| matches!(k, LetterKind::Foreign(_))));
    let is_disguise = latin == 0
        && foreign == letters().count()
        && letters().all(|(_, c, _)| is_look_alike(c))
        && (is_in_latin_name(text, &word) || (foreign == 1 && is_among_latin(text, &word)));
    if foreign == 0 || (latin == 0 && !is_disguise) {
        return None;
    }
    let is_odd = |kind: LetterKind| {
        if latin > 0 && latin < foreign { kind == LetterKind::Latin } else { is_foreign(kind) }
    };
    let (at, c, kind) = letters().find(|(_, _, kind)| is_odd(*kind))?;
    let what = if let LetterKind::Foreign(what) = kind { what } else { "a Latin letter" };
    Some(told(text, &word, at, c, what))
}

fn told(
    text: &str,
    word: &Range<usize>,
    at: usize,
    c: char,
    what: &str,
) -> (Range<usize>, Problem) {
    let problem = Problem::MixedScripts {
        word: text[word.clone()].to_owned(),
        letter: c.to_string(),
        code: code(c),
        what: what.to_owned(),
    };
    let at = word.start + at;
    (at..at + c.len_utf8(), problem)
}

/// Whether a word is one part of a name (of a machine, in an address, with a hyphen) whose
/// neighbour is Latin.
fn is_in_latin_name(text: &str, word: &Range<usize>) -> bool {
    let is_joint = |c: Option<char>| c.is_some_and(|c| ".-_@/".contains(c));
    let (mut before, mut after) = (text[..word.start].chars().rev(), text[word.end..].chars());
    (is_joint(before.next()) && is_latin(before.next()))
        || (is_joint(after.next()) && is_latin(after.next()))
}

/// Whether the words before and after a word are Latin.
fn is_among_latin(text: &str, word: &Range<usize>) -> bool {
    let (before, after) = (text[..word.start].chars().rev(), text[word.end..].chars());
    // A blank with a comma, a bracket or a quotation mark.
    is_latin(before.take(3).find(|c| c.is_alphanumeric()))
        && is_latin(after.take(3).find(|c| c.is_alphanumeric()))
}

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| LetterKind::of(c) == Some(LetterKind::Latin))
}
