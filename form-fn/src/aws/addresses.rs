//! Name of a service → its addresses, each time with another one first.
//!
//! Of addresses of one kind the client tries the first until its time is up. One that is dead would
//! let every attempt fail, always; like this, the next attempt reaches the next one.

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::lookup_host;

/// Asks this machine, and turns what it says a little further each time.
#[derive(Debug, Clone, Default)]
pub struct Addresses(Arc<AtomicUsize>);

impl ResolveDns for Addresses {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found = lookup_host((name, 0)).await.map_err(ResolveDnsError::new)?;
            let found = found.map(|address| address.ip()).collect();
            Ok(turned(found, self.0.fetch_add(1, Ordering::Relaxed)))
        })
    }
}

/// Addresses of the kind that comes first stay before those of the other: the client itself tries
/// both kinds at once.
fn turned(found: Vec<IpAddr>, times: usize) -> Vec<IpAddr> {
    let Some(first) = found.first().map(IpAddr::is_ipv4) else { return found };
    let (mut own, mut other): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| address.is_ipv4() == first);
    for kind in [&mut own, &mut other] {
        let count = kind.len().max(1);
        kind.rotate_left(times % count);
    }
    own.append(&mut other);
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_comes_first_in_its_turn() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let all = ["192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2", "192.0.2.3"];
        let all: Vec<_> = all.into_iter().map(address).collect();
        for (times, first, sixth) in [
            (0, "192.0.2.1", "2001:db8::1"),
            (1, "192.0.2.2", "2001:db8::2"),
            (2, "192.0.2.3", "2001:db8::1"),
            (3, "192.0.2.1", "2001:db8::2"),
        ] {
            let turned = turned(all.clone(), times);
            assert_eq!((turned[0], turned[3]), (address(first), address(sixth)), "{times}");
            assert_eq!(turned.len(), all.len());
        }
        assert!(turned(Vec::new(), 7).is_empty());
    }
}
