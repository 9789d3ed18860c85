//! What a template is given, as Tera itself writes it (`__tera_context`): theme whose templates write
//! nothing else → the values of finished pages.

use serde_json::{Map, Value};

/// Around what a template was given.
const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// A template that writes what it is given; it is known by its name again.
pub fn template(name: &str, is_page: bool) -> String {
    let dump = format!("<pre>{OPEN}{name} {{{{ __tera_context }}}}{CLOSE}</pre>");
    match is_page {
        true => format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>x</title></head>\
             <body>{dump}</body></html>\n"
        ),
        false => dump,
    }
}

/// What templates were given, by name: that of the page, and of what is drawn within it.
pub fn given(page: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find(OPEN) {
        let inside = &rest[at + OPEN.len_utf8()..];
        let (name, inside) = inside.split_once(' ').expect("a name stands first");
        let end = closed(inside);
        let text = unescaped(&inside[..end]);
        let mut reader = Reader { text: text.chars().collect(), at: 0 };
        let value = reader.value();
        assert_eq!(reader.at, reader.text.len(), "all of {name} is read");
        within(&value, &mut found);
        found.push((name.to_owned(), value));
        rest = &inside[end..];
    }
    found
}

/// What was given to templates whose text is part of a value.
fn within(value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::String(text) => found.extend(given(text)),
        Value::Array(items) => items.iter().for_each(|item| within(item, found)),
        Value::Object(entries) => entries.values().for_each(|value| within(value, found)),
        _ => {}
    }
}

/// Where what is open ends.
fn closed(text: &str) -> usize {
    let mut depth = 1;
    let end = text.match_indices([OPEN, CLOSE]).find(|(_, mark)| {
        depth = if mark.starts_with(OPEN) { depth + 1 } else { depth - 1 };
        depth == 0
    });
    end.expect("what is opened is closed").0
}

fn unescaped(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    html.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

/// Reads Tera's spelling of values: texts as Rust writes them, nothing for none.
struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, what: &str) -> bool {
        let is_there =
            what.chars().enumerate().all(|(n, c)| self.text.get(self.at + n) == Some(&c));
        self.at += if is_there { what.chars().count() } else { 0 };
        is_there
    }

    fn value(&mut self) -> Value {
        match self.peek() {
            Some('{') => {
                self.at += 1;
                let mut entries = Map::new();
                while !self.skip("}") {
                    let Value::String(name) = self.value() else { panic!("a name") };
                    assert!(self.skip(": "), "a value follows on {name}");
                    let value = self.value();
                    entries.insert(name, value);
                    self.skip(", ");
                }
                Value::Object(entries)
            }
            Some('[') => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.skip("]") {
                    items.push(self.value());
                    self.skip(", ");
                }
                Value::Array(items)
            }
            Some('"') => {
                self.at += 1;
                self.string()
            }
            _ => self.word(),
        }
    }

    fn string(&mut self) -> Value {
        let mut text = String::new();
        loop {
            let c = self.peek().expect("a text ends");
            self.at += 1;
            match c {
                '"' => return Value::String(text),
                '\\' => text.push(self.escape()),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> char {
        let c = self.peek().expect("something is escaped");
        self.at += 1;
        match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'u' => {
                let rest = &self.text[self.at..];
                let end = rest.iter().position(|c| *c == '}').expect("a number ends");
                let number: String = rest[1..end].iter().collect();
                self.at += end + 1;
                u32::from_str_radix(&number, 16).ok().and_then(char::from_u32).expect("a letter")
            }
            c => c,
        }
    }

    /// A number, true, false, or nothing at all.
    fn word(&mut self) -> Value {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, ',' | '}' | ']')) {
            word.push(c);
            self.at += 1;
        }
        match &*word {
            "" => Value::Null,
            word => serde_json::from_str(word).unwrap_or_else(|_| panic!("{word} is no value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_tera_writes_is_read() {
        let page = "<pre>⟦page.html {&quot;a&quot;: [1, 2.5, true], &quot;b&quot;: , \
                    &quot;c&quot;: {&quot;x\\n\\&quot;\\u{301}&quot;: }}⟧</pre>";
        let value = json!({ "a": [1, 2.5, true], "b": null, "c": { "x\n\"\u{301}": null } });
        assert_eq!(given(page), [("page.html".to_owned(), value)]);
    }
}
