//! So many acknowledgements to one mailbox, and to all of them together.

use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The most acknowledgements in an hour to one mailbox.
const EACH_PER_HOUR: usize = 1;
/// The most acknowledgements in a day to one mailbox.
const EACH_PER_DAY: usize = 3;
/// The most acknowledgements in an hour, to all mailboxes together.
pub const ALL_PER_HOUR: usize = 60;

/// What was sent within a day, in the memory of one process; a restart forgets.
#[derive(Debug, Default)]
pub(super) struct Sent(VecDeque<(Timestamp, String)>);

impl Sent {
    /// Counts one more to a mailbox, unless it is one too many. Since that bounds what is counted,
    /// it also bounds what is remembered.
    pub fn count(&mut self, mailbox: &str, now: Timestamp) -> bool {
        // Both ways, so that a clock that was wrong for a while does not leave a limit for ever.
        let within = |then: Timestamp, span| now.duration_since(then).abs() < span;
        self.0.retain(|(then, _)| within(*then, DAY));
        let last_hour = || self.0.iter().filter(|(then, _)| within(*then, HOUR));
        let is_same = |sent: &&(Timestamp, String)| sent.1 == mailbox;
        let is_free = last_hour().count() < ALL_PER_HOUR
            && last_hour().filter(is_same).count() < EACH_PER_HOUR
            && self.0.iter().filter(is_same).count() < EACH_PER_DAY;
        if is_free {
            self.0.push_back((now, mailbox.to_owned()));
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        start + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn one_mailbox_gets_one_an_hour_and_three_a_day() {
        let mut sent = Sent::default();
        let mut given = |minutes: std::ops::Range<i64>| -> Vec<i64> {
            minutes.filter(|minute| sent.count("a", at(*minute))).collect()
        };
        assert_eq!(given(0..1440), [0, 60, 120]);
        assert_eq!(given(1440..2880), [1440, 1500, 1560]);
        assert!(sent.count("b", at(1561)), "another one is free");
    }

    #[test]
    fn all_together_get_sixty_an_hour() {
        let mut sent = Sent::default();
        let given = |sent: &mut Sent, minute: i64| {
            let mailboxes = (0..1000).map(|n| format!("{minute}-{n}"));
            mailboxes.filter(|mailbox| sent.count(mailbox, at(minute))).count()
        };
        assert_eq!(given(&mut sent, 0), 60);
        assert_eq!(given(&mut sent, 59), 0, "those who were refused do not count");
        assert_eq!(given(&mut sent, 60), 60);
        (2..100).for_each(|hour| assert_eq!(given(&mut sent, hour * 60), 60));
        assert_eq!(sent.0.len(), 24 * 60, "only a day is remembered");
    }

    #[test]
    fn a_clock_that_was_wrong_leaves_no_limit_behind() {
        let mut sent = Sent::default();
        assert!(sent.count("a", at(100 * 365 * 1440)));
        assert!(sent.count("a", at(0)));
        assert!(!sent.count("a", at(-10)), "set back a little, it is the same hour");
    }
}
