//! `X-Forwarded-For` → what each proxy on the way says of whom it answers.

use http::HeaderMap;
use std::net::IpAddr;

/// The entries of `X-Forwarded-For`. A client may have put any byte before those of the proxies.
pub fn entries(headers: &HeaderMap) -> Vec<&[u8]> {
    let values = headers.get_all("x-forwarded-for").iter();
    values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).collect()
}

/// The entry that the outermost of so many proxies added.
pub(super) fn entry<'a>(entries: &[&'a [u8]], hops: usize) -> Option<&'a [u8]> {
    entries.len().checked_sub(hops).and_then(|n| entries.get(n)).copied()
}

/// An address as proxies write it: bare, with a port, in brackets, in quotes.
pub(super) fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim().trim_matches('"');
    let inside = entry.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let bare = || entry.parse().ok();
    let with_port = || entry.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    bare().or_else(with_port).or_else(|| inside?.0.parse().ok())
}
