//! Connection + headers → whose post it is, as far as a limit has to know.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// Who posts; transports put it into a request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

/// Keeps anybody from posting too often.
pub trait Limit: Send + Sync + 'static {
    /// Counts a post. One whose page has worked for it, [`crate::work`], counts for its client
    /// alone.
    ///
    /// # Errors
    /// If it is one too many: how long to wait.
    fn count(&self, client: Client, has_worked: bool) -> Result<(), Duration>;

    /// True while posts come so fast that pages are to work for theirs.
    fn is_flood(&self) -> bool;
}

impl Client {
    /// The client behind a connection from `peer`. `hops` proxies of ours stand in front, each of
    /// which adds an entry to `X-Forwarded-For`; whatever stands before those a client made up.
    pub fn behind<'a>(
        peer: IpAddr,
        forwarded: impl Iterator<Item = &'a str>,
        hops: usize,
    ) -> Client {
        let entries: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        let entry =
            entries.len().checked_sub(hops).filter(|_| hops > 0).and_then(|n| entries.get(n));
        Client::at(entry.and_then(|entry| address(entry.trim())).unwrap_or(peer))
    }

    /// IPv6 hands out networks, not addresses: a /48 counts as one.
    fn at(address: IpAddr) -> Client {
        Client(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
            v4 => v4,
        })
    }
}

/// An address as proxies write it: bare, with a port, in brackets.
fn address(entry: &str) -> Option<IpAddr> {
    let inside = entry.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let bare = || entry.parse().ok();
    let with_port = || entry.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    bare().or_else(with_port).or_else(|| inside?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_hops_added_is_believed() {
        let check = |hops: usize, headers: &[&str], expect: &str| {
            let peer = "192.0.2.1".parse().expect("an address");
            let client = Client::behind(peer, headers.iter().copied(), hops);
            let expect = expect.parse().expect("an address");
            assert_eq!(client, Client(expect), "{hops} {headers:?}");
        };
        check(0, &[], "192.0.2.1");
        check(0, &["198.51.100.9"], "192.0.2.1");
        check(1, &["203.0.113.5, 198.51.100.9"], "198.51.100.9");
        check(1, &["203.0.113.5", "198.51.100.9:4711"], "198.51.100.9");
        check(2, &["10.0.0.1, 203.0.113.5, 198.51.100.9"], "203.0.113.5");
        check(2, &["198.51.100.9"], "192.0.2.1");
        check(1, &["unknown"], "192.0.2.1");
        check(1, &["[2001:db8:1:2::3]:80"], "2001:db8:1::");
        check(1, &["[2001:db8:1:2::3]"], "2001:db8:1::");
        check(1, &["::ffff:198.51.100.9"], "198.51.100.9");
    }
}
