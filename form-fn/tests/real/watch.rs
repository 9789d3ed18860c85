//! What no log and no answer may say. The log of every program and every answer of these tests
//! pass here, so that the rule holds for whatever they do.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Traces of the inside: places on the disk, mistakes of the program, keys, settings.
const INSIDE: [&str; 11] = [
    "/tmp",
    "/home/",
    "/root/",
    "/var/",
    "src/",
    ".rs:",
    "panicked",
    "backtrace",
    "a mistake in the program",
    "-----BEGIN",
    "FORM_",
];

/// Addresses of the team in these tests.
const TEAM: [&str; 4] =
    ["form@cert.example", "team@cert.example", "a@cert.example", "b@cert.example"];

/// Words that reporters of these tests type, whatever else they do.
const TYPED: [&str; 6] = ["lsət", "İlqar", "lala@", "unvan.example", "REF-", "+994 12 345"];

/// The log of a running program, as its standard error tells it. Once dropped it is checked; its
/// program must have ended by then.
pub struct Log {
    text: Arc<Mutex<String>>,
    typed: Mutex<BTreeSet<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Log {
    pub fn of(stderr: impl Read + Send + 'static) -> Log {
        let text = Arc::new(Mutex::new(String::new()));
        let reader = std::thread::spawn({
            let text = text.clone();
            move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    let mut text = text.lock().expect("no panic");
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        });
        Log { text, typed: Mutex::default(), reader: Some(reader) }
    }

    pub fn text(&self) -> String {
        self.text.lock().expect("no panic").clone()
    }

    /// Remembers what a reporter types, in a body that is URL-encoded.
    pub fn typed(&self, body: &str) {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let values = pairs.filter(|(name, _)| !["lang", "form_version"].contains(name));
        let values = values.map(|(_, value)| decode(value));
        let mut typed = self.typed.lock().expect("no panic");
        for value in values {
            let pieces = value.lines().map(str::trim).filter(|piece| piece.chars().count() > 3);
            typed.extend(pieces.map(str::to_owned));
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let reader = self.reader.take().expect("it is dropped once");
        let is_whole = reader.join().is_ok();
        if !std::thread::panicking() {
            assert!(is_whole, "the log was not read to its end");
            check_log(&self.text(), &self.typed.lock().expect("no panic"));
        }
    }
}

pub fn check_log(log: &str, typed: &BTreeSet<String>) {
    // What is wrong with the settings is told with the settings.
    let is_of_settings = |line: &&str| line.starts_with("  FORM_");
    let is_own = |line: &&str| line.starts_with("listening on http://") || is_of_settings(line);
    for line in log.lines().filter(|line| !is_own(line)) {
        // Operators are told which variable is meant; reporters never are.
        let inside = INSIDE.iter().filter(|word| **word != "FORM_");
        let words = inside.chain(&TEAM).chain(&TYPED).copied();
        for word in words.chain(typed.iter().map(String::as_str)).chain(["@"]) {
            assert!(!line.contains(word), "{word} is in the log: {line}");
        }
        let is_address = |word: &str| {
            let word = word.trim_matches([',', ';', '(', ')', ':']);
            word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok()
        };
        assert!(!line.split_whitespace().any(is_address), "an address is in the log: {line}");
    }
}

/// Checks an answer to a request: a reporter gets back what is his own, and nothing else.
#[track_caller]
pub fn check_answer(request: &[u8], answer: &str) {
    let request = String::from_utf8_lossy(request);
    let sent = [decode(&request), request.into_owned()];
    for word in INSIDE.iter().chain(&TEAM).chain(&TYPED) {
        let is_own = sent.iter().any(|sent| sent.contains(word));
        assert!(is_own || !answer.contains(word), "{word} is in an answer: {answer}");
    }
}

/// Checks what a command tells the team: it names them and their settings, and no word of a reporter.
#[track_caller]
pub fn check_told(told: &str) {
    for word in TYPED {
        assert!(!told.contains(word), "{word} is told: {told}");
    }
}

/// URL-encoded text as it was typed.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut pieces = text.split('%');
    let plain = |piece: &str| piece.replace('+', " ").into_bytes();
    bytes.extend(plain(pieces.next().unwrap_or("")));
    for piece in pieces {
        match piece.get(..2).map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) => {
                bytes.push(byte);
                bytes.extend(plain(&piece[2..]));
            }
            _ => bytes.extend(plain(piece)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_log_that_tells_too_much_is_found() {
    let typed = BTreeSet::from(["a secret".to_owned()]);
    let refused = |line: &'static str| {
        let typed = typed.clone();
        // The message of the panic would look like a failure.
        std::thread::spawn(move || check_log(line, &typed)).join().is_err()
    };
    assert!(!refused("report R-20261124-0123456789: accepted (303), 12 B, 3 ms"));
    assert!(!refused("listening on http://127.0.0.1:4711"));
    for line in [
        "report of a secret",
        "no connection from 127.0.0.1:4711",
        "no connection from [2001:db8::1]:80",
        "cannot read /tmp/x",
        "sent to team@cert.example",
        "a mistake in the program at form-fn/src/x.rs:1:2",
    ] {
        assert!(refused(line), "{line}");
    }
    assert_eq!(decode("%C6%8Fl+%2B%"), "Əl +");
}
