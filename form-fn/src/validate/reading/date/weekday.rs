//! Days of the week beside a day, which it has to be one of.

use crate::validate::reading::fold;
use jiff::civil::{Date, Weekday};

/// Names of one word; English ones may be short, and end with `day` where they are not.
const NAMES: [(&str, Weekday); 19] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("wednes", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("thur", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("satur", Weekday::Saturday),
    ("sun", Weekday::Sunday),
    ("çərşənbə", Weekday::Wednesday),
    ("cümə", Weekday::Friday),
    ("şənbə", Weekday::Saturday),
    ("bazar", Weekday::Sunday),
    ("понедельник", Weekday::Monday),
    ("вторник", Weekday::Tuesday),
    ("пятница", Weekday::Friday),
];

/// Names of two words in Azerbaijani: the first of them alone is another day.
/// They are folded, as `ı` and `i` are one then.
const PAIRS: [(&str, &str, Weekday); 3] = [
    ("bazar", "ertəsi", Weekday::Monday),
    ("çərşənbə", "axşami", Weekday::Tuesday),
    ("cümə", "axşami", Weekday::Thursday),
];

fn name(word: &str) -> Option<Weekday> {
    let folded = fold(word);
    let short = folded.strip_suffix("day").unwrap_or(&folded);
    NAMES.iter().find(|(name, _)| *name == short).map(|(_, day)| *day)
}

/// True of a word that names a day of the week.
pub(super) fn is_one(word: &str) -> bool {
    name(word).is_some()
}

/// Whether a day is the one of the week that stands beside it, if any does.
pub(super) fn agree(text: &str, day: Date) -> bool {
    let words: Vec<_> =
        text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let second = |first: &str, n: usize| {
        let next = words.get(n + 1).map(|word| fold(word))?;
        PAIRS.iter().find(|(one, two, _)| *one == first && *two == next).map(|(.., day)| *day)
    };
    let named = |(n, word): (usize, &&str)| second(&fold(word), n).or_else(|| name(word));
    words.iter().enumerate().filter_map(named).all(|named| named == day.weekday())
}
