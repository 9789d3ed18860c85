//! JSON that does not stand line by line → one object a line, as sensors' readers want it: a list
//! (`cscli alerts list`), an answer of Elasticsearch with its hits, objects over several lines (jq).
//! White space that means nothing is left out, so that the same event is the same line in all.

use crate::unpack::Log;
use std::io::{self, BufRead, BufReader, Read};

/// The same log, line by line.
pub fn flatten(log: Log) -> Log {
    let Some(skip) = first(&log.start) else { return log };
    let mut start = Vec::new();
    Flatten::default().push(&log.start[skip..], &mut start);
    let skipped = Skip { reader: log.reader, left: skip };
    let each = Each { reader: skipped, state: Flatten::default(), out: Vec::new(), at: 0 };
    Log { start, reader: Box::new(BufReader::with_capacity(1 << 16, each)), ..log }
}

/// Where the first object of such JSON is; none if the log has lines.
fn first(start: &[u8]) -> Option<usize> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let line = text.split(|b| *b == b'\n').next()?.trim_ascii();
    let is_list = text.first() == Some(&b'[') && {
        let inner = text[1..].trim_ascii_start().first();
        matches!(inner, Some(b'{' | b']') | None)
    };
    let is_answer = memchr::memmem::find(&line[..line.len().min(200)], b"\"took\"").is_some();
    if !(is_list || is_answer || line == b"{") {
        return None;
    }
    // The hits are a list within an object of the same name.
    let mut hits = memchr::memmem::find_iter(start, b"\"hits\"");
    let list = hits.find_map(|at| {
        let rest = start[at + 6..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        rest.starts_with(b"[").then_some(start.len() - rest.len())
    });
    Some(list.filter(|_| !is_list).unwrap_or(start.len() - text.len()))
}

/// Leaves out the first bytes of a reader.
struct Skip<R> {
    reader: R,
    left: usize,
}

impl<R: BufRead> Skip<R> {
    fn fill(&mut self) -> io::Result<&[u8]> {
        while self.left > 0 {
            let found = self.reader.fill_buf()?.len().min(self.left);
            if found == 0 {
                break;
            }
            self.reader.consume(found);
            self.left -= found;
        }
        self.reader.fill_buf()
    }
}

/// Where a reader of JSON is.
#[derive(Default)]
struct Flatten {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
}

impl Flatten {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for byte in bytes {
            self.byte(*byte, out);
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.is_text {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.is_text = false,
                _ => {}
            }
            out.push(byte);
            return;
        }
        match byte {
            // Brackets and commas of the list itself.
            _ if self.depth == 0 && byte != b'{' => return,
            b' ' | b'\t' | b'\n' | b'\r' => return,
            b'"' => self.is_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        out.push(byte);
        if self.depth == 0 {
            out.push(b'\n');
        }
    }
}

struct Each<R> {
    reader: Skip<R>,
    state: Flatten,
    out: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Read for Each<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            self.out.clear();
            self.at = 0;
            let bytes = self.reader.fill()?;
            let size = bytes.len();
            if size == 0 {
                return Ok(0);
            }
            self.state.push(bytes, &mut self.out);
            self.reader.reader.consume(size);
        }
        let size = into.len().min(self.out.len() - self.at);
        into[..size].copy_from_slice(&self.out[self.at..self.at + size]);
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
    fn each_object_is_a_line() {
        let two = "{\"a\":\"x [\\\" }\",\"b\":[1,{}]}\n{\"a\":2}\n";
        check("[\n  {\n    \"a\": \"x [\\\" }\",\n \"b\": [1, {}]\n  },\n  {\"a\": 2}\n]\n", two);
        check("\u{feff}[{\"a\":\"x [\\\" }\",\"b\":[1,{}]},{\"a\":2}]", two);
        check("{\n\"a\":\"x [\\\" }\",\"b\":[1,{}]\n}\n{\n \"a\":2}\n", two);
        let answer =
            "\"hits\":{\"total\":{\"value\":2},\"hits\":[{\"_source\":{\"a\":1}}, {\"b\":2}]}}";
        check(&format!("{{\"took\":5,{answer}"), "{\"_source\":{\"a\":1}}\n{\"b\":2}\n");
        check(&format!("{{\n \"took\": 5,\n{answer}"), "{\"_source\":{\"a\":1}}\n{\"b\":2}\n");
        check("[]", "");
        // What was cut off has no end.
        check("[{\"a\":1},{\"b\":", "{\"a\":1}\n{\"b\":");
        // Lines stay as they are.
        for lines in
            ["{\"a\": 1}\n{ \"b\":2 }\n", "timestamp,ip\n", "[12] text\n", "", "#fields\tts\n"]
        {
            check(lines, lines);
        }
    }
}
