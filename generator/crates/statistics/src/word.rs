//! Words that certsite itself gives to things: data files have them, and nothing else is accepted.

use super::rows::Wrong;
use certsite_base::diag::nearest;

/// One of a few things that data files know by a word each.
pub trait Word: Copy + 'static {
    /// What such a thing is called in a message, such as “severity”.
    const WHAT: &'static str;

    /// All of them, in the order in which tables and messages list them.
    const ALL: &'static [Self];

    /// The word by which data files know it.
    fn word(self) -> &'static str;

    /// The words of all of them, in the same order.
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|one| one.word()).collect()
    }

    /// The one with exactly this word; `None` if there is none.
    fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }

    /// The one with exactly this word, or what is wrong with the word.
    fn read(word: &str) -> Result<Self, Wrong> {
        Self::find(word).ok_or_else(|| unknown(Self::WHAT, word, &Self::words()))
    }
}

/// What is wrong with a word that none of the known ones is, and what would be right. `what` says
/// what they are words of.
pub fn unknown(what: &str, word: &str, known: &[&str]) -> Wrong {
    let help = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("write one of: {}", known.join(", ")),
    };
    (format!("“{word}” is no {what}"), help)
}
