//! Text of a variable → its value, or the words that say what is wrong with it.

use super::{Listen, MailServer, MailService, OutboxPlace, Protection};
use crate::address::{Sender, is_this_machine};
use certsite_text::{Host, is_host_label, split_port};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

type Parsed<T> = Result<T, String>;

/// An address with a port, or `unix:` with the whole path of a socket.
pub(super) fn listen(text: &str) -> Parsed<Listen> {
    match text.strip_prefix("unix:").map(PathBuf::from) {
        Some(path) if path.is_absolute() => Ok(Listen::Socket(path)),
        Some(_) => Err(format!("is “{text}”, which is no unix:/whole/path")),
        None => text
            .parse()
            .map(Listen::Port)
            .map_err(|_| format!("is “{text}”, which is no address with a port")),
    }
}

pub(super) fn path(text: &str) -> Parsed<PathBuf> {
    Ok(PathBuf::from(text))
}

/// Several values with commas between them.
pub(super) fn list<T>(text: &str, parse: impl Fn(&str) -> Parsed<T>) -> Parsed<Vec<T>> {
    text.split(',').map(|item| parse(item.trim())).collect()
}

/// An address in ASCII, which stands in the envelope as it is, perhaps with a name before it.
pub(super) fn sender(text: &str) -> Parsed<Sender> {
    Sender::parse(text).ok_or_else(|| format!("holds “{text}”, which is no mail address"))
}

/// Addresses of recipients, each once; what else they are called is nobody's business.
pub(super) fn recipients(text: &str) -> Parsed<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for recipient in list(text, sender)? {
        if !found.iter().any(|known| known.eq_ignore_ascii_case(&recipient.address)) {
            found.push(recipient.address);
        }
    }
    Ok(found)
}

/// Scheme, host and port only, as a browser writes them in `Origin`.
pub(super) fn origin(text: &str) -> Parsed<String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let (host, port) = host_and_port(rest).unwrap_or_default();
    let usual = if scheme == "https" { "443" } else { "80" };
    let sound = !host.is_empty()
        && !host.bytes().any(|byte| byte.is_ascii_uppercase())
        && port.is_none_or(|port| port.parse::<u16>().is_ok() && port != usual);
    match scheme {
        _ if !sound => Err(format!(
            "holds “{text}”, which is no origin: https://, a host in small letters, no path"
        )),
        "https" => Ok(text.to_owned()),
        "http" if is_this_machine(host) => Ok(text.to_owned()),
        _ => Err(format!("holds “{text}”: reports may only come from pages under https://")),
    }
}

pub(super) fn language(text: &str) -> Parsed<String> {
    match (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Ok(text.to_owned()),
        false => Err(format!("is “{text}”, which is no language code")),
    }
}

pub(super) fn switch(text: &str) -> Parsed<bool> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("is “{text}”, which is neither on nor off")),
    }
}

pub(super) fn rate(text: &str) -> Parsed<NonZeroU32> {
    match text.parse::<NonZeroU32>() {
        Ok(posts) if posts.get() <= 100_000 => Ok(posts),
        _ => Err(format!("is “{text}”, which is no number from 1 to 100000")),
    }
}

pub(super) fn hops(text: &str) -> Parsed<usize> {
    match text.parse() {
        Ok(hops @ 0..=8) => Ok(hops),
        _ => Err(format!("is “{text}”, which is no number from 0 to 8")),
    }
}

pub(super) fn pause(text: &str) -> Parsed<Duration> {
    match text.parse() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("is “{text}”, which is no number from 1 to 3600")),
    }
}

/// A folder, or `s3://bucket/prefix`.
pub(super) fn outbox(text: &str) -> Parsed<OutboxPlace> {
    let Some(place) = text.strip_prefix("s3://") else {
        return Ok(OutboxPlace::Folder(PathBuf::from(text)));
    };
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let prefix = prefix.trim_end_matches('/');
    if !is_bucket(bucket) || !prefix.chars().all(plain) || prefix.starts_with('/') {
        return Err(format!("is “{text}”, which is no s3://bucket/prefix"));
    }
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    Ok(OutboxPlace::S3 { bucket: bucket.to_owned(), prefix })
}

/// As Amazon's rules for general purpose buckets have it.
fn is_bucket(text: &str) -> bool {
    (3..=63).contains(&text.len())
        && text.split('.').all(is_host_label)
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.parse::<Ipv4Addr>().is_err()
}

/// A mail service; a server without what other variables say of it.
pub(super) fn mailer(text: &str) -> Parsed<MailService> {
    match text {
        "none" => return Ok(MailService::None),
        "ses:" => return Ok(MailService::Ses(super::SesOptions::default())),
        _ => {}
    }
    if text.contains('@') {
        return Err("holds a user or a password: they belong into FORM_SMTP_USER and \
                    FORM_SMTP_PASSWORD_FILE"
            .to_owned());
    }
    let wrong = || {
        format!("is “{text}”, which is neither smtp://host:port, smtps://host:port, ses: nor none")
    };
    let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
    let (place, query) =
        rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let mut options: Vec<_> = query.map_or_else(Vec::new, |query| query.split('&').collect());
    options.sort_unstable();
    let (protection, usual_port) = match (scheme, &options[..]) {
        ("smtps", []) => (Protection::Tls, 465),
        ("smtp", []) => (Protection::StartTls, 587),
        ("smtp", ["cleartext=yes", "starttls=never"] | ["starttls=never"]) => {
            (Protection::None, 25)
        }
        _ => return Err(wrong()),
    };
    let (host, port) = host_and_port(place).ok_or_else(wrong)?;
    let port = port.map_or(Ok(usual_port), str::parse).map_err(|_| wrong())?;
    if port == 0 {
        return Err(wrong());
    }
    if protection == Protection::None && !is_this_machine(host) && options.len() == 1 {
        return Err(format!(
            "is “{text}”, but without STARTTLS a mail server has to be on this machine; where \
             nobody else can listen on the way, say ?starttls=never&cleartext=yes"
        ));
    }
    let server = MailServer { host: host.to_owned(), port, protection, ca: None, login: None };
    Ok(MailService::Smtp(server))
}

/// A name as SES allows for configuration sets.
pub(super) fn ses_name(text: &str) -> Parsed<String> {
    plain_name(text, 64)
}

fn plain_name(text: &str, most: usize) -> Parsed<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match (1..=most).contains(&text.len()) && text.bytes().all(plain) {
        true => Ok(text.to_owned()),
        false => Err(format!("holds “{text}”: letters, digits, - and _ only, at most {most}")),
    }
}

/// Tags as `name=value`. SES would refuse every mail with the same name twice.
pub(super) fn tags(text: &str) -> Parsed<Vec<(String, String)>> {
    let tags = list(text, tag)?;
    let mut names = BTreeSet::new();
    match tags.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => Err(format!("holds “{name}” twice")),
        None => Ok(tags),
    }
}

fn tag(text: &str) -> Parsed<(String, String)> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("holds “{text}”, which is no name=value"))?;
    Ok((plain_name(name, 256)?, plain_name(value, 256)?))
}

/// A region of AWS, such as `eu-central-1`.
pub(super) fn region(text: &str) -> Parsed<()> {
    match is_host_label(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Ok(()),
        false => Err(format!("is “{text}”, which is no name of a region")),
    }
}

/// Whether the address of a service is without TLS.
pub(super) fn is_plain_http(text: &str) -> Parsed<bool> {
    let wrong = || format!("is “{text}”, which is no https://host:port");
    let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
    let place = rest.split('/').next().unwrap_or(rest);
    let (_, port) = host_and_port(place).ok_or_else(wrong)?;
    match (scheme, port.map(str::parse::<u16>)) {
        ("https", None | Some(Ok(1..))) => Ok(false),
        ("http", None | Some(Ok(1..))) => Ok(true),
        _ => Err(wrong()),
    }
}

/// The ARN of an identity of SES.
pub(super) fn arn(text: &str) -> Parsed<String> {
    let parts: Vec<_> = text.split(':').collect();
    let sound = matches!(parts.as_slice(), ["arn", partition, "ses", region, account, resource]
        if partition.starts_with("aws") && !region.is_empty()
            && account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
            && resource.starts_with("identity/"));
    match sound {
        true => Ok(text.to_owned()),
        false => Err(format!("is “{text}”, which is no ARN of an identity of SES")),
    }
}

/// A host, as what connects to it takes it (without brackets), and the text of its port. A name has
/// no underscore, which no certificate could have, and no dot at its end.
fn host_and_port(place: &str) -> Option<(&str, Option<&str>)> {
    let (host, port) = split_port(place);
    match Host::parse(host)? {
        Host::Name(name) if !name.is_of_host() || host.ends_with('.') => None,
        _ => Some((host.trim_matches(['[', ']']), port)),
    }
}
