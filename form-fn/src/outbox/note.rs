//! What an outbox notes beside a mail that could not be sent: how often it was tried, and when to
//! try again. One line of three numbers, the same in every kind of outbox.

use super::{LONGEST_PAUSE, Tries};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The note as it is kept.
pub(super) fn write(next: SystemTime, tries: Tries) -> String {
    format!("{} {} {}\n", tries.all, tries.refused, millis(next))
}

/// Reads a note. Missing or damaged, it only means to try at once.
pub(super) fn read(text: &str) -> (Tries, SystemTime) {
    let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0u64);
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let tries = Tries { all: small(next()), refused: small(next()) };
    (tries, time(next()))
}

/// Whether it is time. A time further away than any pause was written while the clock was wrong.
pub(super) fn is_due(next: SystemTime, now: SystemTime) -> bool {
    next <= now || next > now + 2 * LONGEST_PAUSE
}

/// Milliseconds since 1970, as notes have them.
pub(super) fn millis(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

/// The time of a note. One beyond what the clock can say was not written here.
pub(super) fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back() {
        let (next, tries) = (time(1_700_000_000_123), Tries { all: 3, refused: 1 });
        assert_eq!(read(&write(next, tries)), (tries, next));
        for damaged in ["", "x", "1 2", "-1 99999999999999999999 0", "\u{0}"] {
            let (_, next) = read(damaged);
            assert!(is_due(next, time(1)), "{damaged:?}");
        }
        assert!(is_due(read("1 1 18446744073709551615").1, time(1)), "a clock was wrong");
        assert!(!is_due(time(2_000), time(1_000)));
    }
}
