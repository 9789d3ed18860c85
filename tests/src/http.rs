//! HTTP from the reader's and the reporter's side.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a server answered, whatever the status.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Response {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().into()
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Option<Response> {
    let body = response.body_mut().read_to_vec().ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Response { body, ..head(&response) })
}

/// An answer without its body.
fn head(response: &ureq::http::Response<ureq::Body>) -> Response {
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    Response { status: response.status().as_u16(), headers, body: String::new() }
}

/// Gets an address; nothing if nobody answers.
pub fn try_get(url: &str) -> Option<Response> {
    agent().get(url).call().ok().and_then(read)
}

/// Gets an address where somebody must answer.
#[track_caller]
pub fn get(url: &str) -> Response {
    try_get(url).unwrap_or_else(|| panic!("nobody answers at {url}"))
}

/// Gets an address as a reader does who takes these forms of packing; the bytes as they came.
#[track_caller]
pub fn get_packed(url: &str, forms: &str) -> (Response, Vec<u8>) {
    let answer = agent().get(url).header("accept-encoding", forms).call();
    let mut answer = answer.unwrap_or_else(|why| panic!("{url}: {why}"));
    let body = answer.body_mut().read_to_vec();
    let body = body.unwrap_or_else(|why| panic!("{url}: {why}"));
    (head(&answer), body)
}

/// Posts the fields of a form with these headers.
#[track_caller]
pub fn post_form(url: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Response {
    post(url, "application/x-www-form-urlencoded", &form(fields.iter().copied()), headers)
}

/// Sends the lines of a request as they are, and reads all that comes back.
#[track_caller]
pub fn raw(address: &str, lines: &[&str]) -> String {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap_or_else(|why| panic!("{address}: {why}"));
    let request = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).unwrap_or_else(|why| panic!("{address}: {why}"));
    let mut answer = Vec::new();
    // Whoever is refused may be hung up on.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// The fields of a form as a browser encodes them.
pub fn form<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = fields.map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Posts a body of a type with these headers.
#[track_caller]
pub fn post(url: &str, kind: &str, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = agent().post(url).header("content-type", kind);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send(body).unwrap_or_else(|why| panic!("{url}: {why}"));
    read(answer).unwrap_or_else(|| panic!("{url}: the answer's body broke off"))
}

/// What an encoded text says; panics if it is no UTF-8.
#[track_caller]
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let hex = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(hex.unwrap_or(*first));
        rest = if hex.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|why| panic!("{text}: {why}"))
}

/// Percent-encoding of everything but unreserved characters (RFC 3986 §2.3).
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte as char);
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
