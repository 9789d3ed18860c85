//! Connection + headers → whose post it is, as far as a limit has to know.

use super::forwarded::{address, entries, entry};
use super::proxy::{self, Way};
use http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// Who posts; transports put it into a request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// Whoever is connected, or whom the team's own proxies name.
    Known(Network),
    /// Whom a proxy names that nobody told us of: good enough to share out a limit by, not to
    /// trust in.
    Claimed(Network),
    /// Somebody behind a proxy that does not say who.
    Hidden,
}

/// What one household, desk or telephone has: an address of IPv4, or 64 bits of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address. One of IPv4 that is written as IPv6 is the same.
    pub fn of(address: IpAddr) -> Network {
        Network(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(prefix(v6, 4)),
            v4 => v4,
        })
    }

    /// One way to write it, for keyed names.
    pub(super) fn name(self) -> String {
        self.0.to_string()
    }

    /// True of the addresses from which proxies on this machine, or beside it, connect.
    #[cfg(feature = "server")]
    pub(crate) fn may_be_proxy(self) -> bool {
        let is_usual = |address: IpAddr| match address {
            IpAddr::V4(v4) => !v4.is_loopback() || v4 == std::net::Ipv4Addr::LOCALHOST,
            IpAddr::V6(_) => true,
        };
        is_usual(self.0) && !proxy::is_outside(self.0)
    }

    /// What a whole campus has, of which this is a part: 48 bits of IPv6. `None` in IPv4, where
    /// nobody can tell.
    pub fn campus(self) -> Option<Network> {
        match self.0 {
            IpAddr::V6(v6) => Some(Network(IpAddr::V6(prefix(v6, 3)))),
            IpAddr::V4(_) => None,
        }
    }
}

/// The address with only its first groups of 16 bits.
fn prefix(address: Ipv6Addr, groups: usize) -> Ipv6Addr {
    let mut segments = address.segments();
    segments[groups..].fill(0);
    segments.into()
}

impl Client {
    /// The network that it is known by, if it is.
    pub fn network(self) -> Option<Network> {
        match self {
            Client::Known(network) | Client::Claimed(network) => Some(network),
            Client::Hidden => None,
        }
    }

    /// The client behind a connection from `peer`. `hops` proxies of ours stand in front, each of
    /// which adds an entry to `X-Forwarded-For`; whatever stands before those a client made up.
    pub fn behind(peer: IpAddr, headers: &HeaderMap, hops: usize) -> Client {
        Client::named(peer, &entries(headers), Way::of(headers), hops)
    }

    /// The same, with the entries of `X-Forwarded-For` at hand, the latest last, and the way that the request came.
    pub fn named(peer: IpAddr, entries: &[&[u8]], way: Way, hops: usize) -> Client {
        let name = |entry: &&[u8]| address(entry).map(Network::of);
        let is_outside = proxy::is_outside(peer);
        if hops > 0 {
            return match entry(entries, hops).and_then(address).map(Network::of) {
                Some(network) => Client::Known(network),
                // Somebody found the way round the proxies.
                None if is_outside => Client::Known(Network::of(peer)),
                None => Client::Hidden,
            };
        }
        if is_outside || way == Way::Direct {
            return Client::Known(Network::of(peer));
        }
        entries.last().and_then(name).map_or(Client::Hidden, Client::Claimed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&str, &[u8])]) -> HeaderMap {
        let pair = |(name, value): &(&str, &[u8])| {
            let name: HeaderName = name.parse().expect("a name");
            (name, HeaderValue::from_bytes(value).expect("a value"))
        };
        pairs.iter().map(pair).collect()
    }

    fn network(text: &str) -> Network {
        Network(text.parse().expect("an address"))
    }

    fn behind(peer: &str, hops: usize, forwarded: &[&[u8]]) -> Client {
        let pairs: Vec<_> = forwarded.iter().map(|value| ("x-forwarded-for", *value)).collect();
        Client::behind(peer.parse().expect("an address"), &headers(&pairs), hops)
    }

    #[test]
    fn only_what_trusted_hops_added_is_believed() {
        let check = |hops: usize, forwarded: &[&[u8]], expect: &str| {
            let client = behind("127.0.0.1", hops, forwarded);
            assert_eq!(client, Client::Known(network(expect)), "{hops} {forwarded:?}");
        };
        check(0, &[], "127.0.0.1");
        check(1, &[b"203.0.113.5, 198.51.100.9"], "198.51.100.9");
        check(1, &[b"203.0.113.5", b"198.51.100.9:4711"], "198.51.100.9");
        check(2, &[b"10.0.0.1, 203.0.113.5, 198.51.100.9"], "203.0.113.5");
        check(1, &[b"[2001:db8:1:2::3]:80"], "2001:db8:1:2::");
        check(1, &[b"[2001:db8:1:2::3]"], "2001:db8:1:2::");
        check(1, &[b"\"2001:db8:1:2:3:4:5:6\""], "2001:db8:1:2::");
        check(1, &[b"::ffff:198.51.100.9"], "198.51.100.9");
        // Whatever a client wrote before it, the proxy's own entry counts.
        check(1, &[b"\xff\xc9\x99, 198.51.100.9"], "198.51.100.9");
        check(1, &[b"\xff", b",,,", b"198.51.100.9"], "198.51.100.9");
    }

    #[test]
    fn nobody_shares_the_bucket_of_a_proxy() {
        for (hops, forwarded) in
            [(1, &[][..]), (1, &[b"unknown" as &[u8]]), (1, &[b"\xff"]), (2, &[b"198.51.100.9"])]
        {
            assert_eq!(behind("127.0.0.1", hops, forwarded), Client::Hidden, "{forwarded:?}");
            // Whoever comes from outside went round the proxy.
            let known = Client::Known(network("198.51.100.1"));
            assert_eq!(behind("198.51.100.1", hops, forwarded), known, "{forwarded:?}");
        }
    }

    #[test]
    fn a_proxy_that_nobody_told_of_is_noticed() {
        let told = Client::Claimed(network("198.51.100.9"));
        for peer in ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.1", "192.168.0.1", "fd00::1"] {
            assert_eq!(behind(peer, 0, &[b"203.0.113.5, 198.51.100.9"]), told, "{peer}");
            assert_eq!(behind(peer, 0, &[b"unknown"]), Client::Hidden, "{peer}");
            let own = Network::of(peer.parse().expect("an address"));
            assert_eq!(behind(peer, 0, &[]), Client::Known(own), "{peer}");
            let peer = peer.parse().expect("an address");
            for (name, value) in [
                ("forwarded", &b"for=198.51.100.9"[..]),
                ("x-real-ip", b"198.51.100.9"),
                ("x-forwarded-proto", b"https"),
                ("via", b"1.1 proxy"),
                ("origin", b"https://cert.example"),
            ] {
                let client = Client::behind(peer, &headers(&[(name, value)]), 0);
                assert_eq!(client, Client::Hidden, "{name}");
            }
        }
        // From outside, anybody may write these headers.
        let outside = behind("203.0.113.1", 0, &[b"198.51.100.9"]);
        assert_eq!(outside, Client::Known(network("203.0.113.1")));
    }

    #[test]
    fn a_campus_is_more_than_a_desk() {
        let of = |text: &str| Network::of(text.parse().expect("an address"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("2001:db8:1:2::3").campus(), of("2001:db8:1:3::3").campus());
        assert_ne!(of("2001:db8:1:2::3").campus(), of("2001:db8:2:2::3").campus());
        assert_eq!(of("198.51.100.9").campus(), None);
    }
}
