//! The words that may stand beside a time of day.

use crate::validate::reading::is_one_of;

/// Words in front of a time that say nothing of it.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "~", "≈", "@", "saat", "saatı", "saati", "vaxt", "vaxtı", "time", "at", "about", "around", "by",
    "since", "from", "approximately", "approx", "ca", "c", "circa", "təxminən", "təqribən", "kl",
    "um", "gegen", "в", "около", "the", "is", "it", "was",
];

/// Those of them by which a number is a time of day, and no length of time.
const OF_MOMENT: &[&str] = &[
    "saat", "saatı", "saati", "vaxt", "vaxtı", "time", "at", "by", "since", "from", "kl", "um", "в",
];

/// Words beside which the time is the beginning or the end of more.
const OPEN: &[&str] = &["by", "from", "since", "dan", "dən", "bəri"];

/// Words that say which half of the day is meant, or what part of it.
const PARTS: &[(&[&str], Part)] = &[
    (&["am", "a.m"], Part::BeforeNoon),
    (&["pm", "p.m"], Part::AfterNoon),
    (&["noon"], Part::Noon),
    (&["səhər", "səhərə", "sübh", "morning", "утра"], Part::Morning),
    (&["günortadan", "gündüz", "afternoon", "дня"], Part::Afternoon),
    (&["axşam", "axşamı", "evening", "вечера"], Part::Evening),
    (&["gecə", "gecəsi", "night", "ночи"], Part::Night),
];

/// A part of the day, which says which of two twelve-hour times is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    BeforeNoon,
    AfterNoon,
    Noon,
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// Words behind an hour.
const HOURS: &[&str] = &["h", "o'clock", "oclock", "clock", "uhr", "час"];

/// The same; but behind a bare number they may tell how long something took.
const HOURS_LONG: &[&str] = &["hr", "hrs", "hour", "hours", "saat", "saatda", "ч", "часа", "часов"];

/// Words behind minutes.
const MINUTES: &[&str] =
    &["m", "min", "mins", "minutes", "dəq", "dəqiqə", "dəqiqədə", "мин", "минут"];

/// Other words behind a time that say nothing of it either.
#[rustfmt::skip]
const SILENT: &[&str] = &[
    "da", "də", "in", "at", "the", "sharp", "tam", "radələrində", "about", "approx",
    "approximately", "təxminən", "təqribən",
];

/// Words by which a time is no moment of the form's zone for sure: it is an estimate of somebody's,
/// or of a clock somewhere.
#[rustfmt::skip]
const DOUBT: &[&str] = &[
    "or", "so", "local", "yerli", "server", "serverin", "time", "vaxt", "vaxtı", "vaxti", "vaxtilə", "vaxtla",
    "ilə", "по", "времени", "время", "местного", "местному", "dan", "dən", "bəri",
];

/// True of words that say nothing of a time, or only what part of the day it is in.
pub fn is_remark(word: &str) -> bool {
    is_one_of(word, ABOUT) || part_of_day(word).is_some()
}

/// True of words by which a number beside them is an hour.
pub fn is_hour(word: &str) -> bool {
    is_one_of(word, HOURS) || is_one_of(word, HOURS_LONG) || part_of_day(word).is_some()
}

pub(super) fn is_of_moment(word: &str) -> bool {
    is_one_of(word, OF_MOMENT)
}

pub(super) fn is_open(word: &str) -> bool {
    is_one_of(word, OPEN)
}

/// True of words behind a time that leave it what it is.
pub(super) fn is_known_behind(word: &str) -> bool {
    [HOURS, HOURS_LONG, MINUTES, SILENT, DOUBT].into_iter().any(|words| is_one_of(word, words))
}

pub(super) fn is_duration(word: &str) -> bool {
    is_one_of(word, HOURS_LONG)
}

pub(super) fn is_minutes(word: &str) -> bool {
    is_one_of(word, MINUTES)
}

pub(super) fn is_doubt(word: &str) -> bool {
    is_one_of(word, DOUBT)
}

pub(super) fn part_of_day(word: &str) -> Option<Part> {
    PARTS.iter().find(|(words, _)| is_one_of(word, words)).map(|(_, part)| *part)
}
