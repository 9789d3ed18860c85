//! Who may post and how often, and which posts are one and the same.

mod client;
mod forwarded;
mod proxy;
#[cfg(any(feature = "server", feature = "lambda"))]
mod rate;
mod turns;
mod warnings;

pub use crate::proof_of_work::Effort;
pub use client::{Client, Network};
pub use forwarded::entries;
pub use proxy::{Misfit, Way};
#[cfg(any(feature = "server", feature = "lambda"))]
pub use rate::Rate;
pub use turns::{ClaimTurn, Turns};
pub use warnings::Warnings;

use crate::intake::Submission;
use crate::tag::tag;
use crate::token::Token;
use http::{HeaderMap, header};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use std::time::Duration;

/// Keeps anybody from reporting too often.
pub trait Limit: Send + Sync + 'static {
    /// Counts a report that holds, before it is sealed. `uptime` is the time since some fixed
    /// moment, by a clock that nobody sets.
    ///
    /// # Errors
    /// If it is one too many: how long to wait from now.
    fn count(&self, client: Client, effort: Effort, uptime: Duration) -> Result<(), Duration>;

    /// The report that was just counted could not be kept: its client has not reported yet.
    fn forgive(&self, client: Client);

    /// True while posts come so fast that pages are to work for theirs.
    fn is_flood(&self, uptime: Duration) -> bool;
}

/// What a post lays claim to in the outbox. Keyed with a secret, so that neither name tells
/// anything about the words that were posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Name of the message in the outbox, 32 hexadecimal digits: the same for the same token
    /// or, without one, for the same post from the same network on the same day: two people who
    /// write the same words are two.
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
    client: Option<Client>,
    now: Timestamp,
) -> Claim {
    let words = words(submission);
    let network = client.and_then(Client::network).map_or_else(String::new, Network::name);
    let now = now.to_zoned_datetime(TimeZone::UTC);
    let of_day = |day: Date| {
        let day = day.to_string();
        tag(secret, &[b"post", form.as_bytes(), day.as_bytes(), network.as_bytes(), &words])
    };
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

/// Where a post comes from, by what a browser says of it. A browser sends `Sec-Fetch-Site` or
/// `Origin` with every post; other programs send neither, and gain nothing.
///
/// # Errors
/// If it comes from another site: the origin that was named, as far as a log may have it.
pub fn is_own_origin(headers: &HeaderMap, allowed: &[String]) -> Result<(), String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    // The browser compared the page's origin with the address that it posts to: whatever name the
    // site goes by, and whatever a proxy made of `Host`, it is the site's own page.
    if site == Some("same-origin") {
        return Ok(());
    }
    let named = headers.get(header::ORIGIN).map(|_| text("origin").unwrap_or_default());
    let is_own = match named.filter(|origin| *origin != "null" || site.is_none()) {
        Some(origin) => {
            let host = text("host").filter(|_| allowed.is_empty());
            let is_host = |host| origin.split_once("://").is_some_and(|(_, rest)| rest == host);
            host.is_some_and(is_host) || allowed.iter().any(|known| known == origin)
        }
        None => site.is_none_or(|site| site == "none"),
    };
    match is_own {
        true => Ok(()),
        false => Err(origin_for_log(named.unwrap_or("none"))),
    }
}

/// An origin is made by a browser, not typed; whatever does not look like one stays out of the log.
fn origin_for_log(origin: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/.-_[]".contains(c);
    match (1..=200).contains(&origin.len()) && origin.chars().all(plain) {
        true => origin.to_owned(),
        false => "not an origin".to_owned(),
    }
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
            claim(&[1; 32], "incident", &submission, token, None, now)
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
            claim(&[1; 32], "incident", &submission(&[("title", "a")]), None, None, now)
        };
        let from = |address: &str, token: Option<&Token>| {
            let network = Network::of(address.parse().expect("an address"));
            let words = submission(&[("title", "a")]);
            let now = "2026-11-23T23:59:00Z".parse().expect("a time");
            super::claim(&[1; 32], "incident", &words, token, Some(Client::Known(network)), now).key
        };
        assert_eq!(from("192.0.2.1", None), from("192.0.2.1", None));
        assert_eq!(from("2001:db8::1", None), from("2001:db8::2", None), "one household");
        assert_ne!(from("192.0.2.1", None), from("192.0.2.2", None));
        let before = claim("2026-11-23T23:59:00Z");
        assert_eq!(claim("2026-11-24T00:10:00Z").earlier, Some(before.key.clone()));
        assert_eq!(claim("2026-11-24T06:00:00Z").earlier, None);
        assert_eq!(claim("2026-11-24T00:10:00Z").digest, before.digest);
    }

    #[test]
    fn posts_of_other_sites_are_known() {
        let check = |site: Option<&str>, origin: Option<&str>, allowed: &[&str], expect| {
            let allowed: Vec<String> = allowed.iter().map(|o| (*o).into()).collect();
            let named =
                [("sec-fetch-site", site), ("origin", origin), ("host", Some("cert.example"))];
            let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let headers = named.map(|(name, value)| {
                let value = http::HeaderValue::from_str(value).expect("a value");
                (http::HeaderName::from_static(name), value)
            });
            let told = is_own_origin(&headers.collect(), &allowed);
            let told = told.as_ref().copied().map_err(String::as_str);
            assert_eq!(told, expect, "{site:?} {origin:?}");
        };
        let own = "https://cert.example";
        let (www, evil) = ("https://www.cert.example", "https://evil.example");
        check(None, None, &[], Ok(()));
        check(None, Some(own), &[], Ok(()));
        check(Some("same-origin"), Some(own), &[], Ok(()));
        check(Some("none"), None, &[own], Ok(()));
        // The browser vouches for it: another name of the same site, a port, no TLS, no name.
        for origin in [www, "https://cert.example:8443", "http://cert.example", "null"] {
            check(Some("same-origin"), Some(origin), &[own], Ok(()));
            check(Some("same-origin"), Some(origin), &[], Ok(()));
        }
        check(Some("same-origin"), None, &[own], Ok(()));
        check(Some("same-site"), Some(www), &[own, www], Ok(()));
        for site in [None, Some("cross-site"), Some("same-site"), Some("Same-Origin"), Some("")] {
            check(site, Some(evil), &[own], Err(evil));
            check(site, Some(evil), &[], Err(evil));
            check(site, Some(www), &[own], Err(www));
            // It is not the host that counts where origins are named.
            check(site, Some(own), &[www], Err(own));
        }
        check(None, Some("null"), &[], Err("null"));
        check(Some("cross-site"), Some("null"), &[], Err("null"));
        check(Some("cross-site"), None, &[], Err("none"));
        check(Some("same-site"), None, &[], Err("none"));
        check(None, Some(""), &[], Err("not an origin"));
        check(None, Some("https://a b@x/?words"), &[], Err("not an origin"));
    }
}
