//! What an outbox notes beside a mail for each of its recipients: that it was sent to them, or how
//! often it was tried, what came of it, and when to try again.

use super::LONGEST_PAUSE;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Stands for a recipient in the names of an outbox: a hash of the address, in whatever case it is
/// written. Twelve hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag([u8; 12]);

impl Tag {
    /// The tag of a bare address, the same in whatever case it is written.
    pub fn of(address: &str) -> Tag {
        let digest = Sha256::digest(address.to_ascii_lowercase());
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut tag = [0; 12];
        for (digit, value) in tag.iter_mut().zip(digits) {
            *digit = b"0123456789abcdef"[usize::from(value)];
        }
        Tag(tag)
    }

    /// Reads one out of a name.
    #[cfg(any(feature = "folder", feature = "aws"))]
    pub(super) fn read(text: &str) -> Option<Tag> {
        let tag = text.as_bytes().try_into().ok().map(Tag)?;
        tag.0.iter().all(u8::is_ascii_hexdigit).then_some(tag)
    }

    /// The tag as it stands in names: 12 hexadecimal digits in small letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits are text")
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How it stands with one recipient of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// The mail service has the mail for them.
    Sent,
    /// It does not have it yet.
    Waiting(Wait),
}

/// How it stands with the recipients that were tried, in the order of their tags. They are few, and
/// an outbox may hold very many of these: a list takes a fraction of what a map does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slips(Vec<(Tag, Slip)>);

impl Slips {
    /// The slips of a mail that nobody has tried to send.
    pub fn new() -> Slips {
        Slips::default()
    }

    /// How it stands with a recipient; none if they were never tried.
    pub fn get(&self, tag: &Tag) -> Option<&Slip> {
        self.0.iter().find(|(own, _)| own == tag).map(|(_, slip)| slip)
    }

    /// Notes how it stands with a recipient.
    pub fn insert(&mut self, tag: Tag, slip: Slip) {
        match self.0.binary_search_by_key(&tag, |(own, _)| *own) {
            Ok(at) => self.0[at].1 = slip,
            Err(at) => self.0.insert(at, (tag, slip)),
        }
    }

    /// All slips with their recipients, in the order of the tags.
    pub fn iter(&self) -> impl Iterator<Item = (&Tag, &Slip)> {
        self.0.iter().map(|(tag, slip)| (tag, slip))
    }

    /// All slips without their recipients, in the same order.
    pub fn values(&self) -> impl Iterator<Item = &Slip> {
        self.0.iter().map(|(_, slip)| slip)
    }
}

impl FromIterator<(Tag, Slip)> for Slips {
    fn from_iter<T: IntoIterator<Item = (Tag, Slip)>>(slips: T) -> Slips {
        let mut slips: Vec<_> = slips.into_iter().collect();
        slips.sort_by_key(|(tag, _)| *tag);
        slips.shrink_to_fit();
        Slips(slips)
    }
}

impl<const N: usize> From<[(Tag, Slip); N]> for Slips {
    fn from(slips: [(Tag, Slip); N]) -> Slips {
        slips.into_iter().collect()
    }
}

/// What came of the attempts to send a mail to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// How often it was tried; attempts at a service that was down do not count.
    pub tries: u32,
    /// In how many of those the recipient or the mail was refused for good.
    pub refused: u32,
    /// It is now tried once a day only: a person has to look.
    pub is_dead: bool,
    /// When this was noted, by the clock of this machine; the epoch of Unix if it never was.
    pub noted: SystemTime,
    /// The earliest moment of the next attempt.
    pub next: SystemTime,
    /// What came of the last attempt, in words of ours; empty if there was none.
    pub why: String,
}

impl Default for Wait {
    fn default() -> Wait {
        let never = UNIX_EPOCH;
        Wait { tries: 0, refused: 0, is_dead: false, noted: never, next: never, why: String::new() }
    }
}

impl Wait {
    /// Whether it is time to try. If the note seems to be of a time to come, the clock was set back
    /// since, and what it says of times means nothing.
    pub fn is_due(&self, now: SystemTime) -> bool {
        self.next <= now || now < self.noted || self.next > now + 2 * LONGEST_PAUSE
    }

    /// As it is kept: one line.
    #[cfg(any(feature = "folder", feature = "aws"))]
    pub(super) fn write(&self) -> String {
        let state = if self.is_dead { "dead" } else { "waiting" };
        let Wait { tries, refused, why, .. } = self;
        let (noted, next) = (millis(self.noted), millis(self.next));
        format!("{state} {tries} {refused} {noted} {next} {why}\n")
    }

    /// Reads what was kept. Missing or damaged, it only means to try at once.
    #[cfg(any(feature = "folder", feature = "aws"))]
    pub(super) fn read(text: &str) -> Wait {
        let mut words = text.trim_end().splitn(6, ' ');
        let is_dead = words.next() == Some("dead");
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0u64);
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let (tries, refused) = (small(number()), small(number()));
        let (noted, next) = (time(number()), time(number()));
        let why = words.next().unwrap_or("").to_owned();
        Wait { tries, refused, is_dead, noted, next, why }
    }
}

/// Milliseconds since 1970, as notes have them.
#[cfg(any(feature = "folder", feature = "aws"))]
pub(super) fn millis(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

/// The time of a note. One beyond what the clock can say was not written here.
#[cfg(any(feature = "folder", feature = "aws"))]
pub(super) fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back() {
        let wait = Wait {
            tries: 3,
            refused: 1,
            is_dead: true,
            noted: time(1_700_000_000_000),
            next: time(1_700_000_000_123),
            why: "the server answered 550 5.1.1".to_owned(),
        };
        assert_eq!(Wait::read(&wait.write()), wait);
        for damaged in ["", "x", "1 2", "-1 99999999999999999999 0", "\u{0}", "waiting 1 1"] {
            assert!(Wait::read(damaged).is_due(time(1)), "{damaged:?}");
        }
    }

    #[test]
    fn a_clock_that_was_wrong_lets_nothing_wait() {
        let (noted, next) = (time(10_000_000), time(13_600_000));
        let wait = Wait { noted, next, ..Wait::default() };
        assert!(!wait.is_due(noted) && !wait.is_due(next - Duration::from_millis(1)));
        assert!(wait.is_due(next));
        for back in [1, 7_200_000, 10_000_000] {
            assert!(wait.is_due(noted - Duration::from_millis(back)), "set back by {back} ms");
        }
        let never = Wait { noted, next: time(u64::MAX), ..Wait::default() };
        assert!(never.is_due(noted));
    }

    #[test]
    fn an_address_is_one_recipient_in_any_case() {
        assert_eq!(Tag::of("Duty@Cert.example"), Tag::of("duty@cert.example"));
        assert_ne!(Tag::of("duty@cert.example"), Tag::of("left@cert.example"));
        let tag = Tag::of("duty@cert.example");
        assert_eq!(Tag::read(tag.as_str()), Some(tag));
        assert_eq!((Tag::read("later"), Tag::read("0123456789ag")), (None, None));
    }
}
