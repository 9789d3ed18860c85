//! What an editor wrote without saying what it is → the kind that its form tells, and its one form.

use super::IndicatorKind::{Domain, Md5, Sha1, Sha256, Sha512};
use super::canon::{Reading, email, hash, host_name, is_ja4, is_known_ending, ja4, network, url};
use super::defang::fanged;
use super::endpoint;
use certsite_base::yaml::EXPECTED;

/// Endings of names of files that are top-level domains too.
const FILES_TOO: [&str; 12] =
    ["app", "cab", "md", "mov", "pl", "pm", "ps", "py", "rs", "sh", "so", "zip"];

/// What a value is, by its form.
pub(super) fn guess(written: &str) -> Reading {
    let text = fanged(written);
    if text.contains("://") {
        return url(written);
    }
    if let Some(found) = network(&text) {
        return found;
    }
    if text.contains([':', '|'])
        && let Some(found) = endpoint::guess(written)
    {
        return found;
    }
    if let Ok(found) = endpoint::asn(&text)
        && !text.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(found);
    }
    if text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let kind = match text.len() {
            32 => Some(Md5),
            40 => Some(Sha1),
            64 => Some(Sha256),
            128 => Some(Sha512),
            _ => None,
        };
        return kind.map_or_else(|| Err(no_kind(written)), |kind| hash(written, kind));
    }
    if is_ja4(&text.to_ascii_lowercase()) {
        return ja4(written);
    }
    if text.contains('@') {
        return email(written).map_err(|_| no_kind(written));
    }
    let name = host_name(&text).ok_or_else(|| no_kind(written))?;
    let top = name.rsplit('.').next().unwrap_or(&name);
    // Whoever made it harmless has taken it for an address already.
    let is_plain = text == written.trim();
    if is_plain && FILES_TOO.contains(&top) {
        return Err(ask(written, "may be the name of a file as well as a domain"));
    }
    match is_known_ending(&name) {
        true => Ok((Domain, name)),
        false if is_plain => Err(ask(
            written,
            &format!("is no domain that certsite knows: no domain ends in “.{top}”"),
        )),
        false => Err(format!(
            "“{written}” ends in “.{top}”, in which no domain ends{EXPECTED}the name as it was seen; {{domain: \"{written}\"}} if it is one of an internal network"
        )),
    }
}

fn no_kind(written: &str) -> String {
    format!(
        "“{written}” is not an indicator{EXPECTED}an IP address, a domain, an address of web or mail, an MD5, SHA-1, SHA-256 or SHA-512; or state what it is, such as {{filename: …}}"
    )
}

fn ask(written: &str, what: &str) -> String {
    format!(
        "“{written}” {what}{EXPECTED}{{filename: {written}}} for a file, {{domain: {written}}} for a name of the DNS"
    )
}
