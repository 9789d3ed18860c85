//! Who may hold a connection, and how much of the memory: so many places in all, so many of one
//! client, so many bytes for all together. Where either runs short, somebody loses his place.
//!
//! A small post that is there as a whole always finds room: each place has so many bytes of its
//! own, and whoever loses his is one who has more than his share of places, has said least, or has
//! been at it for longest, never one who has just come if there is any other.

use crate::guard::Network;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// So much of what a connection holds needs no room of the common one.
pub const FREE: usize = 64 * 1024;

/// Whoever has come within this time is not sent off for others who come later.
const YOUNG: Duration = Duration::from_secs(1);

/// So many connections a browser opens at once; more are more than a share.
const SHARE: usize = 6;

/// So many bytes of the common room are more than a share.
const LARGE_SHARE: usize = 8 << 20;

/// Places for connections, and the room in memory that they share.
#[derive(Clone)]
pub struct Places(Arc<SharedPlaces>);

struct SharedPlaces {
    all: usize,
    per_client: usize,
    /// Bytes in the common room.
    room: usize,
    taken: Mutex<Holders>,
    /// Somebody may find room now who found none before.
    freed: Notify,
}

#[derive(Default)]
struct Holders {
    serial: u64,
    by_serial: BTreeMap<u64, Holder>,
    /// Bytes in the common room.
    bytes: usize,
}

struct Holder {
    client: Network,
    phase: Phase,
    since: Instant,
    bytes: usize,
    lost: Arc<Notify>,
}

/// What a connection is at, in the order in which they may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It has yet to say its headers.
    Headers,
    /// It has yet to say its body.
    Body,
    /// It has yet to read its answer.
    Answer,
    /// All is said, and it waits for its turn.
    Queue,
    /// We are at work for it: nobody loses his place then.
    Work,
}

/// A connection's place, until it is dropped.
pub struct ConnectionPlace {
    places: Places,
    serial: u64,
    lost: Arc<Notify>,
}

impl Holders {
    /// Sends off whoever comes first by this order; none if there is nobody.
    fn send_off<K: Ord>(&mut self, order: impl Fn(&u64, &Holder) -> Option<K>) -> Option<()> {
        let keys = self.by_serial.iter();
        let keys = keys.filter_map(|(serial, holder)| Some((order(serial, holder)?, *serial)));
        let (_, serial) = keys.min()?;
        self.remove(serial);
        Some(())
    }

    fn remove(&mut self, serial: u64) {
        if let Some(holder) = self.by_serial.remove(&serial) {
            self.bytes -= common(holder.bytes);
            holder.lost.notify_one();
        }
    }

    /// So much of each client's together.
    fn by_client(&self, of: impl Fn(&Holder) -> usize) -> HashMap<Network, usize> {
        let mut sums = HashMap::new();
        for holder in self.by_serial.values() {
            *sums.entry(holder.client).or_default() += of(holder);
        }
        sums
    }

    /// Makes room for one more connection.
    fn make_place(&mut self) -> Option<()> {
        let counts = self.by_client(|_| 1);
        self.send_off(|serial, holder| {
            let is_young = holder.since.elapsed() < YOUNG;
            let more = counts[&holder.client].saturating_sub(SHARE);
            let may_go = holder.phase < Phase::Work;
            may_go.then_some((is_young, Reverse(more), holder.phase, *serial))
        })
    }

    /// Makes room for some of the bytes that are too many.
    fn make_room(&mut self) -> Option<()> {
        let sums = self.by_client(|holder| common(holder.bytes));
        self.send_off(|serial, holder| {
            let shares = sums[&holder.client] / LARGE_SHARE;
            let may_go = holder.phase < Phase::Work && common(holder.bytes) > 0;
            let waits = holder.phase == Phase::Queue;
            may_go.then_some((waits, Reverse(shares), *serial))
        })
    }
}

/// How much of so many bytes lies in the common room.
fn common(bytes: usize) -> usize {
    bytes.saturating_sub(FREE)
}

impl Places {
    /// So many in all, so many of one client, so many bytes beyond those that each has.
    pub fn new(all: usize, per_client: usize, room: usize) -> Places {
        let (taken, freed) = (Mutex::default(), Notify::new());
        Places(Arc::new(SharedPlaces { all, per_client, room, taken, freed }))
    }

    fn taken(&self) -> MutexGuard<'_, Holders> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection; none if its client has enough, or if nobody can be sent off.
    pub fn enter(&self, client: Network) -> Option<ConnectionPlace> {
        let mut taken = self.taken();
        let of_client = taken.by_serial.values().filter(|holder| holder.client == client).count();
        if of_client >= self.0.per_client && !client.may_be_proxy() {
            return None;
        }
        if taken.by_serial.len() >= self.0.all {
            taken.make_place()?;
        }
        taken.serial += 1;
        let (serial, lost) = (taken.serial, Arc::new(Notify::new()));
        let (phase, since) = (Phase::Headers, Instant::now());
        let holder = Holder { client, phase, since, bytes: 0, lost: lost.clone() };
        taken.by_serial.insert(serial, holder);
        Some(ConnectionPlace { places: self.clone(), serial, lost })
    }
}

impl ConnectionPlace {
    /// Says what the connection is at.
    pub fn is_at(&self, phase: Phase) {
        if let Some(holder) = self.places.taken().by_serial.get_mut(&self.serial) {
            holder.phase = phase;
        }
    }

    /// Its headers are in, and say whose it is.
    pub fn has_headers(&self, client: Option<Network>) {
        if let Some(holder) = self.places.taken().by_serial.get_mut(&self.serial) {
            holder.phase = Phase::Body;
            holder.client = client.unwrap_or(holder.client);
        }
    }

    /// Holds so many bytes from now on, as soon as there is room. Whoever is sent off for it may be
    /// this one, which then waits in vain: it is lost.
    pub async fn hold(&self, bytes: usize) {
        loop {
            let freed = self.places.0.freed.notified();
            let mut freed = std::pin::pin!(freed);
            // From now on, nobody is missed.
            freed.as_mut().enable();
            if self.try_hold(bytes) {
                return;
            }
            freed.await;
        }
    }

    fn try_hold(&self, bytes: usize) -> bool {
        let mut taken = self.places.taken();
        let Some(holder) = taken.by_serial.get_mut(&self.serial) else { return false };
        let more = common(bytes).saturating_sub(common(holder.bytes));
        while more > 0 && taken.bytes + more > self.places.0.room {
            let had = taken.bytes;
            if taken.make_room().is_none() {
                // Those who hold the rest are being worked for.
                return false;
            }
            if !taken.by_serial.contains_key(&self.serial) || taken.bytes == had {
                return false;
            }
        }
        self.set(&mut taken, bytes);
        true
    }

    /// Holds an answer of so many bytes in place of a body. It is there already, so others make
    /// room for it, now or soon.
    pub fn answers(&self, bytes: usize) {
        let mut taken = self.places.taken();
        self.set(&mut taken, bytes);
        if let Some(holder) = taken.by_serial.get_mut(&self.serial) {
            holder.phase = Phase::Answer;
        }
        while taken.bytes > self.places.0.room && taken.make_room().is_some() {}
        drop(taken);
        self.places.0.freed.notify_waiters();
    }

    fn set(&self, taken: &mut Holders, bytes: usize) {
        if let Some(holder) = taken.by_serial.get_mut(&self.serial) {
            let had = std::mem::replace(&mut holder.bytes, bytes);
            taken.bytes = taken.bytes + common(bytes) - common(had);
        }
    }

    /// Comes back once the place is another's.
    pub async fn is_lost(&self) {
        self.lost.notified().await;
    }
}

impl Drop for ConnectionPlace {
    fn drop(&mut self) {
        self.places.taken().remove(self.serial);
        self.places.0.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    fn client(n: u8) -> Network {
        Network::of(IpAddr::from([192, 0, 2, n]))
    }

    fn is_lost(place: &ConnectionPlace) -> bool {
        !place.places.taken().by_serial.contains_key(&place.serial)
    }

    /// As if it had come long ago.
    fn aged(place: &ConnectionPlace) {
        let mut taken = place.places.taken();
        let holder = taken.by_serial.get_mut(&place.serial).expect("it has its place");
        holder.since =
            holder.since.checked_sub(2 * YOUNG).expect("the machine has run for so long");
    }

    #[tokio::test]
    async fn the_idle_make_room_and_nobody_takes_all() {
        let places = Places::new(3, 2, 0);
        let enter = |n| places.enter(client(n));
        let (one, two) = (enter(1).expect("a place"), enter(1).expect("a place"));
        assert!(enter(1).is_none(), "two are enough for one client");
        one.has_headers(None);
        let three = enter(2).expect("a place");
        // All are taken: first goes who has said nothing, then who has said half.
        let four = enter(3).expect("in place of the second");
        two.is_lost().await;
        drop(two);
        three.is_at(Phase::Work);
        four.is_at(Phase::Work);
        let five = enter(4).expect("in place of the first");
        one.is_lost().await;
        drop(one);
        five.is_at(Phase::Work);
        assert!(enter(5).is_none(), "all are being answered");
        drop(three);
        assert!(enter(5).is_some());
        drop((four, five));
        assert!(places.taken().by_serial.is_empty());
    }

    #[test]
    fn who_has_just_come_stays_before_those_who_have_been_talking_for_long() {
        let places = Places::new(4, 99, 0);
        let talking: Vec<_> = (0..3).filter_map(|n| places.enter(client(n))).collect();
        talking.iter().for_each(|place| place.has_headers(None));
        talking.iter().for_each(aged);
        let new = places.enter(client(9)).expect("a place");
        let newer = places.enter(client(10)).expect("a place");
        assert!(is_lost(&talking[0]) && !is_lost(&new), "though it has said nothing yet");
        drop((talking, newer));
    }

    #[test]
    fn more_than_a_share_goes_first() {
        let places = Places::new(10, 99, 0);
        let own = places.enter(client(1)).expect("a place");
        let many: Vec<_> = (0..9).filter_map(|_| places.enter(client(2))).collect();
        many.iter().for_each(|place| place.is_at(Phase::Queue));
        // Behind a proxy, the headers say whose it is.
        own.has_headers(Some(client(3)));
        let more = places.enter(client(4)).expect("a place");
        assert!(is_lost(&many[0]) && !is_lost(&own) && !is_lost(&more));
    }

    #[tokio::test]
    async fn bytes_beyond_the_room_are_those_of_the_oldest() {
        let places = Places::new(99, 99, 10 * FREE);
        let enter = |n| places.enter(client(n)).expect("a place");
        let (one, two, three) = (enter(1), enter(2), enter(3));
        for place in [&one, &two, &three] {
            place.has_headers(None);
            place.hold(FREE).await;
        }
        assert_eq!(places.taken().bytes, 0, "each has some of its own");
        one.hold(5 * FREE).await;
        two.hold(6 * FREE).await;
        three.hold(2 * FREE).await;
        assert_eq!(places.taken().bytes, 10 * FREE);
        three.hold(4 * FREE).await;
        assert!(is_lost(&one) && !is_lost(&two));
        drop(one);
        // An answer takes the place of its body, and is there whatever it costs.
        two.answers(20 * FREE);
        assert!(is_lost(&two), "it is the largest, and the oldest");
        drop((two, three));
        assert_eq!(places.taken().bytes, 0);
    }

    #[tokio::test]
    async fn who_finds_no_room_waits_for_those_who_are_worked_for() {
        let places = Places::new(99, 99, FREE);
        let one = places.enter(client(1)).expect("a place");
        one.hold(2 * FREE).await;
        one.is_at(Phase::Work);
        let two = places.enter(client(2)).expect("a place");
        assert!(!two.try_hold(2 * FREE));
        let held = async { two.hold(2 * FREE).await };
        let done = async {
            tokio::task::yield_now().await;
            drop(one);
        };
        tokio::join!(held, done);
        assert_eq!(places.taken().bytes, FREE);
    }
}
