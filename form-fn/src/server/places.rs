//! Who may hold a connection: so many in all, so many of one client; where they run short, whoever
//! has said least for longest loses his.

use crate::guard::Client;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Places for connections.
#[derive(Clone)]
pub struct Places(Arc<Inner>);

struct Inner {
    all: usize,
    per_client: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    count: usize,
    by_client: HashMap<Client, usize>,
    serial: u64,
    /// Those that may be lost, in the order in which they would be.
    waiting: BTreeMap<(Phase, u64), Arc<Notify>>,
}

/// What a connection has yet to say. Sealing and answering are our own work: nobody loses his
/// place then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Headers,
    Body,
}

/// A connection's place, until it is dropped.
pub struct Place {
    places: Places,
    client: Client,
    serial: u64,
    lost: Arc<Notify>,
}

impl Places {
    /// So many in all, so many of one client.
    pub fn new(all: usize, per_client: usize) -> Places {
        Places(Arc::new(Inner { all, per_client, taken: Mutex::default() }))
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection; none if its client has enough, or if nobody can be sent off.
    pub fn enter(&self, client: Client) -> Option<Place> {
        let mut taken = self.taken();
        if taken.by_client.get(&client).is_some_and(|count| *count >= self.0.per_client) {
            return None;
        }
        if taken.count >= self.0.all {
            let (_, lost) = taken.waiting.pop_first()?;
            lost.notify_one();
        }
        taken.count += 1;
        *taken.by_client.entry(client).or_default() += 1;
        taken.serial += 1;
        let (serial, lost) = (taken.serial, Arc::new(Notify::new()));
        taken.waiting.insert((Phase::Headers, serial), lost.clone());
        Some(Place { places: self.clone(), client, serial, lost })
    }
}

impl Place {
    /// Its headers are in.
    pub fn has_headers(&self) {
        let mut taken = self.places.taken();
        if let Some(lost) = taken.waiting.remove(&(Phase::Headers, self.serial)) {
            taken.waiting.insert((Phase::Body, self.serial), lost);
        }
    }

    /// Its body is in: it cannot be lost any more.
    pub fn has_body(&self) {
        self.places.taken().waiting.remove(&(Phase::Body, self.serial));
    }

    /// Comes back once the place is another's.
    pub async fn is_lost(&self) {
        self.lost.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.count -= 1;
        for phase in [Phase::Headers, Phase::Body] {
            taken.waiting.remove(&(phase, self.serial));
        }
        if let Some(count) = taken.by_client.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                taken.by_client.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    fn client(n: u8) -> Client {
        Client::behind(IpAddr::from([192, 0, 2, n]), std::iter::empty(), 0)
    }

    #[tokio::test]
    async fn the_idle_make_room_and_nobody_takes_all() {
        let places = Places::new(3, 2);
        let enter = |n| places.enter(client(n));
        let (one, two) = (enter(1).expect("a place"), enter(1).expect("a place"));
        assert!(enter(1).is_none(), "two are enough for one client");
        one.has_headers();
        let three = enter(2).expect("a place");
        // All are taken: first goes who has said nothing, then who has said half.
        let four = enter(3).expect("in place of the second");
        two.is_lost().await;
        drop(two);
        three.has_headers();
        three.has_body();
        four.has_headers();
        four.has_body();
        let five = enter(4).expect("in place of the first");
        one.is_lost().await;
        drop(one);
        five.has_headers();
        five.has_body();
        assert!(enter(5).is_none(), "all are being answered");
        drop(three);
        assert!(enter(5).is_some());
        drop((four, five));
        assert!(places.taken().by_client.is_empty());
        assert_eq!(places.taken().count, 0);
    }
}
