//! Words that certsite itself gives to things: data files have them, and nothing else is accepted.

use super::rows::Wrong;
use certsite_base::diag::nearest;

/// One of a few things, each known by a word.
pub trait Word: Copy + 'static {
    /// What one of them is called in a message.
    const WHAT: &'static str;

    /// All of them, in the order in which they are told.
    const ALL: &'static [Self];

    /// Its word.
    fn word(self) -> &'static str;

    /// The words of all.
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|one| one.word()).collect()
    }

    /// The one with this word.
    fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }

    /// The same, or what is wrong with the word.
    fn read(word: &str) -> Result<Self, Wrong> {
        Self::find(word).ok_or_else(|| unknown(Self::WHAT, word, &Self::words()))
    }
}

/// What is wrong with a word that nothing has, and what would be right.
pub fn unknown(what: &str, word: &str, known: &[&str]) -> Wrong {
    let help = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("write one of: {}", known.join(", ")),
    };
    (format!("“{word}” is no {what}"), help)
}
