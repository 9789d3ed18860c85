//! Proxies in front: what they add to a request, and whether the settings fit what is there.
//!
//! Behind a proxy that nobody told us of, all reporters look like one, and a limit for one would
//! turn them all away. That must not stay unnoticed.

use super::forwarded::{address, entries, entry};
use http::{HeaderMap, Method, header};
use std::net::IpAddr;

/// Headers that proxies add; no browser sends them.
const SIGNS: [&str; 7] = [
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "x-forwarded-proto",
    "x-forwarded-host",
    "via",
    "x-amz-cf-id",
];

/// How a request came, by the signs that proxies leave in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Without any sign of a proxy.
    Direct,
    /// Through one proxy at least; through how many, the settings know.
    Proxied,
}

impl Way {
    /// The way of a request with these headers. A page under https is a sign too: certsite's own
    /// server speaks no TLS, so somebody else did.
    pub fn of(headers: &HeaderMap) -> Way {
        let is_secure = |origin: &http::HeaderValue| origin.as_bytes().starts_with(b"https://");
        let has_sign = SIGNS.iter().any(|name| headers.contains_key(*name))
            || headers.get(header::ORIGIN).is_some_and(is_secure);
        if has_sign { Way::Proxied } else { Way::Direct }
    }
}

/// True for addresses of the internet at large, from which anybody may write any header.
pub(super) fn is_outside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            // Between a provider and its customers (RFC 6598).
            let is_shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || is_shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}

/// How the settings do not fit the proxies that a request came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// There is a proxy, and no hop is trusted.
    Unknown,
    /// There is a proxy, no hop is trusted, and it does not say whom it stands for.
    Silent,
    /// Hops are trusted, and there are fewer.
    Missing,
    /// A trusted hop says “unknown”, or another word that is no address (RFC 7239 §6).
    Nameless,
}

impl Misfit {
    /// All of them, in the order of their numbers.
    pub const ALL: [Misfit; 4] =
        [Misfit::Unknown, Misfit::Silent, Misfit::Missing, Misfit::Nameless];

    /// What does not fit, if anything does not. `peer` is who is connected.
    pub fn of(method: &Method, headers: &HeaderMap, peer: IpAddr, hops: usize) -> Option<Misfit> {
        if is_outside(peer) {
            return None;
        }
        let entries = entries(headers);
        if hops == 0 {
            let is_silent = (Way::of(headers) == Way::Proxied).then_some(Misfit::Silent);
            return if entries.is_empty() { is_silent } else { Some(Misfit::Unknown) };
        }
        // Whoever looks after the server asks it directly, but does not report.
        let misfit = match entry(&entries, hops) {
            None => Some(Misfit::Missing),
            Some(entry) if address(entry).is_none() => Some(Misfit::Nameless),
            Some(_) => None,
        };
        misfit.filter(|_| *method == Method::POST)
    }

    /// The same behind a gateway, which says itself who is connected to it: what stands in front of
    /// that shows only where it signs.
    pub fn of_gateway(headers: &HeaderMap, hops: usize) -> Option<Misfit> {
        (hops == 0 && headers.contains_key("x-amz-cf-id")).then_some(Misfit::Unknown)
    }

    /// What the log says of it.
    pub fn warning(self) -> &'static str {
        match self {
            Misfit::Unknown => {
                "WARNING: requests come through a proxy, but FORM_TRUSTED_HOPS is 0: what it says \
                 of reporters is not believed, and a flood by one may turn others away. Set \
                 FORM_TRUSTED_HOPS=1, or as many proxies as stand in front"
            }
            Misfit::Silent => {
                "WARNING: requests come through a proxy that does not say for whom: all reporters \
                 share one limit. Let it add X-Forwarded-For (nginx: proxy_set_header \
                 X-Forwarded-For $proxy_add_x_forwarded_for;) and set FORM_TRUSTED_HOPS=1"
            }
            Misfit::Missing => {
                "WARNING: a report came with fewer entries in X-Forwarded-For than \
                 FORM_TRUSTED_HOPS says: reporters cannot be told apart, and share one limit. Let \
                 each proxy add its entry, or lower FORM_TRUSTED_HOPS"
            }
            Misfit::Nameless => {
                "WARNING: a report came with a word in X-Forwarded-For that is no address: \
                 reporters of whom a proxy does not say who they are cannot be told apart, and \
                 share one limit. Let the outermost of the FORM_TRUSTED_HOPS proxies write the \
                 address (nginx: $proxy_add_x_forwarded_for)"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_do_not_fit_are_found_out() {
        let check = |peer: &str, hops, pairs: &[(&'static str, &str)], expect| {
            let headers = pairs.iter().map(|(name, value)| {
                (http::HeaderName::from_static(name), value.parse().expect("a value"))
            });
            let headers: HeaderMap = headers.collect();
            let peer = peer.parse().expect("an address");
            let found = Misfit::of(&Method::POST, &headers, peer, hops);
            assert_eq!(found, expect, "{peer} {hops} {pairs:?}");
        };
        let forwarded = ("x-forwarded-for", "198.51.100.9");
        check("127.0.0.1", 0, &[forwarded], Some(Misfit::Unknown));
        check("172.17.0.1", 0, &[forwarded], Some(Misfit::Unknown));
        check("::ffff:10.0.0.1", 0, &[forwarded], Some(Misfit::Unknown));
        check("100.64.0.1", 0, &[("via", "1.1 x")], Some(Misfit::Silent));
        check("127.0.0.1", 0, &[("forwarded", "for=198.51.100.9")], Some(Misfit::Silent));
        check("127.0.0.1", 0, &[("origin", "https://cert.example")], Some(Misfit::Silent));
        check("127.0.0.1", 1, &[], Some(Misfit::Missing));
        check("127.0.0.1", 2, &[forwarded], Some(Misfit::Missing));
        for word in ["unknown", "_hidden", "\"_a:4711\"", "secret", "", "10.0.0", "for=10.0.0.1"] {
            let entry = ("x-forwarded-for", word);
            check("127.0.0.1", 1, &[entry], Some(Misfit::Nameless));
            check("127.0.0.1", 2, &[entry, forwarded], Some(Misfit::Nameless));
            check("127.0.0.1", 1, &[entry, forwarded], None);
            check("203.0.113.1", 1, &[entry], None);
        }
        check("127.0.0.1", 0, &[], None);
        check("127.0.0.1", 0, &[("origin", "http://localhost:8088")], None);
        check("127.0.0.1", 1, &[forwarded], None);
        check("127.0.0.1", 2, &[forwarded, forwarded], None);
        check("203.0.113.1", 0, &[forwarded], None);
        check("203.0.113.1", 1, &[], None);
    }

    #[test]
    fn a_gateway_tells_of_what_signs_in_front_of_it() {
        let sign = http::HeaderName::from_static("x-amz-cf-id");
        let signed: HeaderMap = [(sign, "id".parse().expect("a value"))].into_iter().collect();
        assert_eq!(Misfit::of_gateway(&signed, 0), Some(Misfit::Unknown));
        assert_eq!(Misfit::of_gateway(&signed, 1), None);
        assert_eq!(Misfit::of_gateway(&HeaderMap::new(), 0), None);
    }

    #[test]
    fn whoever_looks_after_the_server_is_no_sign() {
        let peer = "127.0.0.1".parse().expect("an address");
        assert_eq!(Misfit::of(&Method::GET, &HeaderMap::new(), peer, 1), None);
    }
}
