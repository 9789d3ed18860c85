//! `--listen` → where the preview listens, and how a browser calls it.

use certsite_text::DomainName;
use std::fmt;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use tokio::net::TcpListener;

/// An address or name, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    host: Host,
    port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Listen, String> {
        let example = "127.0.0.1:8080, localhost:8080 or [::1]:8080";
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Listen { host: Host::Address(address.ip()), port: address.port() });
        }
        if text.parse::<Ipv6Addr>().is_ok() {
            return Err(format!("write an IPv6 address in brackets, and a port: [{text}]:8080"));
        }
        let Some((name, port)) = text.rsplit_once(':') else {
            return Err(format!("write an address and a port, such as {example}"));
        };
        let Ok(port) = port.parse() else {
            return Err(format!(
                "“{port}” is no port: write a number up to 65535, as in {example}"
            ));
        };
        match host_name(name) {
            Ok(name) => Ok(Listen { host: Host::Name(name), port }),
            Err(_) => Err(format!("“{name}” is no address: write one such as {example}")),
        }
    }
}

/// The name of a host, in small letters, as `--allow-host` takes it.
///
/// # Errors
/// If no host can have it.
pub fn host_name(text: &str) -> Result<String, String> {
    let name =
        DomainName::ascii(text).ok_or("write the name alone, such as preview.example.org")?;
    Ok(name.as_str().to_owned())
}

impl Listen {
    /// Listens there.
    ///
    /// # Errors
    /// Says what is in the way, and what to do about it.
    pub async fn bind(&self) -> Result<TcpListener, String> {
        let bound = match &self.host {
            Host::Address(ip) => TcpListener::bind((*ip, self.port)).await,
            Host::Name(name) => TcpListener::bind((&**name, self.port)).await,
        };
        bound.map_err(|error| self.in_the_way(&error))
    }

    fn in_the_way(&self, error: &Error) -> String {
        let other = |port| Listen { port, ..self.clone() };
        match error.kind() {
            ErrorKind::AddrInUse => format!(
                "something listens on {self} already, perhaps another preview; take another port \
                 with --listen {}, or any free one with --listen {}",
                other(if self.port < u16::MAX { self.port + 1 } else { 8080 }),
                other(0)
            ),
            ErrorKind::AddrNotAvailable => format!(
                "this machine has no address {self}; take one that it has with --listen, such as \
                 127.0.0.1:{}",
                self.port
            ),
            ErrorKind::PermissionDenied => format!(
                "you may not listen on {self}: ports below 1024 are kept for the system; take \
                 another with --listen, such as {}",
                other(8080)
            ),
            _ => format!("cannot listen on {self} (choose another with --listen): {error}"),
        }
    }

    /// The address of the preview that listens at `bound`, without a slash at its end.
    pub fn url(&self, bound: SocketAddr) -> String {
        let ip = match bound.ip() {
            // All addresses of the machine: a browser on it takes this one.
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        match &self.host {
            Host::Name(name) => format!("http://{name}:{}", bound.port()),
            Host::Address(_) => format!("http://{}", SocketAddr::new(ip, bound.port())),
        }
    }

    /// The name that it was given, if it is one.
    pub fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Name(name) => Some(name),
            Host::Address(_) => None,
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(ip) => SocketAddr::new(*ip, self.port).fmt(f),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_with_ports_are_taken() {
        for (text, bound, url) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("127.0.0.1:0", "127.0.0.1:41234", "http://127.0.0.1:41234"),
            ("[::1]:8080", "[::1]:8080", "http://[::1]:8080"),
            ("0.0.0.0:80", "0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "[::]:80", "http://[::1]:80"),
            ("192.0.2.7:80", "192.0.2.7:80", "http://192.0.2.7:80"),
            ("LocalHost:80", "127.0.0.1:80", "http://localhost:80"),
            ("dev-1.example:80", "192.0.2.7:80", "http://dev-1.example:80"),
        ] {
            let listen: Listen = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(listen.url(bound.parse().expect("an address")), url, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_with_what_would_be_one() {
        for (text, expect) in [
            ("8080", "write an address and a port"),
            ("127.0.0.1", "write an address and a port"),
            ("::1", "in brackets, and a port: [::1]:8080"),
            ("::1:8080", "in brackets"),
            ("localhost:http", "“http” is no port"),
            ("localhost:70000", "“70000” is no port"),
            ("1.2.3:80", "“1.2.3” is no address"),
            ("256.1.1.1:80", "“256.1.1.1” is no address"),
            (":8080", "“” is no address"),
            ("http://localhost:80", "“http://localhost” is no address"),
            ("a b:80", "“a b” is no address"),
        ] {
            let why = text.parse::<Listen>().expect_err(text);
            assert!(why.contains(expect), "{text}: {why}");
        }
    }
}
