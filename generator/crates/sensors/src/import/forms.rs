//! What programs and people make of a log without changing what it says.

use super::kinds::{KINDS, LogKind};

/// Another form of the same log; none if there is no such form of it.
pub type Form = fn(&LogKind, &[u8]) -> Option<Vec<u8>>;

/// All forms, each with its name.
pub const FORMS: [(&str, Form); 14] = [
    ("a mark of byte order", |_, text| Some([b"\xef\xbb\xbf", text].concat())),
    ("a mark of byte order in front of each line", |_, text| {
        let ends = |byte: &u8| *byte == b'\n';
        let lines = text.split_inclusive(ends).map(|line| [b"\xef\xbb\xbf", line].concat());
        Some(lines.collect::<Vec<_>>().concat())
    }),
    ("the room that a machine which died left", |_, text| {
        Some([&[0; 9], text, &[0; 700]].concat())
    }),
    ("UTF-16", |_, text| utf16("\u{feff}", text, u16::to_le_bytes)),
    ("UTF-16, the high byte first", |_, text| utf16("\u{feff}", text, u16::to_be_bytes)),
    ("UTF-16 that does not say so", |_, text| utf16("", text, u16::to_le_bytes)),
    ("a list on one line", |kind, text| wrapped(kind, text, "[", ", ", "]\n", spaced)),
    ("a list of compact JSON", |kind, text| wrapped(kind, text, "\u{feff}[", ",", "]", compact)),
    ("a list over many lines", |kind, text| wrapped(kind, text, "[\n  ", ",\n  ", "\n]", indented)),
    ("objects over many lines", |kind, text| wrapped(kind, text, "{\n\n}\n", "\n", "\n", indented)),
    ("an answer of Elasticsearch", |kind, text| {
        let start = r#"{"took":3,"_shards":{"total":1},"hits":{"total":{"value":9},"hits":["#;
        wrapped(kind, text, start, ",", "]}}", |line| sourced(&compact(line)))
    }),
    ("an answer of Elasticsearch, indented", |kind, text| {
        let start = "{\n \"took\": 3,\n \"hits\": {\n  \"hits\": [\n";
        wrapped(kind, text, start, ",\n", "\n  ]\n }\n}\n", |line| indented(&sourced(line)))
    }),
    ("hits alone, as a list", |kind, text| {
        wrapped(kind, text, "[", ",", "]", |line| sourced(&escaped(line)))
    }),
    ("escapes in each line", |kind, text| wrapped(kind, text, "", "\n", "\n", escaped)),
];

fn utf16(mark: &str, text: &[u8], bytes: fn(u16) -> [u8; 2]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    Some(mark.encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect())
}

/// The objects of a log of JSON, each as somebody writes it, with what stands around them. What is no
/// object has no such form, and what has no end none yet.
fn wrapped(
    kind: &LogKind,
    text: &[u8],
    start: &str,
    between: &str,
    end: &str,
    write: fn(&str) -> String,
) -> Option<Vec<u8>> {
    if !(kind.line)(0).starts_with('{') {
        return None;
    }
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let lines = text[..whole].split(|byte| *byte == b'\n');
    let objects = lines.filter_map(|line| {
        let line = std::str::from_utf8(line).ok()?.trim();
        serde_json::from_str::<serde_json::Map<_, _>>(line).ok()?;
        Some(write(line))
    });
    let objects: Vec<String> = objects.collect();
    Some(format!("{start}{}{end}", objects.join(between)).into_bytes())
}

fn sourced(line: &str) -> String {
    format!(r#"{{"_index":"i","_id":"1","_source":{line},"sort":["]{{"]}}"#)
}

/// The line with something behind what stands outside of texts.
fn between(line: &str, comma: &str, colon: &str, blank: &str) -> String {
    let (mut is_text, mut is_escaped, mut out) = (false, false, String::new());
    for letter in line.chars() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_text = !is_text,
            ' ' if !is_text => {
                out += blank;
                continue;
            }
            _ => {}
        }
        out.push(letter);
        match letter {
            ',' if !is_text => out += comma,
            ':' if !is_text => out += colon,
            _ => {}
        }
    }
    out
}

fn compact(line: &str) -> String {
    between(line, "", "", "")
}

fn spaced(line: &str) -> String {
    between(line, " ", " ", "")
}

fn indented(line: &str) -> String {
    between(line, "\n\t", " ", "\r\n")
}

/// As programs that write nothing but ASCII do, and those that are afraid of slashes.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    for letter in line.chars() {
        match letter {
            '/' => out += "\\/",
            letter if letter.is_ascii() => out.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    out += &format!("\\u{unit:04X}");
                }
            }
        }
    }
    out
}

#[test]
fn forms_are_different_texts() {
    for kind in &KINDS {
        let text = format!("{}{}\n{}\n", kind.head, (kind.line)(0), (kind.line)(1));
        let forms: Vec<Vec<u8>> =
            FORMS.iter().filter_map(|(_, form)| form(kind, text.as_bytes())).collect();
        assert!(forms.len() == 6 || forms.len() == FORMS.len());
        assert!(forms.iter().all(|form| *form != text.as_bytes()));
    }
}
