//! Age tokens: a page that has script fetches one when a reader comes to the form, and posts it
//! back. It says when that was, that the same page posts a second time, and, while posts come in
//! floods, how much work the page was asked for and has done.
//!
//! `seconds.nonce.bits.seal`, and behind a colon the answer to the work.

use crate::form::FormLimits;
use crate::proof_of_work::{self, Effort};
use crate::report::Suspicion;
use crate::tag::tag;
use jiff::Timestamp;

/// An age token that this form function gave out, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// When it was given out, to the second.
    pub issued: Timestamp,
    /// The random part, 16 hexadecimal digits, that makes it the only one of its kind.
    pub nonce: String,
    /// What became of the work that was asked for with it.
    pub work: Work,
}

/// What became of the work that a page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// No work was asked for, so none can be missing.
    None,
    /// The answer is right: as much work was done as was asked for.
    Done,
    /// There is no answer, or a wrong one.
    Missing,
}

impl Token {
    /// Gives out a token that asks for so many bits of work.
    pub fn issue(secret: &[u8; 32], form: &str, now: Timestamp, random: u64, bits: u8) -> String {
        let head = format!("{}.{random:016x}.{bits}", now.as_second());
        let seal = tag(secret, &[b"age", form.as_bytes(), head.as_bytes()]);
        format!("{head}.{seal}")
    }

    /// Reads a token; none if it is not one that we gave out for this form.
    pub fn read(secret: &[u8; 32], form: &str, text: &str) -> Option<Token> {
        let (token, answer) = text.split_once(':').unwrap_or((text, ""));
        let (head, seal) = token.rsplit_once('.')?;
        // Comparing keyed hashes of both takes the same time wherever they differ.
        let expected = tag(secret, &[b"age", form.as_bytes(), head.as_bytes()]);
        if tag(secret, &[seal.as_bytes()]) != tag(secret, &[expected.as_bytes()]) {
            return None;
        }
        let mut parts = head.split('.');
        let (seconds, nonce, bits) = (parts.next()?, parts.next()?, parts.next()?);
        let issued = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        let work = match bits.parse().ok()? {
            0 => Work::None,
            bits if proof_of_work::is_done(seal, answer, bits) => Work::Done,
            _ => Work::Missing,
        };
        Some(Token { issued, nonce: nonce.to_owned(), work })
    }

    /// What its age and its work say about who filled in the form.
    pub fn suspicions(
        &self,
        limits: &FormLimits,
        now: Timestamp,
    ) -> impl Iterator<Item = Suspicion> {
        let age = now.duration_since(self.issued).as_secs();
        let signs = [
            (age < limits.token_min_age_seconds, Suspicion::TooFast),
            (age > limits.token_max_age_seconds, Suspicion::TokenTooOld),
            (self.work == Work::Missing, Suspicion::WorkMissing),
        ];
        signs.into_iter().filter_map(|(is_there, sign)| is_there.then_some(sign))
    }

    /// Proven if its page did the work it was asked for, and not so long ago that the answer may
    /// have been saved up.
    pub fn effort(&self, limits: &FormLimits, now: Timestamp) -> Effort {
        let age = now.duration_since(self.issued).as_secs();
        match self.work == Work::Done && age <= limits.token_max_age_seconds {
            true => Effort::Proven,
            false => Effort::Unproven,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T10:00:00Z";

    #[test]
    fn a_token_is_read_back_or_refused() {
        let now: Timestamp = NOW.parse().expect("a time");
        let token = Token::issue(&[1; 32], "incident", now, 7, 0);
        let read = |secret, form, text: &str| Token::read(&[secret; 32], form, text);
        let nonce = "0000000000000007".to_owned();
        let whole = Some(Token { issued: now, nonce, work: Work::None });
        assert_eq!(read(1, "incident", &token), whole);
        assert_eq!(read(1, "incident", &format!("{token}:5")), whole, "work that nobody asked for");
        assert_eq!(read(2, "incident", &token), None);
        assert_eq!(read(1, "other", &token), None);
        assert_eq!(read(1, "incident", &token.replacen('1', "2", 1)), None);
        for text in ["", ".", "..", ":", "1.2.3", "1.2.3.4", "1.2.3.4:5"] {
            assert_eq!(read(1, "incident", text), None);
        }
    }

    #[test]
    fn work_belongs_to_the_token_that_asked_for_it() {
        let now: Timestamp = NOW.parse().expect("a time");
        let issue = |random| Token::issue(&[1; 32], "incident", now, random, 8);
        let work = |text: &str| Token::read(&[1; 32], "incident", text).expect("it is ours").work;
        let done = |token: &str| {
            let answers = (0..1_000_000).map(|n| format!("{token}:{n}"));
            answers.into_iter().find(|text| work(text) == Work::Done).expect("one in 256")
        };
        let (one, other) = (issue(1), issue(2));
        let solved = done(&one);
        let (_, answer) = solved.split_once(':').expect("an answer");
        assert_eq!(work(&one), Work::Missing);
        assert_eq!(work(&format!("{other}:{answer}")), Work::Missing);
        // Fewer bits are another token, which is not ours.
        let cheaper = solved.replacen(".8.", ".0.", 1);
        assert_eq!(Token::read(&[1; 32], "incident", &cheaper), None);
    }
}
