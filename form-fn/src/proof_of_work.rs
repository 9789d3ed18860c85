//! Proof of work: a seal and a number whose SHA-256 together begins with enough zero bits.
//!
//! Asked for only while posts come in floods, and only of pages with script. It costs a telephone
//! a few seconds, and whoever sends thousands of posts thousands of those. The seal is a token's
//! own, so that an answer is good for no other token.

use sha2::{Digest, Sha256};

/// Whether the page of a report has done the work that pages are asked for while posts come in
/// floods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// It has: its report counts against the limit of its client alone.
    Proven,
    /// It has not, or was not asked to: its report counts against the limits that it shares with
    /// others, too.
    Unproven,
}

/// Zero bits that a flood raises the price to: 65,536 attempts on average.
pub const BITS: u8 = 16;

/// Longest number that is looked at; a script finds one of half that length.
const NUMBER_DIGITS: usize = 16;

/// True if `number`, as text, answers for `seal`.
pub fn is_done(seal: &str, number: &str, bits: u8) -> bool {
    let is_number =
        (1..=NUMBER_DIGITS).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let zeros = || {
        let digest = Sha256::digest(format!("{seal}:{number}"));
        let first: [u8; 4] = [digest[0], digest[1], digest[2], digest[3]];
        u32::from_be_bytes(first).leading_zeros()
    };
    is_number && zeros() >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_told_from_guesses() {
        // What `themes/cert/assets/form.js` finds first.
        let seal = "00112233445566778899aabbccddeeff";
        let answer = (0..u64::MAX).find(|n| is_done(seal, &n.to_string(), 12)).expect("there is");
        let answer = answer.to_string();
        assert!(is_done(seal, &answer, 12) && !is_done(seal, &answer, 32));
        assert!(!is_done("00112233445566778899aabbccddeefe", &answer, 12), "another token");
        assert!(!is_done(seal, &format!("0{answer}"), 12), "the text counts");
        for none in ["", "-1", "1e3", " 1", "12345678901234567", "½"] {
            assert!(!is_done(seal, none, 0), "{none}");
        }
    }
}
