//! So many reports a minute from one client, more from a campus, ten times as many from all
//! together. Half of the latter is a flood. Whoever reports for the first time is heard, whatever
//! others do.

use super::{Client, Effort, Limit, Network};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

type Limiter<K, S> = RateLimiter<K, S, RequestClock, NoOpMiddleware<Duration>>;
type One = Limiter<NotKeyed, InMemoryState>;
type ByNetwork = Limiter<Network, DefaultKeyedStateStore<Network>>;

/// A clock that shows the latest time that it was told.
#[derive(Clone, Default)]
struct RequestClock(Arc<AtomicU64>);

impl RequestClock {
    fn tell(&self, uptime: Duration) {
        // Enough for centuries.
        let nanos = u64::try_from(uptime.as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_max(nanos, Ordering::Relaxed);
    }
}

impl Clock for RequestClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// Limits reports in the memory of one process; a restart forgets.
pub struct Rate {
    clock: RequestClock,
    each: ByNetwork,
    campus: ByNetwork,
    all: One,
    half: One,
    /// When more posts came than are usual.
    flood: Mutex<Option<Duration>>,
    /// Who reported of late, and when last.
    heard: Mutex<HashMap<Network, Duration>>,
    counted: AtomicU32,
}

/// All together may post this many times as often as one.
const ALL: u32 = 10;

/// So may a campus, from which an outbreak is reported by many at once.
const CAMPUS: u32 = 40;

/// So long after its last post too many, a flood may still go on.
const FLOOD: Duration = Duration::from_secs(600);

/// Whoever has not reported for so long reports for the first time.
const FIRST: Duration = Duration::from_secs(3600);

/// After so many posts, clients that have not posted of late are forgotten.
const SWEEP: u32 = 1024;

/// So many clients are remembered at most, in a few megabytes.
const HEARD: usize = 1 << 17;

impl Rate {
    /// So many posts a minute from one client.
    pub fn per_minute(posts: NonZeroU32) -> Rate {
        let times =
            |n: u32| Quota::per_minute(posts.saturating_mul(NonZeroU32::MIN.saturating_add(n - 1)));
        let clock = RequestClock::default();
        let by_network =
            |n| RateLimiter::new(times(n), DefaultKeyedStateStore::default(), clock.clone());
        let one = |n| RateLimiter::direct_with_clock(times(n), clock.clone());
        Rate {
            each: by_network(1),
            campus: by_network(CAMPUS),
            all: one(ALL),
            half: one(ALL / 2),
            clock,
            flood: Mutex::default(),
            heard: Mutex::default(),
            counted: AtomicU32::new(0),
        }
    }

    /// Forgets whom no limit holds back any more.
    fn sweep(&self, now: Duration) {
        self.each.retain_recent();
        self.campus.retain_recent();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.retain(|_, then| now.saturating_sub(*then) < FIRST);
        if heard.len() > HEARD {
            heard.clear();
        }
    }

    /// True if nothing was heard of this client for long. Only of one that is known for sure:
    /// whoever may write an address of his choice would always come for the first time.
    fn is_first(&self, client: Client, now: Duration) -> bool {
        let Client::Known(network) = client else { return false };
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(&network).is_none_or(|then| now.saturating_sub(*then) >= FIRST)
    }

    /// The limits of a client's own, of which each is as good as another: one who is held back
    /// here takes no room from others.
    fn own(&self, client: Client, effort: Effort, now: Duration) -> Result<(), Duration> {
        let Some(network) = client.network() else { return Ok(()) };
        self.each.check_key(&network).map_err(|until| until.wait_time_from(now))?;
        let Some(campus) = network.campus().filter(|_| effort == Effort::Unproven) else {
            return Ok(());
        };
        self.campus.check_key(&campus).map_err(|until| until.wait_time_from(now))
    }
}

impl Limit for Rate {
    fn count(&self, client: Client, effort: Effort, uptime: Duration) -> Result<(), Duration> {
        self.clock.tell(uptime);
        let now = self.clock.now();
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.sweep(now);
        }
        let is_first = self.is_first(client, now);
        self.own(client, effort, now)?;
        if self.half.check().is_err() {
            *self.flood.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
        let all = self.all.check().map_err(|until| until.wait_time_from(now));
        // A flood shuts out neither those who have paid for their post, nor those who have had
        // no part in it.
        if effort == Effort::Unproven && !is_first {
            all?;
        }
        if let Client::Known(network) = client {
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).insert(network, now);
        }
        Ok(())
    }

    fn forgive(&self, client: Client) {
        if let Client::Known(network) = client {
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).remove(&network);
        }
    }

    fn is_flood(&self, uptime: Duration) -> bool {
        let since = *self.flood.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| uptime.saturating_sub(since) < FLOOD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv6Addr;

    fn client(n: u8) -> Client {
        Client::Known(Network::of([198, 51, 100, n].into()))
    }

    /// A limit, and how long the machine has been up.
    struct Test(Rate, Duration);

    fn rate(posts: u32) -> Test {
        Test(Rate::per_minute(NonZeroU32::MIN.saturating_add(posts - 1)), Duration::from_secs(7))
    }

    impl Test {
        fn count(&self, client: Client, effort: Effort) -> Result<(), Duration> {
            self.0.count(client, effort, self.1)
        }

        fn forgive(&self, client: Client) {
            self.0.forgive(client);
        }

        fn is_flood(&self) -> bool {
            self.0.is_flood(self.1)
        }
    }

    #[test]
    fn one_client_is_held_back_and_others_are_not() {
        let mut rate = rate(3);
        for _ in 0..3 {
            rate.count(client(1), Effort::Unproven).expect("it is one of three");
        }
        let wait = rate.count(client(1), Effort::Unproven).expect_err("it is one too many");
        assert_eq!(wait, Duration::from_secs(20));
        rate.count(client(2), Effort::Unproven).expect("another may");
        rate.1 += wait;
        rate.count(client(1), Effort::Unproven).expect("it has waited");
        rate.count(client(1), Effort::Unproven).expect_err("for one only");
        // A post that was on its way for longer does not turn the clock back.
        rate.1 -= wait;
        rate.count(client(1), Effort::Unproven).expect_err("it was told to wait");
    }

    #[test]
    fn all_together_are_held_back_but_nobody_at_the_first_time() {
        let rate = rate(2);
        for n in 0..250 {
            rate.count(client(n), Effort::Unproven).expect("it is the first of this client");
        }
        for n in 0..250 {
            rate.count(client(n), Effort::Unproven).expect_err("it is the second, in a flood");
        }
        // Whose first report could not be kept is heard once more.
        rate.forgive(client(250));
        rate.count(client(251), Effort::Unproven).expect("it is the first");
        rate.forgive(client(251));
        rate.count(client(251), Effort::Unproven).expect("it is still the first");
        rate.count(client(252), Effort::Proven).expect("it has worked");
        rate.count(client(252), Effort::Proven).expect("it has worked again");
        rate.count(client(252), Effort::Proven).expect_err("its own limit holds all the same");
    }

    #[test]
    fn who_cannot_be_told_apart_shares_the_limit_of_all_and_no_other() {
        let rate = rate(2);
        for _ in 0..20 {
            rate.count(Client::Hidden, Effort::Unproven).expect("it is one of twenty");
        }
        rate.count(Client::Hidden, Effort::Unproven).expect_err("it is one too many");
        rate.count(Client::Hidden, Effort::Proven).expect("it has worked");
        // What a stranger may have written makes nobody the first.
        let told = |n: u8| Client::Claimed(Network::of([198, 51, 100, n].into()));
        for n in 0..100 {
            rate.count(told(n), Effort::Unproven).expect_err("the room is taken");
        }
        rate.count(client(1), Effort::Unproven).expect("who is known is heard");
    }

    #[test]
    fn a_campus_has_more_grace_than_a_desk() {
        let rate = rate(2);
        let desk = |campus: u16, desk: u16| {
            let address = Ipv6Addr::new(0x2001, 0xdb8, campus, desk, 0, 0, 0, 1);
            Client::Known(Network::of(address.into()))
        };
        for n in 0..80 {
            rate.count(desk(1, n), Effort::Unproven).expect("it is one of eighty");
        }
        rate.count(desk(1, 80), Effort::Unproven).expect_err("a campus has its limit");
        rate.count(desk(1, 81), Effort::Proven).expect("which work leads through");
        rate.count(desk(2, 0), Effort::Unproven).expect("another campus may");
        rate.count(desk(2, 0), Effort::Proven).expect("twice");
        rate.count(desk(2, 0), Effort::Proven).expect_err("but not three times from one desk");
    }

    #[test]
    fn half_of_the_limit_is_a_flood_for_a_while() {
        let mut rate = rate(1);
        for n in 0..5 {
            rate.count(client(n), Effort::Unproven).expect("it is one of five");
        }
        assert!(!rate.is_flood());
        for n in 5..10 {
            rate.count(client(n), Effort::Unproven).expect("it is one of ten");
            assert!(rate.is_flood());
        }
        rate.1 += FLOOD;
        assert!(!rate.is_flood());
    }
}
