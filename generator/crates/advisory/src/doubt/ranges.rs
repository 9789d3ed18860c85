//! Networks that are set apart (IANA's registries of special-purpose addresses), and a few hosts that
//! everybody knows.

use std::net::IpAddr;

/// A network, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address, as it was written; bits behind the prefix do not matter.
    first: IpAddr,
    /// How many bits all addresses of the network share: up to 32, or up to 128 for IPv6.
    length: u32,
}

/// Networks that nobody reaches over the internet, and what their addresses are.
const NOBODYS: [(&str, &str); 24] = [
    ("0.0.0.0/8", "no address of a host"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "an address of providers' own networks"),
    ("127.0.0.0/8", "an address of the machine itself"),
    ("169.254.0.0/16", "a link-local address"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "an address for documents"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "an address for measurements"),
    ("198.51.100.0/24", "an address for documents"),
    ("203.0.113.0/24", "an address for documents"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/128", "no address of a host"),
    ("::1/128", "an address of the machine itself"),
    ("100::/64", "a reserved address"),
    ("2001:2::/48", "an address for measurements"),
    ("2001:db8::/32", "an address for documents"),
    ("3fff::/20", "an address for documents"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"),
    ("ff00::/8", "a multicast address"),
];

/// Resolvers that anybody may ask.
const EVERYBODYS: [(&str, &str); 18] = [
    ("1.0.0.1", "a resolver of Cloudflare"),
    ("1.1.1.1", "a resolver of Cloudflare"),
    ("8.8.4.4", "a resolver of Google"),
    ("8.8.8.8", "a resolver of Google"),
    ("9.9.9.9", "a resolver of Quad9"),
    ("77.88.8.1", "a resolver of Yandex"),
    ("77.88.8.8", "a resolver of Yandex"),
    ("94.140.14.14", "a resolver of AdGuard"),
    ("94.140.15.15", "a resolver of AdGuard"),
    ("149.112.112.112", "a resolver of Quad9"),
    ("208.67.220.220", "a resolver of OpenDNS"),
    ("208.67.222.222", "a resolver of OpenDNS"),
    ("2001:4860:4860::8844", "a resolver of Google"),
    ("2001:4860:4860::8888", "a resolver of Google"),
    ("2606:4700:4700::1001", "a resolver of Cloudflare"),
    ("2606:4700:4700::1111", "a resolver of Cloudflare"),
    ("2620:fe::9", "a resolver of Quad9"),
    ("2620:fe::fe", "a resolver of Quad9"),
];

impl Network {
    /// Reads an address with or without the length of its prefix.
    pub fn parse(text: &str) -> Option<Network> {
        let Some((first, length)) = text.split_once('/') else {
            return text.parse().ok().map(Network::host);
        };
        let (first, length): (IpAddr, u32) = (first.parse().ok()?, length.parse().ok()?);
        (length <= Network::host(first).length).then_some(Network { first, length })
    }

    /// The network of one address alone.
    pub fn host(address: IpAddr) -> Network {
        Network { first: address, length: if address.is_ipv4() { 32 } else { 128 } }
    }

    /// Whether the two have an address in common.
    pub fn overlaps(self, other: Network) -> bool {
        let length = self.length.min(other.length);
        match (self.first, other.first) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                (u32::from(a) ^ u32::from(b)).checked_shr(32 - length).unwrap_or(0) == 0
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                (u128::from(a) ^ u128::from(b)).checked_shr(128 - length).unwrap_or(0) == 0
            }
            _ => false,
        }
    }

    /// What its addresses are, if nobody reaches them over the internet.
    pub fn nobodys(self) -> Option<&'static str> {
        let is_inside = |network: &str| {
            Network::parse(network)
                .is_some_and(|other| other.length <= self.length && other.overlaps(self))
        };
        NOBODYS.iter().find(|(network, _)| is_inside(network)).map(|(_, what)| *what)
    }

    /// An address in it that everybody uses, and whose it is.
    pub fn everybodys(self) -> Option<(&'static str, &'static str)> {
        let is_inside = |address: &str| {
            Network::parse(address)
                .is_some_and(|known| known.length >= self.length && known.overlaps(self))
        };
        EVERYBODYS.into_iter().find(|(address, _)| is_inside(address))
    }

    /// How many addresses it has, if those are more than one customer's.
    pub fn is_wide(self) -> Option<String> {
        match self.first {
            IpAddr::V4(_) if self.length < 20 => Some((1_u64 << (32 - self.length)).to_string()),
            IpAddr::V6(_) if self.length < 32 => Some(format!("2^{}", 128 - self.length)),
            _ => None,
        }
    }
}
