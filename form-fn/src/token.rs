//! Age tokens: a page that has script fetches one when it opens, and posts it back. It says
//! when the page was opened, and that the same page posts a second time.

use crate::form::Limits;
use crate::guard::tag;
use crate::report::Suspicion;
use jiff::Timestamp;

/// A token of ours, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// When it was given out.
    pub issued: Timestamp,
    /// What makes it the only one of its kind.
    pub nonce: String,
}

impl Token {
    /// Gives out a token: `seconds.nonce.seal`.
    pub fn issue(secret: &[u8; 32], form: &str, now: Timestamp, random: u64) -> String {
        let head = format!("{}.{random:016x}", now.as_second());
        let seal = tag(secret, &[b"age", form.as_bytes(), head.as_bytes()]);
        format!("{head}.{seal}")
    }

    /// Reads a token; none if it is not one that we gave out for this form.
    pub fn read(secret: &[u8; 32], form: &str, text: &str) -> Option<Token> {
        let (head, seal) = text.rsplit_once('.')?;
        // Comparing keyed hashes of both takes the same time wherever they differ.
        let expected = tag(secret, &[b"age", form.as_bytes(), head.as_bytes()]);
        if tag(secret, &[seal.as_bytes()]) != tag(secret, &[expected.as_bytes()]) {
            return None;
        }
        let (seconds, nonce) = head.split_once('.')?;
        let issued = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        Some(Token { issued, nonce: nonce.to_owned() })
    }

    /// What its age says about who filled in the form.
    pub fn suspicion(&self, limits: &Limits, now: Timestamp) -> Option<Suspicion> {
        let age = now.duration_since(self.issued).as_secs();
        if age < limits.token_min_age_seconds {
            Some(Suspicion::TooFast)
        } else if age > limits.token_max_age_seconds {
            Some(Suspicion::TokenTooOld)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_or_refused() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        let token = Token::issue(&[1; 32], "incident", now, 7);
        let read = |secret, form, text: &str| Token::read(&[secret; 32], form, text);
        let nonce = "0000000000000007".to_owned();
        assert_eq!(read(1, "incident", &token), Some(Token { issued: now, nonce }));
        assert_eq!(read(2, "incident", &token), None);
        assert_eq!(read(1, "other", &token), None);
        assert_eq!(read(1, "incident", &token.replacen('1', "2", 1)), None);
        for text in ["", ".", "..", "1.2.3"] {
            assert_eq!(read(1, "incident", text), None);
        }
    }
}
