//! Who may post and how often, and which posts are one and the same.

mod client;
#[cfg(any(feature = "server", feature = "lambda"))]
mod rate;

pub use client::{Client, Limit};
#[cfg(any(feature = "server", feature = "lambda"))]
pub use rate::Rate;

use crate::intake::Submission;
use crate::token::Token;
use hmac::{Hmac, Mac};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use sha2::Sha256;

/// What a post lays claim to in the outbox. Keyed with a secret, so that neither name tells
/// anything about the words that were posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Name of the message in the outbox, 32 hexadecimal digits: the same for the same token
    /// or, without one, for the same post on the same day.
    pub key: String,
    /// The name that the same post had yesterday, in the first hours of a day and without a token:
    /// who heard nothing before midnight posts again after it.
    pub earlier: Option<String>,
    /// Tells two posts under one token apart, 32 hexadecimal digits.
    pub digest: String,
}

/// How many hours of a day (UTC) look back at the day before.
const LOOKING_BACK: i8 = 6;

/// The claim of a post. A token that is not one of ours lays no claim: whoever makes them up
/// could take the place of other posts.
pub fn claim(
    secret: &[u8; 32],
    form: &str,
    submission: &Submission,
    token: Option<&Token>,
    now: Timestamp,
) -> Claim {
    let words = words(submission);
    let now = now.to_zoned_datetime(TimeZone::UTC);
    let of_day =
        |day: Date| tag(secret, &[b"post", form.as_bytes(), day.to_string().as_bytes(), &words]);
    let (key, earlier) = match token {
        Some(token) => (tag(secret, &[b"token", form.as_bytes(), token.nonce.as_bytes()]), None),
        None => {
            let yesterday = now.date().yesterday().ok().filter(|_| now.hour() < LOOKING_BACK);
            (of_day(now.date()), yesterday.map(of_day))
        }
    };
    Claim { key, earlier, digest: tag(secret, &[b"digest", form.as_bytes(), &words]) }
}

/// All that was posted, each piece with its length before it, so that no two posts look alike.
fn words(submission: &Submission) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut piece = |text: &[u8]| {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text);
    };
    for (field, values) in submission.values.iter().filter(|(field, _)| *field != "token") {
        piece(field.as_bytes());
        values.iter().for_each(|value| piece(value.as_bytes()));
    }
    for file in &submission.files {
        piece(file.field.as_bytes());
        piece(file.name.as_bytes());
        piece(&file.bytes);
    }
    bytes
}

/// A keyed hash, 32 hexadecimal digits.
pub(crate) fn tag(secret: &[u8; 32], pieces: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    for piece in pieces {
        mac.update(&(piece.len() as u64).to_be_bytes());
        mac.update(piece);
    }
    mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// True unless a browser says that the post comes from another site. A browser sends
/// `Sec-Fetch-Site` or `Origin` with every post; other programs send neither, and gain nothing.
pub fn is_own_origin(
    fetch_site: Option<&str>,
    origin: Option<&str>,
    host: Option<&str>,
    allowed: &[String],
) -> bool {
    if let Some(origin) = origin.filter(|origin| *origin != "null" || fetch_site.is_none()) {
        let own =
            host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, rest)| rest == host));
        return own && allowed.is_empty() || allowed.iter().any(|known| known == origin);
    }
    fetch_site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(pairs: &[(&str, &str)]) -> Submission {
        let mut submission = Submission::default();
        for (field, value) in pairs {
            submission.values.entry((*field).into()).or_default().push((*value).into());
        }
        submission
    }

    #[test]
    fn the_same_post_makes_the_same_claim() {
        let now = "2026-11-23T10:00:00Z".parse().expect("a time");
        let later = "2026-11-24T10:00:00Z".parse().expect("a time");
        let token = Token { issued: now, nonce: "7".into(), work: crate::token::Work::None };
        let claim = |pairs: &[(&str, &str)], now| {
            let submission = submission(pairs);
            let token = (!submission.first("token").is_empty()).then_some(&token);
            claim(&[1; 32], "incident", &submission, token, now)
        };
        let first = claim(&[("title", "a")], now);
        assert_eq!(first, claim(&[("title", "a")], now));
        assert_ne!(first.key, claim(&[("title", "b")], now).key);
        assert_ne!(first.key, claim(&[("title", "a")], later).key);
        let (one, other) = (
            claim(&[("token", "t"), ("title", "a")], now),
            claim(&[("token", "t"), ("title", "b")], later),
        );
        assert_eq!(one.key, other.key);
        assert_ne!(one.digest, other.digest);
        assert_eq!((first.earlier, one.earlier), (None, None));
    }

    #[test]
    fn who_posts_again_after_midnight_is_known() {
        let claim = |time: &str| {
            let now = time.parse().expect("a time");
            claim(&[1; 32], "incident", &submission(&[("title", "a")]), None, now)
        };
        let before = claim("2026-11-23T23:59:00Z");
        assert_eq!(claim("2026-11-24T00:10:00Z").earlier, Some(before.key.clone()));
        assert_eq!(claim("2026-11-24T06:00:00Z").earlier, None);
        assert_eq!(claim("2026-11-24T00:10:00Z").digest, before.digest);
    }

    #[test]
    fn posts_of_other_sites_are_known() {
        let check = |site, origin, allowed: &[&str], expect| {
            let allowed: Vec<String> = allowed.iter().map(|o| (*o).into()).collect();
            assert_eq!(
                is_own_origin(site, origin, Some("cert.example"), &allowed),
                expect,
                "{site:?} {origin:?}"
            );
        };
        check(None, None, &[], true);
        check(Some("same-origin"), Some("https://cert.example"), &[], true);
        check(Some("cross-site"), Some("https://evil.example"), &[], false);
        check(None, Some("https://evil.example"), &[], false);
        check(None, Some("null"), &[], false);
        check(Some("cross-site"), None, &[], false);
        check(Some("same-site"), Some("https://www.example"), &["https://www.example"], true);
        check(None, Some("https://cert.example"), &["https://www.example"], false);
    }
}
