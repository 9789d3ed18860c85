//! Addresses that are written whole, with their scheme: which of them can lead nowhere.

use certsite_base::address::tells_password;
use certsite_base::diag::Problem;
use certsite_text::{DomainName, Mailbox, split_port};
use percent_encoding::percent_decode_str;

/// Whether a target that leads away from the site may stand as it is written, or what is wrong with it;
/// none of a path within the site. A picture of another site is never shown.
pub fn judged(target: &str, is_picture: bool) -> Option<Result<(), Problem>> {
    let scheme = match scheme(target) {
        None if target.starts_with("//") => None,
        None => return None,
        scheme => scheme,
    };
    let is_known = |scheme: &&str| {
        ["https", "http", "mailto", "tel"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
    };
    let problem = match scheme.filter(is_known) {
        _ if is_picture => Some(Problem::PictureElsewhere { target: target.to_owned() }),
        None => Some(Problem::LinkScheme { target: target.to_owned() }),
        Some(_) if tells_password(target) => {
            let host = target.rsplit_once('@').map_or("", |(_, host)| host);
            let host = host.split(['/', '?', '#']).next().unwrap_or(host).to_owned();
            Some(Problem::LinkPassword { host })
        }
        Some(scheme) => wrong(target, scheme),
    };
    Some(problem.map_or(Ok(()), Err))
}

/// The scheme of an absolute address (RFC 3986 §3.1), if there is one.
pub fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let fine = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    (fine && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(scheme)
}

/// What is wrong with an address of this scheme, if anything is. Whether somebody answers there
/// nobody knows at build time.
fn wrong(target: &str, scheme: &str) -> Option<Problem> {
    let rest = target.get(scheme.len() + 1..).unwrap_or_default();
    let found = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => web(rest),
        "mailto" => mail(rest),
        "tel" => phone(rest),
        _ => None,
    };
    let (why, help) = found?;
    Some(Problem::LinkAddress { target: target.into(), why: why.into(), help: help.into() })
}

/// What is wrong, and what would be right.
type Found = Option<(&'static str, &'static str)>;

fn web(rest: &str) -> Found {
    const WHOLE: &str = "write the whole address, such as https://example.org/page";
    let Some(rest) = rest.strip_prefix("//") else {
        return Some(("two slashes belong behind the colon", WHOLE));
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let place = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = split_port(place);
    let port = port.unwrap_or_default();
    if host.trim_matches(['.', '[', ']']).is_empty() {
        return Some(("it names no host", WHOLE));
    }
    if host.contains(char::is_whitespace) {
        return Some(("there is a blank in its host", WHOLE));
    }
    let is_port = port.is_empty()
        || port.bytes().all(|b| b.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0);
    (!is_port).then_some((
        "what stands behind its second colon is no port",
        "write a number from 1 to 65535, or leave it out with its colon",
    ))
}

fn mail(rest: &str) -> Found {
    const WHOLE: &str = "write the whole address, such as mailto:team@example.org";
    let (to, more) = rest.split_once('?').unwrap_or((rest, ""));
    // Whom a letter goes to may be left to its writer, if anything else is said of it.
    if to.is_empty() && !more.is_empty() {
        return None;
    }
    let is_mailbox = |text: &str| {
        let text = percent_decode_str(text).decode_utf8_lossy();
        // An address of the network in brackets may stand there too.
        let is_host =
            |domain: &str| DomainName::of_any_script(domain).is_some() || domain.starts_with('[');
        Mailbox::split(&text)
            .is_some_and(|mailbox| is_host(mailbox.domain) && !mailbox.local.trim().is_empty())
    };
    (!to.split(',').all(is_mailbox)).then_some(("it names no mailbox", WHOLE))
}

fn phone(rest: &str) -> Found {
    let has_number = rest.bytes().any(|b| b.is_ascii_digit());
    (!has_number).then_some((
        "it holds no number",
        "write the number with its country, such as tel:+994120000000",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_wrong(target: &str) -> bool {
        let scheme = target.split(':').next().unwrap_or_default();
        wrong(target, scheme).is_some()
    }

    #[test]
    fn addresses_that_lead_nowhere_are_told() {
        for target in [
            "http://",
            "https:",
            "https:/a.example",
            "https:a.example",
            "http:///x",
            "https://?q",
            "https://#x",
            "https://:8080/",
            "https://a@",
            "https://a@:80/x",
            "https://./",
            "https://[]/",
            "https://a b/",
            "https://a.example:99999/",
            "https://a.example:65536",
            "https://a.example:0/",
            "https://a.example:x/",
            "HTTPS://a.example:-1/",
            "https://[2001:db8::1]:70000/",
            "https://a:b:c/",
            "mailto:",
            "mailto:?",
            "mailto:a",
            "mailto:a@",
            "mailto:@b.example",
            "mailto:a@ b",
            "mailto:a@.b",
            "mailto:a@b..c",
            "mailto:a@b.example,",
            "mailto:a@b.example,c",
            "MAILTO:%40b",
            "mailto:a%40",
            "tel:",
            "tel:+",
            "tel:call-us",
        ] {
            assert!(is_wrong(target), "{target}");
        }
    }

    #[test]
    fn addresses_that_may_lead_somewhere_are_left() {
        for target in [
            "https://a.example",
            "http://localhost:8080/x",
            "https://a.example:65535",
            "https://a.example:/x",
            "https://user:word@a.example:1/",
            "https://[2001:db8::1]/",
            "https://[::1]:8443/x?y:z@#:",
            "https://şəbəkə.example./",
            "https://a_b.example/a:99999/",
            "https://a.example/?b=//:99999",
            "mailto:a@b.example",
            "mailto:a@b",
            "mailto:a%40b.example",
            "mailto:a@b.example,c@d.example?subject=x",
            "mailto:?subject=x&body=y",
            "mailto:%22a%20b%22@c.example",
            "tel:112",
            "tel:*112%23",
            "tel:+994-12-000",
        ] {
            assert!(!is_wrong(target), "{target}");
        }
    }

    #[test]
    fn schemes_are_told_from_paths() {
        for (target, expect) in [
            ("https://x", Some("https")),
            ("javascript:x", Some("javascript")),
            ("a/b:c.md", None),
            ("b.md", None),
            (":x", None),
        ] {
            assert_eq!(scheme(target), expect, "{target}");
        }
    }
}
