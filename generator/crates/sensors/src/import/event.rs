//! An event in the words of its log → what of it is counted: the word that rules have for it, whose
//! address it is, and its day.

use crate::read::{Event, LogFormat};
use crate::rules::{Rules, Word, with_category};
use crate::time::Clock;
use crate::words::clean;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::net::IpAddr;

/// The words of signatures for which rules have one of their own, asked for once each.
#[derive(Default)]
pub struct SignatureWords(HashMap<u64, Option<Box<str>>, BuildHasherDefault<PassHash>>);

impl SignatureWords {
    /// The word that rules have for the signature of an event. `None` if they have none, or if the
    /// event has no signature.
    pub fn word(&mut self, rules: &Rules, event: &Event) -> Option<&str> {
        let signature = event.signature.as_ref()?;
        // Different for all numbers that there are, and well mixed by the golden ratio.
        let number = signature.number.filter(|number| *number < 1 << 40);
        let key = number.unwrap_or(0) ^ signature.group << 40 ^ (event.format as u64) << 56;
        let key = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        if number.is_none() {
            self.0.remove(&key);
        }
        let word = || {
            let own = rules.signature(event.format, signature)?;
            Some(with_category(&own, &event.word))
        };
        let known = self.0.entry(key).or_insert_with(word);
        known.as_deref()
    }
}

/// Takes a hash as it is.
#[derive(Default)]
struct PassHash(u64);

impl Hasher for PassHash {
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Which words stand for infected hosts, of which the one it was done to is counted; asked for once
/// each.
#[derive(Default)]
pub struct InfectionWords(BTreeMap<LogFormat, HashMap<Box<str>, bool>>);

/// How many words are kept: more than any sensor has, and few if somebody writes what they like.
const MAX_KEPT_WORDS: usize = 10_000;

impl InfectionWords {
    /// Whose address is counted: who did it, or, of hosts that were infected, whom it was done to.
    /// `None` if the log does not say it.
    pub fn source(&mut self, rules: &Rules, event: &Event) -> Option<IpAddr> {
        let Some(victim) = event.victim else { return event.source };
        let known = self.0.entry(event.format).or_default();
        let is_known = known.get(&*event.word).copied();
        let is_infection = is_known.unwrap_or_else(|| {
            let word = Word { format: event.format, text: clean(&event.word) };
            let is = rules.kind(&word).is_some_and(|kind| kind.is_infection());
            if known.len() < MAX_KEPT_WORDS {
                known.insert(event.word.as_ref().into(), is);
            }
            is
        });
        if is_infection { Some(victim) } else { event.source }
    }
}

/// The day of an event in the zone of a clock. It lies between the year 2000 and tomorrow, or else
/// what comes back is what is wrong with its time.
pub fn day(event: &Event, clock: &Clock) -> Result<Date, String> {
    let today = clock.today;
    // A time is quoted as it stands; what is none may be anything.
    let is_time = |c: char| c.is_ascii_digit() || "+-.:, /TZ".contains(c);
    let said = || match event.time.len() < 40 && event.time.chars().all(is_time) {
        true => event.time.to_string().into(),
        false => clean(&event.time),
    };
    let future = || Err(format!("its time is in the future: {}", said()));
    let Some(day) = clock.day(&event.time, event.unzoned) else {
        // A moment that no clock of ours reaches, by a calendar that does.
        let written = event.time.get(..19).and_then(|time| time.parse::<DateTime>().ok());
        return match written {
            Some(written) if written.year() > today.year() => future(),
            _ if event.time.is_empty() => Err("it has no time".to_owned()),
            _ => Err(format!("its time is none that exists: “{}”", said())),
        };
    };
    if day.year() < 2000 {
        return Err(format!("its time is before the year 2000: {}", said()));
    }
    // Clocks differ, and days begin in the east.
    if day > today.tomorrow().unwrap_or(today) {
        return future();
    }
    Ok(day)
}
