//! What stands in a text where the key would be: words, the alphabet, signs that mask it, and the
//! note that something is left out.

use super::signs::run;
use memchr::memmem;

/// Words that texts put in place of a key, in small letters: too long to stand in one by chance.
const WORDS: &[&str] = &[
    "privatekey",
    "secretkey",
    "goeshere",
    "keyhere",
    "placeholder",
    "example",
    "yourkey",
    "yourprivate",
    "yoursecret",
    "replaceme",
    "changeme",
    "insert",
    "redacted",
    "notreal",
];

/// Words that say that lines are left out, in small letters.
const ELIDED: &[&str] = &[
    "…",
    "...",
    "&hellip;",
    "snip",
    "omitted",
    "left out",
    "redacted",
    "truncated",
    "removed",
    "cut here",
    "masked",
    "[cut]",
    "(cut)",
    "***",
    "buraxıl",
    "kəsil",
    "gizlədil",
];

/// This many equal signs behind each other, or more, hide what stood there.
const MIN_MASK: usize = 8;

/// Whether signs are as different as those of a secret are, and of what stands for one are not.
pub fn is_varied(signs: &[u8]) -> bool {
    let mut seen = [false; 256];
    signs.iter().for_each(|b| seen[usize::from(*b)] = true);
    let kinds = seen.iter().filter(|seen| **seen).count();
    kinds >= (signs.len() / 3).clamp(1, 12) && !is_alphabet(signs) && !is_words(signs)
}

/// Whether most signs are those that follow in the alphabet on the ones before them.
fn is_alphabet(signs: &[u8]) -> bool {
    let steps = signs.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    signs.len() >= 20 && steps * 2 > signs.len()
}

fn is_words(signs: &[u8]) -> bool {
    let small = signs.to_ascii_lowercase();
    WORDS.iter().any(|word| memmem::find(&small, word.as_bytes()).is_some())
}

/// How many signs are left without those that hide others.
pub fn shown(signs: &[u8]) -> usize {
    let runs = signs.chunk_by(|one, next| one == next).map(<[u8]>::len);
    runs.filter(|length| *length < MIN_MASK).sum()
}

/// Whether a line says that something is left out.
pub fn is_elided(line: &[u8]) -> bool {
    if line.len() > 400 {
        return false;
    }
    // What is part of a key are no words.
    let code = run(line);
    let at = code.as_ptr().addr() - line.as_ptr().addr();
    let (before, after) = match code.len() {
        32.. => (&line[..at], &line[at + code.len()..]),
        _ => (line, &b""[..]),
    };
    let says = |part: &[u8]| {
        let small = part.to_ascii_lowercase();
        ELIDED.iter().any(|word| memmem::find(&small, word.as_bytes()).is_some())
    };
    says(before) || says(after)
}
