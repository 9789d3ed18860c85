//! A request's headers → whether this preview answers it at all.
//!
//! A preview shows drafts, and browsers let every page on the web send requests to programs on the
//! same machine. So only a known host is answered, or a foreign name that was made to lead here
//! (DNS rebinding) would read them; and what is no visit of a page only to the preview's own pages.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use certsite_text::split_port;
use std::net::{IpAddr, SocketAddr};

/// Decides who is let in: by the host that a request asks for, and by the page that sends it.
pub struct Door {
    /// Where the preview listens.
    address: IpAddr,
    /// Names that its user gave, in small letters.
    names: Vec<String>,
}

/// Why somebody is not let in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The host that was asked for is not this one.
    Host(String),
    /// A page of another site sends it, by what the browser says.
    Foreign,
}

impl Door {
    /// The door of a preview at this address, open to these names too.
    pub fn new(address: SocketAddr, names: impl IntoIterator<Item = String>) -> Door {
        let names = names.into_iter().map(|name| bare(&name)).collect();
        Door { address: address.ip().to_canonical(), names }
    }

    /// Lets a request in, or says why not.
    pub(super) fn admit(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<(), Refusal> {
        let asked = asked_host(uri, headers);
        if !asked.as_deref().is_some_and(|host| self.is_ours(host)) {
            return Err(Refusal::Host(asked.unwrap_or_default()));
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        // Whoever follows a link from elsewhere sees the page; the site it stood on does not.
        let is_visit = is_read && text("sec-fetch-mode") == Some("navigate");
        let site = text("sec-fetch-site");
        let is_known = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
        let origin = text(header::ORIGIN.as_str());
        let is_own = match origin {
            None => true,
            // A page that hides its address; the browser still tells whether it is ours.
            Some("null") => site == Some("same-origin"),
            Some(origin) => self.is_own(origin, asked.as_deref()),
        };
        match (is_visit || is_known) && is_own {
            true => Ok(()),
            false => Err(Refusal::Foreign),
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = name(host);
        let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        match literal.unwrap_or(name).parse::<IpAddr>() {
            Ok(ip) => {
                let ip = ip.to_canonical();
                // An address in figures leads nowhere else; but who listens on one is not another.
                ip.is_loopback() || ip == self.address || self.address.is_unspecified()
            }
            // Browsers know the name `localhost` by themselves, and ask no name server for it.
            Err(_) => {
                let name = bare(name);
                name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
            }
        }
    }

    /// The host that was asked, or one that its user named: a proxy may have changed the host.
    fn is_own(&self, origin: &str, asked: Option<&str>) -> bool {
        let Some((_, host)) = origin.split_once("://") else { return false };
        asked.is_some_and(|asked| asked.eq_ignore_ascii_case(host))
            || self.names.contains(&bare(name(host)))
    }
}

/// The host with its port, if there is exactly one.
fn asked_host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok()?,
        _ => return None,
    };
    match uri.authority() {
        Some(authority) if authority.as_str() != host => None,
        _ => Some(host.to_owned()),
    }
}

/// A host without its port; an address of IPv6 keeps its brackets.
fn name(host: &str) -> &str {
    match split_port(host) {
        (name, Some(port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A name as it is compared: in small letters, without the dot of the DNS root at its end.
fn bare(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, why) = match self {
            Refusal::Host(host) if host.is_empty() => (
                StatusCode::BAD_REQUEST,
                "This request does not say which host it is for.\n".into(),
            ),
            Refusal::Host(host) => (
                StatusCode::MISDIRECTED_REQUEST,
                format!(
                    "This preview shows drafts, so it does not answer to the host “{host}”. \
                     If that is its name, start it with: certsite serve --allow-host {}\n",
                    name(&host)
                ),
            ),
            Refusal::Foreign => (
                StatusCode::FORBIDDEN,
                "This preview shows drafts, so it answers no other site.\n".into(),
            ),
        };
        let kind = [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (status, kind, why).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(door: &Door, method: Method, headers: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        door.admit(&method, &Uri::from_static("/en/"), &map)
    }

    fn door(address: &str, names: &[&str]) -> Door {
        let address = address.parse().expect("an address");
        Door::new(address, names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn only_known_hosts_are_answered() {
        let local = door("127.0.0.1:8080", &[]);
        let named = door("127.0.0.1:8080", &["Preview.Example."]);
        let open = door("0.0.0.0:8080", &[]);
        let six = door("[::]:8080", &[]);
        let one = door("192.0.2.7:8080", &[]);
        for (host, expect) in [
            // host                          local  named  open   six    one
            ("127.0.0.1:8080", [true, true, true, true, true]),
            ("127.0.0.1", [true, true, true, true, true]),
            ("127.3.2.1:9", [true, true, true, true, true]),
            ("localhost:8080", [true, true, true, true, true]),
            ("LocalHost.:8080", [true, true, true, true, true]),
            ("site.localhost", [true, true, true, true, true]),
            ("[::1]:8080", [true, true, true, true, true]),
            ("[::ffff:127.0.0.1]", [true, true, true, true, true]),
            ("192.0.2.7:8080", [false, false, true, true, true]),
            ("192.0.2.8:8080", [false, false, true, true, false]),
            ("[2001:db8::1]:8080", [false, false, true, true, false]),
            ("preview.example", [false, true, false, false, false]),
            ("PREVIEW.example.:443", [false, true, false, false, false]),
            ("x.preview.example", [false, false, false, false, false]),
            ("evil.example:8080", [false; 5]),
            ("localhost.evil.example", [false; 5]),
            ("127.0.0.1.evil.example", [false; 5]),
            ("notlocalhost", [false; 5]),
            ("127.1", [false; 5]),
            ("2130706433", [false; 5]),
            ("0x7f000001", [false; 5]),
            ("user@localhost", [false; 5]),
            ("localhost:80:80", [false; 5]),
            ("::1", [true, true, true, true, true]),
            ("", [false; 5]),
        ] {
            let doors = [&local, &named, &open, &six, &one];
            let seen = doors.map(|door| admit(door, Method::GET, &[("host", host)]).is_ok());
            assert_eq!(seen, expect, "{host}");
        }
        assert!(admit(&local, Method::GET, &[]).is_err(), "a host is missing");
        let two = [("host", "localhost"), ("host", "evil.example")];
        assert!(admit(&local, Method::GET, &two).is_err(), "two hosts are none");
        let evil = Uri::from_static("http://evil.example/en/");
        let host = HeaderMap::from_iter([(header::HOST, "localhost".parse().expect("a header"))]);
        assert!(local.admit(&Method::GET, &evil, &host).is_err(), "another one in the address");
    }

    #[test]
    fn other_sites_may_lead_here_and_no_more() {
        let door = door("127.0.0.1:8080", &["dev.example"]);
        let own = "http://localhost:8080";
        for (method, site, mode, origin, expect) in [
            (Method::GET, "", "", "", true),
            (Method::GET, "none", "navigate", "", true),
            (Method::GET, "same-origin", "no-cors", "", true),
            (Method::GET, "cross-site", "navigate", "", true),
            (Method::HEAD, "same-site", "navigate", "", true),
            (Method::GET, "cross-site", "no-cors", "", false),
            (Method::GET, "same-site", "cors", "", false),
            (Method::GET, "", "", "http://localhost:3000", false),
            (Method::GET, "", "", own, true),
            (Method::GET, "", "", "HTTP://LOCALHOST:8080", true),
            (Method::GET, "", "", "null", false),
            (Method::POST, "", "", "", true),
            (Method::POST, "same-origin", "navigate", own, true),
            (Method::POST, "same-origin", "navigate", "null", true),
            (Method::POST, "cross-site", "navigate", "null", false),
            (Method::POST, "cross-site", "navigate", "https://evil.example", false),
            (Method::POST, "same-site", "navigate", "", false),
            (Method::POST, "", "", "https://evil.example", false),
            (Method::POST, "", "", "https://dev.example", true),
            (Method::POST, "same-origin", "cors", "https://dev.example:8443", true),
            (Method::POST, "", "", "https://x.dev.example", false),
            (Method::POST, "", "", "localhost:8080", false),
        ] {
            let all = [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("origin", origin)];
            let mut headers = vec![("host", "localhost:8080")];
            headers.extend(all.into_iter().filter(|(_, value)| !value.is_empty()));
            let seen = admit(&door, method.clone(), &headers);
            assert_eq!(seen.is_ok(), expect, "{method} {headers:?}");
        }
    }
}
