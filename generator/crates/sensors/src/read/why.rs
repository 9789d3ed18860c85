//! A line of JSON that cannot be read as what it should be → the key that does not fit.

use serde::Deserialize;

/// Which key of a line does not fit, and why; nothing if the line is no JSON at all.
pub fn why<'l, T: Deserialize<'l>>(line: &'l [u8]) -> Option<String> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let error = serde_path_to_error::deserialize::<_, T>(&mut json).err()?;
    let path = error.path().to_string();
    let inner = error.into_inner();
    if inner.to_string().starts_with("number out of range") {
        return Some(format!("“{path}”: the number is larger than any that programs can read"));
    }
    // Where the line itself is broken, no key is to blame.
    if !inner.is_data() {
        let column = inner.column();
        return Some(format!("it is no whole JSON: it breaks off or fails at column {column}"));
    }
    let text = inner.to_string();
    // It is one line; the reader is told its number in the log.
    let text = text.split(" at line ").next().unwrap_or(&text);
    Some(match path.as_str() {
        "." => text.to_owned(),
        path => format!("“{path}”: {text}"),
    })
}
