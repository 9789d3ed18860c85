//! Characters that have no place in what is published: those that nobody sees, and those that
//! look like others. Finds them in the text of a file, each kind at its first place.
//!
//! An editor who pastes a hostile letter into a page would pass its tricks on to readers. What is
//! invisible can always be written so that it is seen: `<U+202E>`.

mod names;
mod words;
mod written;

pub use written::{added, check_yaml, odd_in_yaml, of_part, placed};

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_text::is_invisible;
use icu_properties::props::{
    CanonicalCombiningClass, Emoji, ExtendedPictographic, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// At most this many words of mixed scripts are told of in one file: a text that is written to
/// deceive is full of them.
const MAX_MIXED_WORDS: usize = 20;

/// Reports the characters of a file that have no place in it.
pub fn check(path: &Arc<str>, source: &str) -> Vec<Diagnostic> {
    let place = |(range, problem)| Diagnostic::at(problem, Place::range(path, source, range));
    odd(source).into_iter().map(place).collect()
}

/// The same with the bytes where each stands.
fn odd(source: &str) -> Vec<(Range<usize>, Problem)> {
    if is_plain(source.as_bytes()) {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, Problem)> = Vec::new();
    let mut seen: HashSet<char> = HashSet::new();
    let mut tell = |at: usize, c: char, problem: fn(char) -> Problem| {
        if seen.insert(c) {
            found.push((at..at + c.len_utf8(), problem(c)));
        }
    };
    for (at, c) in controls(source) {
        tell(at, c, |c| Problem::ControlCharacter { code: code(c) });
    }
    for (at, c) in unneeded(source) {
        tell(at, c, |c| Problem::InvisibleCharacter {
            code: code(c),
            name: names::name(c).to_owned(),
        });
    }
    found.extend(words::deceptive(source).take(MAX_MIXED_WORDS));
    found
}

/// The code point as Unicode writes it, such as `U+202E`.
fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// True if a look at the bytes is enough, as it is for nearly every page: a loop that does not
/// stop inside a chunk is compiled to instructions that take whole chunks. What is told apart:
/// control characters; of U+0080 to U+00BF the controls and the soft hyphen; ǝ; from U+0300 on
/// everything but punctuation and signs that are seen.
fn is_plain(bytes: &[u8]) -> bool {
    const CHUNK: usize = 256;
    let odd = |first: u8, second: u8, third: u8| {
        let control = ((first < b' ') & !matches!(first, b'\n' | b'\r' | b'\t')) | (first == 0x7f);
        let latin = (first == 0xC2) & ((second < 0xA0) | (second == 0xAD));
        let unseen = (0x8B..=0x8F).contains(&third) | (0xA8..=0xAE).contains(&third);
        // Arrows, mathematics, boxes and the like stand between the two.
        let general = (second == 0x80) & !unseen | (0x82..=0xB0).contains(&second);
        let other = ((first >= 0xCC) | (first == 0xC7)) & !((first == 0xE2) & general);
        control | latin | other
    };
    let rest = |from: usize| bytes.get(from..).unwrap_or_default();
    let (second, third) = (rest(1), rest(2));
    let whole = bytes.len().saturating_sub(2);
    let chunks = (0..whole).step_by(CHUNK).map(|start| start..whole.min(start + CHUNK));
    let any = |chunk: Range<usize>| {
        let triples = bytes[chunk.clone()].iter().zip(&second[chunk.clone()]).zip(&third[chunk]);
        triples.fold(false, |found, ((a, b), c)| found | odd(*a, *b, *c))
    };
    let tail = |at: usize| odd(bytes[at], rest(at + 1).first().copied().unwrap_or(0xBF), 0);
    !chunks.into_iter().any(any) && !(whole..bytes.len()).any(tail)
}

/// Control characters but line breaks and tabs.
fn controls(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Invisible characters of a text that nothing beside them needs. Needed are joiners in the
/// scripts that join letters and in emoji, the marks of direction in lines of such scripts,
/// variants of emoji and ideographs, and the flags of three countries.
pub fn unneeded(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut line = Line::default();
    let mut flag_end = 0;
    text.char_indices().filter(move |(at, c)| {
        if *c == FLAG {
            let after = &text[at + FLAG.len_utf8()..];
            let tags = FLAGS.iter().find(|tags| after.starts_with(**tags));
            flag_end = at + FLAG.len_utf8() + tags.map_or(0, |tags| tags.len());
        }
        (is_invisible(*c) || is_noncharacter(*c)) && *at >= flag_end && {
            let (before, after) = (&text[..*at], &text[at + c.len_utf8()..]);
            !match c {
                '\u{200c}' | '\u{200d}' => is_joined(before, after) || is_emoji(*c, before, after),
                '\u{200e}' | '\u{200f}' | '\u{61c}' => line.is_right_to_left(text, *at),
                '\u{fe0e}' | '\u{fe0f}' => before.chars().next_back().is_some_and(is_any_emoji),
                '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => {
                    before.chars().next_back().is_some_and(|c| script(c) == Script::Han)
                }
                '\u{180b}'..='\u{180d}' | '\u{180f}' => {
                    before.chars().next_back().is_some_and(|c| script(c) == Script::Mongolian)
                }
                _ => false,
            }
        }
    })
}

/// Whether Unicode promises that no text ever holds this: XML refuses some of them.
pub fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xFFFE == 0xFFFE || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Begins the flags of England, Scotland and Wales, which are spelt in tags (Unicode UTS #51).
const FLAG: char = '\u{1f3f4}';

const FLAGS: [&str; 3] = [
    "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

fn is_any_emoji(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

/// Whether a joiner stands at a letter that joins others, or at a sign that takes a vowel away.
fn is_joined(before: &str, after: &str) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    let joining = CodePointMapData::<JoiningType>::new();
    let is_virama = |c: char| class.get(c) == CanonicalCombiningClass::Virama;
    let is_letter = |c: &char| joining.get(*c) != JoiningType::Transparent;
    let joins =
        |c: char| !matches!(joining.get(c), JoiningType::NonJoining | JoiningType::JoinCausing);
    // A letter carries a few marks; more are no text.
    let last = before.chars().rev().take(8).find(is_letter);
    let next = after.chars().take(8).find(is_letter);
    before.chars().next_back().is_some_and(is_virama)
        || after.chars().next().is_some_and(is_virama)
        || last.is_some_and(joins)
        || next.is_some_and(joins)
}

/// Whether a zero-width joiner stands between two pictures.
fn is_emoji(c: char, before: &str, after: &str) -> bool {
    let is_picture = |c: char| CodePointSetData::new::<ExtendedPictographic>().contains(c);
    let is_added = |c: &char| matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let base = before.chars().rev().take(3).find(|c| !is_added(c));
    c == '\u{200d}' && base.is_some_and(is_picture) && after.chars().next().is_some_and(is_picture)
}

/// The line that was looked at last: a line is read once, however many marks stand in it.
#[derive(Default)]
struct Line {
    end: usize,
    is_right_to_left: bool,
}

impl Line {
    fn is_right_to_left(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
            self.end = text[at..].find('\n').map_or(text.len(), |i| at + i);
            let is_rtl = |c: char| {
                matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
                    | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1eeff}')
                    && c.is_alphabetic()
            };
            self.is_right_to_left = text[start..self.end].chars().any(is_rtl);
        }
        self.is_right_to_left
    }
}

#[cfg(test)]
mod tests;
