//! JSON that does not stand line by line → one object a line, as sensors' readers want it: a list
//! (`cscli alerts list`), answers of Elasticsearch with their hits or of Splunk with its results,
//! objects over several lines (jq). White space that means nothing is left out.

use crate::lines::content;
use crate::unpack::Log;
use serde::de::IgnoredAny;
use std::io::{self, BufRead, BufReader, Read};

/// The same log with one object of JSON a line. A log that has its lines already is handed on as it
/// is.
pub fn flatten(log: Log) -> Log {
    if !is_one_value(&log.start) {
        return log;
    }
    let mut start = Vec::new();
    let mut state = Flatten::default();
    state.push(&log.start, &mut start);
    start.append(&mut state.held);
    let each = Each { reader: log.reader, state: Flatten::default(), out: Vec::new(), at: 0 };
    Log { start, reader: Box::new(BufReader::with_capacity(1 << 16, each)), ..log }
}

/// The objects of a line that holds other than one of them: a list, or several one after the other.
/// `None` if it is one object, or something else than objects.
pub fn of_line(line: &[u8]) -> Option<Vec<&[u8]>> {
    let text = content(line);
    let list = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]"));
    let mut rest = list.unwrap_or(text).trim_ascii();
    let mut all = Vec::new();
    while rest.starts_with(b"{") {
        let mut objects = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
        objects.next()?.ok()?;
        let (object, after) = rest.split_at(objects.byte_offset());
        all.push(object);
        let after = after.trim_ascii_start();
        rest = after.strip_prefix(b",").unwrap_or(after).trim_ascii_start();
    }
    (rest.is_empty() && all != [text]).then_some(all)
}

/// Whether a log begins with a list, an answer or an object over several lines.
fn is_one_value(start: &[u8]) -> bool {
    let text = content(start);
    if let Some(list) = text.strip_prefix(b"[") {
        return matches!(list.trim_ascii_start().first(), Some(b'{' | b']') | None);
    }
    if !text.starts_with(b"{") {
        return false;
    }
    let line = text.split(|b| *b == b'\n').next().unwrap_or(text);
    if line.trim_ascii() == b"{" {
        return true;
    }
    let (mut state, mut out) = (Flatten::default(), Vec::new());
    for (n, byte) in text.iter().enumerate() {
        state.byte(*byte, &mut out);
        if state.is_answer {
            return true;
        }
        if !out.is_empty() {
            let whole = serde_json::from_slice::<IgnoredAny>(&text[..=n]).is_ok();
            return whole && n >= line.len();
        }
    }
    // Much may stand before the hits.
    memchr::memmem::find(&line[..line.len().min(200)], b"\"took\":").is_some()
}

/// A bracket of JSON that has not been closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// An object, and whether it stands under the key of hits.
    Object { is_of_hits: bool },
    /// A list, and whether what is in it are events.
    List { is_of_events: bool },
}

/// Where a reader of JSON is.
#[derive(Default)]
struct Flatten {
    open: Vec<Open>,
    /// How much was open before the object that may be an event.
    event: Option<usize>,
    /// The bytes of the element that were read so far.
    held: Vec<u8>,
    /// Whether an object was no event, but held some.
    is_answer: bool,
    is_text: bool,
    is_escaped: bool,
    /// The beginning of the text before, and whether it is the key of what comes.
    text: Vec<u8>,
    is_key: bool,
}

/// A longer object is no event; it is handed on as it comes.
const LONGEST: usize = 2 << 20;

impl Flatten {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for byte in bytes {
            self.byte(*byte, out);
        }
        if self.held.len() > LONGEST {
            out.append(&mut self.held);
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<u8>) {
        // A text that a line's end breaks off does not go on behind it.
        if self.is_text && byte != b'\n' {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.is_text = false,
                _ if self.text.len() < 9 => self.text.push(byte),
                _ => {}
            }
            return self.keep(byte);
        }
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => (self.is_text, self.is_escaped) = (false, false),
            b'"' => {
                self.is_text = true;
                self.text.clear();
                self.keep(byte);
            }
            b'{' | b'[' => self.opens(byte),
            b'}' | b']' => {
                self.open.pop();
                self.keep(byte);
                if self.event == Some(self.open.len()) {
                    self.event = None;
                    self.keep_line(out);
                }
            }
            _ => {
                self.is_key = byte == b':';
                self.keep(byte);
            }
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.event.is_some() {
            self.held.push(byte);
        }
    }

    fn keep_line(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.held);
        out.push(b'\n');
    }

    fn opens(&mut self, byte: u8) {
        let key: &[u8] = if std::mem::take(&mut self.is_key) { &self.text } else { b"" };
        let is_among = matches!(self.open.last(), None | Some(Open::List { is_of_events: true }));
        let next = match (byte, self.open.last()) {
            (b'{', _) => Open::Object { is_of_hits: key == b"hits" },
            (_, Some(Open::Object { is_of_hits })) => {
                let is_splunk = self.event.is_some_and(|depth| depth + 1 == self.open.len());
                let is_of_events = key == b"hits" && *is_of_hits || key == b"results" && is_splunk;
                Open::List { is_of_events }
            }
            _ => Open::List { is_of_events: self.event.is_none() && is_among },
        };
        if next == (Open::List { is_of_events: true }) {
            // What held this list is no event.
            self.is_answer |= self.event.take().is_some();
            self.held.clear();
        } else if byte == b'{' && self.event.is_none() && is_among {
            self.event = Some(self.open.len());
        }
        self.keep(byte);
        self.open.push(next);
    }
}

struct Each<R> {
    reader: R,
    state: Flatten,
    out: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Read for Each<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            self.out.clear();
            self.at = 0;
            let bytes = self.reader.fill_buf()?;
            let size = bytes.len();
            self.state.push(bytes, &mut self.out);
            self.reader.consume(size);
            if size == 0 {
                // What broke off has no end.
                self.out.append(&mut self.state.held);
                if self.out.is_empty() {
                    return Ok(0);
                }
            }
        }
        let size = (&self.out[self.at..]).read(into)?;
        self.at += size;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        for size in [1, 3, 1 << 16] {
            let reader = Box::new(BufReader::with_capacity(size, text.as_bytes()));
            let start = text.as_bytes().to_vec();
            let mut log = flatten(Log { name: None, start, reader, is_packed: false });
            let mut all = String::new();
            log.reader.read_to_string(&mut all).expect("it is memory");
            assert_eq!(all, expect, "{text}");
            assert_eq!(log.start, expect.as_bytes(), "{text}");
        }
    }

    #[test]
    fn a_line_may_hold_several_objects() {
        let check = |line: &str, expect: Option<&[&str]>| {
            let found = of_line(line.as_bytes());
            let expect = expect.map(|all| all.iter().map(|object| object.as_bytes()).collect());
            assert_eq!(found, expect, "{line}");
        };
        check(r#"[{"a":1},{"b":"} ]"}]"#, Some(&[r#"{"a":1}"#, r#"{"b":"} ]"}"#]));
        check(r#" [ { "a": [1] } , {} ] "#, Some(&[r#"{ "a": [1] }"#, "{}"]));
        check(r#"{"a":1}{"b":2}"#, Some(&[r#"{"a":1}"#, r#"{"b":2}"#]));
        check(r#"{"a":1} {"b":2},"#, Some(&[r#"{"a":1}"#, r#"{"b":2}"#]));
        check(r#"{"a":1},"#, Some(&[r#"{"a":1}"#]));
        check(r#"[{"a":1}]"#, Some(&[r#"{"a":1}"#]));
        check("[]", Some(&[]));
        for line in [
            r#"{"a":1}"#,
            r#"{"a":1}x"#,
            r#"{"a":1}x{"b":2}"#,
            r#"x{"a":1}"#,
            r#"[{"a":1},2]"#,
            r#"[[{"a":1}]]"#,
            r#"[{"a":1}"#,
            r#"{"a":1"#,
            r#"{"a":{"b":2}"#,
            "[12] text",
            "a,b",
        ] {
            check(line, None);
        }
        assert_eq!(of_line(&b"{\"a\":".repeat(100_000)), None);
    }

    #[test]
    fn each_object_is_a_line() {
        let two = "{\"a\":\"x [\\\" }\",\"b\":[1,{}]}\n{\"a\":2}\n";
        check("[\n  {\n    \"a\": \"x [\\\" }\",\n \"b\": [1, {}]\n  },\n  {\"a\": 2}\n]\n", two);
        check("\u{feff}[{\"a\":\"x [\\\" }\",\"b\":[1,{}]},{\"a\":2}]", two);
        check("{\n\"a\":\"x [\\\" }\",\"b\":[1,{}]\n}\n{\n \"a\":2}\n", two);
        let answer =
            "\"hits\":{\"total\":{\"value\":2},\"hits\":[{\"_source\":{\"a\":1}}, {\"b\":2}]}}";
        check(&format!("{{\"took\":5,{answer}"), "{\"_source\":{\"a\":1}}\n{\"b\":2}\n");
        check(&format!("{{\n \"took\": 5,\n{answer}"), "{\"_source\":{\"a\":1}}\n{\"b\":2}\n");
        // Answers without a time, of several searches, one after the other, with more behind.
        check(&format!("{{{answer}"), "{\"_source\":{\"a\":1}}\n{\"b\":2}\n");
        let more = "\"x\":[{\"hits\":[1]}],\"hits\":{\"hits\":[{\"a\":\"]\"}],\"y\":{\"z\":[{}]}},\"q\":{}";
        check(&format!("{{{more}}}\n{{{more}}}"), "{\"a\":\"]\"}\n{\"a\":\"]\"}\n");
        check(
            &format!("{{\"responses\":[{{{more}}}, {{{more}}}]}}"),
            "{\"a\":\"]\"}\n{\"a\":\"]\"}\n",
        );
        check(&format!("[{{{more}}},{{\"a\": 1}}]"), "{\"a\":\"]\"}\n{\"a\":1}\n");
        check(
            "{\"preview\":false,\"results\":[{\"_raw\":\"x\"}],\"highlighted\":{}}\n",
            "{\"_raw\":\"x\"}\n",
        );
        check("{ \"a\": 1,\n \"b\": {}\n}\n{\"c\":2}", "{\"a\":1,\"b\":{}}\n{\"c\":2}\n");
        check("[\n{\"a\":1}\n]\n[{\"b\":2}]", "{\"a\":1}\n{\"b\":2}\n");
        check("[]", "");
        // What was cut off has no end.
        check("[{\"a\":1},{\"b\":", "{\"a\":1}\n{\"b\":");
        // Lines stay as they are.
        for lines in [
            "{\"a\": 1}\n{ \"b\":2 }\n",
            "{\"a\": 1, \n{ \"b\":2 }\n",
            "{\"a\": {\"results\": [{}]}}\n",
            "timestamp,ip\n",
            "[12] text\n",
            "",
            "#fields\tts\n",
        ] {
            check(lines, lines);
        }
    }
}
