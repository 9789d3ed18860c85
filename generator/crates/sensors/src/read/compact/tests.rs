//! What one pass reads is what the library reads, however a text is spelt.

use super::super::value::{Maybe, Number, Text};
use super::*;
use crate::spelling;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Values<'a> {
    #[serde(borrow)]
    text: Text<'a>,
    number: Number<u16>,
    #[serde(borrow)]
    inner: Maybe<Inner<'a>>,
    #[serde(borrow)]
    list: Option<Vec<Maybe<Inner<'a>>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Inner<'a> {
    #[serde(borrow)]
    ip: Text<'a>,
    gid: Number<u64>,
}

fn said(values: &Values) -> String {
    let inner = |inner: &Maybe<Inner>| {
        let inner = inner.0.as_ref();
        inner.map(|inner| (inner.ip.0.clone().into_owned(), inner.gid.0))
    };
    let list = values.list.as_ref().map(|list| list.iter().map(inner).collect::<Vec<_>>());
    format!("{:?} {:?} {:?} {list:?}", values.text.0, values.number.0, inner(&values.inner))
}

/// Whether one pass is enough, and whether the text is known to have the canonical spelling; both held
/// against what the library and the slow way say.
fn tried(text: &[u8]) -> (bool, bool) {
    let shown = String::from_utf8_lossy(text);
    let Some((values, spelling)) = quick::<Values>(text) else { return (false, false) };
    let library = sonic_rs::from_slice::<Values>(text);
    let library = library.unwrap_or_else(|error| panic!("{shown}: {error}"));
    assert_eq!(said(&values), said(&library), "{shown}");
    let is_canonical = spelling == Spelling::Canonical;
    assert!(!is_canonical || spelling::canonical(text, &mut Vec::new()).is_none(), "{shown}");
    (true, is_canonical)
}

#[test]
fn what_sensors_write_takes_one_pass() {
    for (text, is_canonical) in [
        (r#"{}"#, true),
        (r#"{"text":"ə 😀","number":443,"inner":{"ip":"192.0.2.1","gid":1}}"#, true),
        (r#"{"a":[-0,10,-2.5e+3,1E-9,true,false,null,"",{"b":[],"c":{}}]}"#, true),
        (r#"{"text":["x",[1,[2]]],"number":"80","inner":null,"list":[{"gid":7},3,[]]}"#, true),
        (r#"{"payload":"GET \"x\" \\ \b\f\n\r\t","text":null,"list":null}"#, true),
        (r#"{"payload":"GET \/"}"#, false),
        (r#"{"text": "a", "number": 443, "inner": {"ip": "192.0.2.1"}, "list": [{ }, 3]}"#, false),
        ("{ \"a\" :\t[ ],\r\n\"b\" : { \"c\" : [ 1 , -2.5 , null ] } }", false),
    ] {
        assert_eq!(tried(text.as_bytes()), (true, is_canonical), "{text}");
    }
    let long = "x ".repeat(300);
    assert_eq!(tried(format!(r#"{{"a":"{long}\"{long}","b":1}}"#).as_bytes()), (true, true));
}

#[test]
fn all_else_is_left_to_the_library() {
    let long = "x".repeat(50);
    let deep = "[".repeat(DEEPEST) + &"]".repeat(DEEPEST);
    let whole = r#"{"text":"a","b":[1,{"c":-2.5e3}],"number":9}"#;
    let cut = (0..whole.len()).map(|end| whole[..end].to_owned());
    let others = [
        "{\"text\":\u{b}\"a\"}",
        "{\"text\":\u{a0}\"a\"}",
        r#"{"a": [1, ]}"#,
        r#"{"a": 1, }"#,
        r#"{"a" "b"}"#,
        r#"{"a": - 1}"#,
        r#"{"a": 1 2}"#,
        r#" {"text":"a"}"#,
        r#"{"text":"a\n"}"#,
        r#"{"te\u0078t":"a"}"#,
        r#"{"a":"\u0061"}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"b\"#,
        r#"{"number":80.0}"#,
        r#"{"number":65536}"#,
        r#"{"number":-1}"#,
        r#"{"number":1,"number":2}"#,
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":-}"#,
        r#"{"a":1e}"#,
        r#"{"a":+1}"#,
        r#"{"a":nul}"#,
        r#"{"a":1,}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":[,1]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":[1}]"#,
        r#"{"a"}"#,
        r#"{,"a":1}"#,
        r#"{a:1}"#,
        r#"{"a":1}x"#,
        "{\"a\":\"\t\"}",
        "",
    ];
    let more = [
        format!("{{\"a\":\"{long}\u{1}{long}\"}}"),
        format!("{{\"{long}\u{1f}\":1}}"),
        format!("{{\"a\":{deep}}}"),
        format!("{{\"inner\":{{\"ip\":{}}}}}", &deep[1..deep.len() - 1]),
    ];
    for text in cut.chain(others.map(str::to_owned)).chain(more) {
        assert_eq!(tried(text.as_bytes()), (false, false), "{text}");
    }
    assert_eq!(tried(b"{\"a\":\"\xe6\"}"), (false, false));
    let less = &deep[1..deep.len() - 1];
    assert_eq!(tried(format!(r#"{{"a":{less}}}"#).as_bytes()), (true, true));
}

/// Texts of JSON from a seed, spelt as it comes.
struct Random {
    seed: u64,
    /// Of how many places where somebody may write otherwise one is used.
    rarity: usize,
}

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.seed >> 33) as usize % end
    }

    fn blank(&mut self) -> &'static str {
        match self.below(self.rarity) {
            0 => [" ", "\t", "\r\n", "  "][self.below(4)],
            _ => "",
        }
    }

    fn text(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for letter in text.chars() {
            if self.below(self.rarity) > 0 {
                out.push(letter);
                continue;
            }
            match letter {
                '/' => *out += "\\/",
                letter if self.below(2) == 0 => *out += &format!("\\u{:04x}", letter as u32),
                letter => *out += &format!("{letter}{}", ["\\n", "\\\"", "\\\\"][self.below(3)]),
            }
        }
        out.push('"');
    }

    fn value(&mut self, depth: usize, out: &mut String) {
        *out += self.blank();
        match self.below(if depth == 0 { 5 } else { 7 }) {
            0 | 1 => {
                const TEXTS: [&str; 5] =
                    ["", "GET /a b", "ə{\"", "192.0.2.1", "text that is, longer than [a word] is"];
                let text = TEXTS[self.below(5)].replace('"', "'");
                self.text(&text, out);
            }
            2 => *out += &self.below(100_000).to_string(),
            3 => {
                *out += ["-1", "0", "1.5", "2e3", "80.0", "-0.1E+2", "99999999999999999999"]
                    [self.below(7)]
            }
            4 => *out += ["true", "false", "null"][self.below(3)],
            5 => self.all(depth, ['[', ']'], out),
            _ => self.all(depth, ['{', '}'], out),
        }
        *out += self.blank();
    }

    fn all(&mut self, depth: usize, brackets: [char; 2], out: &mut String) {
        const KEYS: [&str; 8] = ["text", "number", "inner", "list", "ip", "gid", "other", "ə/"];
        out.push(brackets[0]);
        *out += self.blank();
        let first = self.below(8);
        for n in 0..self.below(5) {
            *out += if n > 0 { "," } else { "" };
            if brackets[0] == '{' {
                *out += self.blank();
                // Keys that stand there twice are rare.
                let key = KEYS[(first + n) % 8];
                self.text(key, out);
                *out += self.blank();
                out.push(':');
            }
            self.value(depth - 1, out);
        }
        out.push(brackets[1]);
    }
}

#[test]
fn what_one_pass_reads_is_what_the_library_reads() {
    let mut random = Random { seed: 17, rarity: 1_000_000 };
    for rarity in [1_000_000, 100, 9] {
        random.rarity = rarity;
        let mut enough = 0;
        for _ in 0..6_000 {
            let mut text = String::new();
            random.all(3, ['{', '}'], &mut text);
            let (is_enough, is_canonical) = tried(text.as_bytes());
            enough += usize::from(is_enough);
            assert!(rarity < 1_000 || !is_enough || is_canonical, "{text}");
            // And of what is no JSON any more nothing more is read than by the library.
            let mut bytes = text.into_bytes();
            let at = random.below(bytes.len());
            let odd = b"{}[]\",:\\/ 0-.e\x01\xff\n"[random.below(17)];
            match random.below(3) {
                0 => bytes[at] = odd,
                1 => bytes.insert(at, odd),
                _ => drop(bytes.remove(at)),
            }
            tried(&bytes);
        }
        assert!(enough > if rarity > 9 { 1_000 } else { 300 }, "{enough} of {rarity}");
    }
}
