//! So many posts a minute from one client, and ten times as many from all together. Half of the
//! latter is a flood.

use super::{Client, Limit};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Limits posts in the memory of one process; a restart forgets.
pub struct Rate {
    clock: DefaultClock,
    each: DefaultKeyedRateLimiter<Client>,
    all: DefaultDirectRateLimiter,
    half: DefaultDirectRateLimiter,
    /// When more posts came than are usual.
    flood: Mutex<Option<<DefaultClock as Clock>::Instant>>,
    counted: AtomicU32,
}

/// All together may post this many times as often as one.
const ALL: u32 = 10;

/// So long after its last post too many, a flood may still go on.
const FLOOD: Duration = Duration::from_secs(600);

/// After so many posts, clients that have not posted of late are forgotten.
const SWEEP: u32 = 1024;

impl Rate {
    /// So many posts a minute from one client.
    pub fn per_minute(posts: NonZeroU32) -> Rate {
        let all = posts.saturating_mul(NonZeroU32::MIN.saturating_add(ALL - 1));
        let half = posts.saturating_mul(NonZeroU32::MIN.saturating_add(ALL / 2 - 1));
        Rate {
            clock: DefaultClock::default(),
            each: RateLimiter::keyed(Quota::per_minute(posts)),
            all: RateLimiter::direct(Quota::per_minute(all)),
            half: RateLimiter::direct(Quota::per_minute(half)),
            flood: Mutex::default(),
            counted: AtomicU32::new(0),
        }
    }
}

impl Limit for Rate {
    fn count(&self, client: Client, has_worked: bool) -> Result<(), Duration> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.each.retain_recent();
        }
        let now = self.clock.now();
        self.each.check_key(&client).map_err(|until| until.wait_time_from(now))?;
        // After the client's own, so that one who is held back takes no room from others.
        if self.half.check().is_err() {
            *self.flood.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
        // A flood does not shut out those who have paid for their post.
        if has_worked {
            return Ok(());
        }
        self.all.check().map_err(|until| until.wait_time_from(now))
    }

    fn is_flood(&self) -> bool {
        let since = *self.flood.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| self.clock.now().duration_since(since) < FLOOD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(n: u8) -> Client {
        Client::behind([198, 51, 100, n].into(), std::iter::empty(), 0)
    }

    #[test]
    fn one_client_is_held_back_and_others_are_not() {
        let rate = Rate::per_minute(NonZeroU32::MIN.saturating_add(2));
        for _ in 0..3 {
            rate.count(client(1), false).expect("it is one of three");
        }
        let wait = rate.count(client(1), false).expect_err("it is one too many");
        assert!(wait > Duration::from_secs(10) && wait <= Duration::from_secs(20), "{wait:?}");
        rate.count(client(2), false).expect("another may");
    }

    #[test]
    fn all_together_are_held_back_too() {
        let rate = Rate::per_minute(NonZeroU32::MIN);
        for n in 0..10 {
            rate.count(client(n), false).expect("it is one of ten");
        }
        rate.count(client(11), false).expect_err("it is one too many");
    }

    #[test]
    fn half_of_the_limit_is_a_flood_through_which_work_leads() {
        let rate = Rate::per_minute(NonZeroU32::MIN);
        for n in 0..5 {
            rate.count(client(n), false).expect("it is one of five");
        }
        assert!(!rate.is_flood());
        for n in 5..10 {
            rate.count(client(n), false).expect("it is one of ten");
            assert!(rate.is_flood());
        }
        rate.count(client(11), false).expect_err("it is one too many");
        rate.count(client(12), true).expect("it has worked");
        rate.count(client(12), true).expect_err("but this one comes again");
    }
}
