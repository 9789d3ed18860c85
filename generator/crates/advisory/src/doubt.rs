//! Indicators that can hardly be meant: programs of other teams block what an advisory names, so an
//! address that is nobody's, everybody's or the team's own is questioned, and so is the hash of a file
//! that everybody has.

mod ranges;

use certsite_site::config::Config;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{Indicator, IndicatorKind, is_known_ending};
use certsite_text::{DomainName, Host, Mailbox, split_port};
use ranges::Network;
use std::net::IpAddr;

/// Why an indicator is questioned, and what to do.
pub struct Doubt {
    pub why: String,
    pub help: String,
}

impl Doubt {
    fn new(why: impl Into<String>, help: &str) -> Option<Doubt> {
        Some(Doubt { why: why.into(), help: help.to_owned() })
    }
}

/// Hosts that very many people use: what blocks one of them blocks them all.
const SHARED: [&str; 40] = [
    "amazonaws.com",
    "api.telegram.org",
    "bit.ly",
    "bitbucket.org",
    "blogspot.com",
    "cdn.discordapp.com",
    "cloudflare.com",
    "cloudfront.net",
    "discord.com",
    "docs.google.com",
    "drive.google.com",
    "dropbox.com",
    "facebook.com",
    "firebaseapp.com",
    "gist.github.com",
    "github.com",
    "github.io",
    "gitlab.com",
    "gmail.com",
    "google.com",
    "googleapis.com",
    "instagram.com",
    "mail.ru",
    "mediafire.com",
    "mega.nz",
    "microsoft.com",
    "netlify.app",
    "ngrok.io",
    "onedrive.live.com",
    "outlook.com",
    "pages.dev",
    "pastebin.com",
    "raw.githubusercontent.com",
    "sharepoint.com",
    "t.me",
    "telegram.org",
    "whatsapp.com",
    "windows.net",
    "workers.dev",
    "youtube.com",
];

/// Hashes of the empty file, which lies on every machine.
const EMPTY: [&str; 4] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
];

/// Words in a note that say that 32 digits are no file.
const FINGERPRINTS: [&str; 4] = ["ja3", "hassh", "imphash", "fingerprint"];

/// Names and networks that belong to the team: to block them would hit the team itself.
pub struct Own {
    domains: Vec<String>,
    networks: Vec<Network>,
}

impl Own {
    /// What the facts and the site's own address say. An unknown fact adds nothing.
    pub fn of(site: Linked) -> Own {
        let config = site.config;
        let keys = [
            "csaf.publisher_namespace",
            "team.email_incidents",
            "team.email_general",
            "team.constituency.domains",
        ];
        let stated = keys.into_iter().flat_map(|key| values(config, key));
        let domains = stated.chain([site.options.base.origin()]).filter_map(domain);
        let networks = values(config, "team.constituency.ranges");
        let networks =
            networks.flat_map(|text| text.split([',', ';', ' '])).filter_map(Network::parse);
        Own { domains: domains.collect(), networks: networks.collect() }
    }

    /// Why an indicator is questioned, if it is.
    pub fn doubt(&self, indicator: &Indicator) -> Option<Doubt> {
        let Indicator { kind, value, comment, .. } = indicator;
        match kind {
            IndicatorKind::Ipv4 | IndicatorKind::Ipv6 => self.network(Network::parse(value)?),
            IndicatorKind::Domain => self.domain(value).or_else(|| shared(value)),
            IndicatorKind::IpPort => match Host::parse(split_port(value).0)? {
                Host::V4(address) => self.network(Network::host(IpAddr::V4(address))),
                Host::V6(address) => self.network(Network::host(IpAddr::V6(address))),
                Host::Name(_) => None,
            },
            IndicatorKind::HostPort => {
                let host = split_port(value).0;
                self.domain(host).or_else(|| shared(host))
            }
            IndicatorKind::Email => self.domain(value.rsplit('@').next()?),
            IndicatorKind::Url => self.url(&url::Url::parse(value).ok()?),
            IndicatorKind::Md5 => fingerprint(comment.as_deref()).or_else(|| empty(value)),
            IndicatorKind::Sha1 | IndicatorKind::Sha256 | IndicatorKind::Sha512 => empty(value),
            _ => None,
        }
    }

    fn url(&self, url: &url::Url) -> Option<Doubt> {
        match url.host()? {
            url::Host::Ipv4(address) => self.network(Network::host(IpAddr::V4(address))),
            url::Host::Ipv6(address) => self.network(Network::host(IpAddr::V6(address))),
            url::Host::Domain(host) => {
                let is_whole = url.path() == "/" && url.query().is_none();
                self.domain(host).or_else(|| shared(host).filter(|_| is_whole))
            }
        }
    }

    fn network(&self, network: Network) -> Option<Doubt> {
        if self.networks.iter().any(|own| own.overlaps(network)) {
            return Doubt::new(
                "lies in the team's own network (team.constituency.ranges)",
                "take it out, unless other teams should really block it: attackers' addresses belong here, not their victims'",
            );
        }
        if let Some((address, whose)) = network.everybodys() {
            let is_it = Network::parse(address) == Some(network);
            let verb = if is_it { "is".to_owned() } else { format!("holds {address},") };
            return Doubt::new(
                format!("{verb} {whose}, which very many people use"),
                "take it out: what blocks it cuts off its users; malware that asks it is known by other marks",
            );
        }
        if let Some(what) = network.nobodys() {
            return Doubt::new(
                format!("is {what}, which nobody reaches over the internet"),
                "state the address by which the attack was seen on the internet, or take it out",
            );
        }
        let addresses = network.is_wide()?;
        Doubt::new(
            format!("is a network of {addresses} addresses"),
            "state the addresses that were seen; what blocks a whole network cuts off many who have done nothing",
        )
    }

    fn domain(&self, name: &str) -> Option<Doubt> {
        let is_below = |own: &String| {
            name.strip_suffix(own.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if let Some(own) = self.domains.iter().find(|own| is_below(own)) {
            return Doubt::new(
                format!("belongs to the team's own domain {own}"),
                "take it out, unless other teams should really block it",
            );
        }
        let ending = name.rsplit('.').next()?;
        let reserved = ["example", "test", "invalid", "localhost", "local", "internal", "alt"];
        let documents = ["example.com", "example.net", "example.org"];
        let is_example = documents.iter().any(|d| name == *d || name.ends_with(&format!(".{d}")));
        if reserved.contains(&ending) || is_example || name.ends_with(".home.arpa") {
            return Doubt::new(
                "is a name for examples or internal networks, which the internet does not know",
                "state the name that was seen, or take it out",
            );
        }
        (!is_known_ending(name)).then(|| Doubt {
            why: format!("ends in “.{ending}”, in which no domain of the internet ends"),
            help: "state the name that was seen; a file is {filename: …}".to_owned(),
        })
    }
}

/// A host that very many people use, or an ending below which they have names.
fn shared(host: &str) -> Option<Doubt> {
    let name = host.strip_prefix("www.").unwrap_or(host);
    if SHARED.contains(&name) {
        return Doubt::new(
            "is a host that very many people use",
            "state the whole address of what lies there ({url: …}) instead: what blocks the host cuts off its users",
        );
    }
    let suffix = psl::suffix(host.as_bytes()).filter(psl::Suffix::is_known)?;
    let is_ending = suffix.as_bytes() == host.as_bytes();
    is_ending.then(|| Doubt {
        why: "is an ending below which anybody registers names (a public suffix)".to_owned(),
        help:
            "state the whole name that was seen: what blocks the ending cuts off all names below it"
                .to_owned(),
    })
}

/// A fingerprint that is stated as the hash of a file.
fn fingerprint(comment: Option<&str>) -> Option<Doubt> {
    let comment = comment?.to_ascii_lowercase();
    let word = FINGERPRINTS.into_iter().find(|word| comment.contains(word))?;
    Doubt::new(
        format!("is published as the MD5 of a file, though its note speaks of “{word}”"),
        "state what it is: {ja3: …}, {ja3s: …}, {hassh: …}, or {md5: …} with another note",
    )
}

fn empty(hash: &str) -> Option<Doubt> {
    EMPTY.contains(&hash).then(|| Doubt {
        why: "is the hash of the empty file, which every machine has".to_owned(),
        help: "hash the file itself again: what was hashed had no bytes, perhaps because a download or a copy failed".to_owned(),
    })
}

fn values<'a>(config: &'a Config, key: &str) -> impl Iterator<Item = &'a str> {
    let fact = config.facts.get(key).filter(|fact| fact.is_known());
    let lang = config.languages.default_lang();
    fact.into_iter().flat_map(move |fact| fact.values(lang)).map(String::as_str)
}

/// The domain of an address of web or mail, or of itself, in the form that indicators have; “www.”
/// is not part of it.
fn domain(text: &str) -> Option<String> {
    let name = match url::Url::parse(text) {
        Ok(url) => DomainName::of_any_script(url.domain()?),
        Err(_) => {
            let host = Mailbox::split(text).map_or(text, |mailbox| mailbox.domain).trim();
            DomainName::of_any_script(host.strip_prefix("*.").unwrap_or(host))
        }
    };
    let name = name.filter(DomainName::is_qualified)?;
    Some(name.as_str().strip_prefix("www.").unwrap_or(name.as_str()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: IndicatorKind, value: &str, expect: Option<&str>) {
        let own = Own {
            domains: vec!["cert.az".to_owned()],
            networks: vec![Network::parse("85.132.0.0/16").expect("one")],
        };
        let indicator =
            Indicator { kind, value: value.to_owned(), comment: None, context: Default::default() };
        let why = own.doubt(&indicator).map(|doubt| doubt.why);
        match expect {
            Some(expect) => {
                assert!(why.as_deref().is_some_and(|why| why.contains(expect)), "{value}: {why:?}");
            }
            None => assert_eq!(why, None, "{value}"),
        }
    }

    #[test]
    fn addresses_that_can_hardly_be_meant_are_questioned() {
        use IndicatorKind::{Ipv4, Ipv6, Url};
        for (value, expect) in [
            ("10.0.0.1", "a private address"),
            ("172.31.255.255", "a private address"),
            ("192.168.1.0/24", "a private address"),
            ("127.0.0.1", "an address of the machine itself"),
            ("169.254.1.1", "a link-local address"),
            ("100.64.0.1", "an address of providers' own networks"),
            ("192.0.2.7", "an address for documents"),
            ("198.51.100.7", "an address for documents"),
            ("203.0.113.7", "an address for documents"),
            ("198.18.0.1", "an address for measurements"),
            ("0.0.0.0", "no address of a host"),
            ("224.0.0.1", "a multicast address"),
            ("255.255.255.255", "a reserved address"),
            ("8.8.8.8", "a resolver of Google"),
            ("1.1.1.1", "a resolver of Cloudflare"),
            ("85.132.7.7", "the team's own network"),
            ("85.0.0.0/8", "the team's own network"),
            ("45.0.0.0/8", "a network of 16777216 addresses"),
            ("8.8.8.0/24", "holds 8.8.8.8, a resolver of Google"),
            ("8.8.0.0/16", "holds 8.8.4.4, a resolver of Google"),
            ("77.88.8.8/31", "holds 77.88.8.8, a resolver of Yandex"),
            ("0.0.0.0/0", "the team's own network"),
        ] {
            check(Ipv4, value, Some(expect));
        }
        for (value, expect) in [
            ("::1", "an address of the machine itself"),
            ("::", "no address of a host"),
            ("fe80::1", "a link-local address"),
            ("fd00::1", "a private address"),
            ("2001:db8::7", "an address for documents"),
            ("3fff::1", "an address for documents"),
            ("ff02::1", "a multicast address"),
            ("2606:4700:4700::1111", "a resolver of Cloudflare"),
            ("2606:4700:4700::/48", "holds 2606:4700:4700::1001, a resolver of Cloudflare"),
            ("2620:fe::/48", "holds 2620:fe::9, a resolver of Quad9"),
        ] {
            check(Ipv6, value, Some(expect));
        }
        for value in
            ["45.9.148.3", "8.8.9.0/24", "172.32.0.1", "11.0.0.1", "192.0.3.1", "45.9.148.0/24"]
        {
            check(Ipv4, value, None);
        }
        check(Ipv6, "2a03:2880::1", None);
        check(Url, "http://10.0.0.1/x", Some("a private address"));
        check(Url, "http://[::1]/", Some("an address of the machine itself"));
        check(Url, "http://45.9.148.3/x", None);
    }

    #[test]
    fn names_that_can_hardly_be_meant_are_questioned() {
        use IndicatorKind::{Domain, Email, HostPort, Url};
        for (kind, value, expect) in [
            (Domain, "cert.az", Some("the team's own domain cert.az")),
            (Domain, "mail.cert.az", Some("the team's own domain cert.az")),
            (Domain, "evilcert.az", None),
            (Domain, "cert.az.evil.net", None),
            (Domain, "localhost", Some("examples or internal networks")),
            (Domain, "db.local", Some("examples or internal networks")),
            (Domain, "evil.example", Some("examples or internal networks")),
            (Domain, "www.example.com", Some("examples or internal networks")),
            (Domain, "setup.exe", Some("no domain of the internet ends")),
            (Domain, "github.com", Some("very many people use")),
            (Domain, "www.google.com", Some("very many people use")),
            (Domain, "evil.github.io", None),
            (Domain, "evil.com", None),
            (Domain, "expyuzz4wqqyqhjn.onion", None),
            (Url, "https://github.com/", Some("very many people use")),
            (Url, "https://github.com/evil/x.exe", None),
            (Url, "https://cert.az/login", Some("the team's own domain")),
            (Url, "http://x.corp/", Some("no domain of the internet ends")),
            (Domain, "com.az", Some("anybody registers names")),
            (Domain, "co.uk", Some("anybody registers names")),
            (Domain, "gov.az", Some("anybody registers names")),
            (Domain, "herokuapp.com", Some("anybody registers names")),
            (Domain, "xn--fiqs8s", Some("anybody registers names")),
            (Domain, "evil.com.az", None),
            (Domain, "evil.herokuapp.com", None),
            (HostPort, "co.uk:443", Some("anybody registers names")),
            (HostPort, "github.com:443", Some("very many people use")),
            (HostPort, "evil.co.uk:443", None),
            (Url, "https://com.az/", Some("anybody registers names")),
            (Url, "https://com.az/x.exe", None),
            (Email, "boss@cert.az", Some("the team's own domain")),
            (Email, "boss@gmail.com", None),
        ] {
            check(kind, value, expect);
        }
    }

    #[test]
    fn the_hash_of_nothing_is_questioned() {
        use IndicatorKind::{Ja3, Md5, Sha1, Sha256, Sha512};
        for (kind, value) in [Md5, Sha1, Sha256, Sha512].into_iter().zip(EMPTY) {
            check(kind, value, Some("the empty file"));
            check(kind, &value.replace('9', "8"), None);
        }
        check(Ja3, EMPTY[0], None);
    }
}
