//! The header of a part → names of its field and of its file, as browsers and the usual tools
//! write them: `%22`, `\"` or a bare mark for the mark itself, RFC 5987 for letters, any case.

use crate::intake::percent::decode;

/// Names of field and file from a part's header; none if it is not clear what it is.
pub fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let mut dispositions = head.split("\r\n").filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value.trim())
    });
    let (value, None) = (dispositions.next()?, dispositions.next()) else { return None };
    let (kind, parameters) = value.split_at(value.find(';').unwrap_or(value.len()));
    kind.trim().eq_ignore_ascii_case("form-data").then_some(())?;
    // A backslash before the last mark may also be the end of a folder's name.
    names(parameters, Backslash::Escapes).or_else(|| names(parameters, Backslash::Plain))
}

/// What a backslash before a mark is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backslash {
    /// The sign that the mark belongs to the text (RFC 9110 §5.6.4).
    Escapes,
    /// A letter like any other, such as the end of a folder's name on Windows.
    Plain,
}

fn names(parameters: &str, backslash: Backslash) -> Option<(String, Option<String>)> {
    let mut rest = parameters;
    let mut found = [const { None }; 4];
    while let Some(parameter) = rest.trim_start().strip_prefix(';') {
        let (key, value) = parameter.trim_start().split_once('=')?;
        let (value, after) = quoted(value.trim_start(), backslash)?;
        let key = key.trim().to_ascii_lowercase();
        let place = ["name", "name*", "filename", "filename*"].iter().position(|k| *k == key);
        // Others mean nothing here; the same one twice could mean either.
        if let Some(place) = place
            && found[place].replace(value).is_some()
        {
            return None;
        }
        rest = after;
    }
    rest.trim().is_empty().then_some(())?;
    let [name, name_star, file, file_star] = found;
    // RFC 7578 §4.2 forbids the starred ones, and some tools write nothing else.
    Some((starred(name_star).or(name)?, starred(file_star).or(file)))
}

/// A quoted string or a bare word, and what follows. A mark behind a backslash that escapes
/// closes only if no other does.
fn quoted(text: &str, backslash: Backslash) -> Option<(String, &str)> {
    let Some(text) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    };
    // A mark closes if a parameter or nothing follows.
    let closes = |at: &usize| {
        let after = text[at + 1..].trim_start();
        after.is_empty() || after.starts_with(';')
    };
    let marks = || text.match_indices('"').map(|(at, _)| at).filter(closes);
    let end = marks()
        .find(|at| !(backslash == Backslash::Escapes && text[..*at].ends_with('\\')))
        .or_else(|| marks().next())?;
    Some((unescaped(&text[..end]), &text[end + 1..]))
}

/// A backslash stands for itself before anything but a mark: it parts folders on Windows.
fn unescaped(inside: &str) -> String {
    let plain = inside.replace("\\\"", "\"").replace("%22", "\"");
    plain.replace("%0D", "\r").replace("%0A", "\n")
}

/// `UTF-8''q%C9%99` (RFC 5987 §3.2); as it is if it is no such thing.
fn starred(value: Option<String>) -> Option<String> {
    let value = value?;
    let mut pieces = value.splitn(3, '\'');
    let (Some(charset), Some(_), Some(text)) = (pieces.next(), pieces.next(), pieces.next()) else {
        return Some(value);
    };
    let (bytes, _) = decode(text.as_bytes());
    let decoded = match charset.to_ascii_lowercase().as_str() {
        // Its 256 characters are the first of Unicode.
        "iso-8859-1" => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        _ => String::from_utf8(bytes).ok(),
    };
    Some(decoded.unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_tools_write_them() {
        let check = |parameters: &str, name: &str, file: Option<&str>| {
            let head = format!("Content-Disposition: form-data; {parameters}");
            let read = disposition(&head);
            let expect = Some((name.to_owned(), file.map(str::to_owned)));
            assert_eq!(read, expect, "{parameters}");
        };
        check("name=\"a\"", "a", None);
        check("name=a", "a", None);
        check(" NAME = \"a\" ; FileName = \"b\" ", "a", Some("b"));
        check("filename=\"b\"; name=\"a\"", "a", Some("b"));
        check("name=\"a\"; filename=\"\"", "a", Some(""));
        for (written, meant) in [
            ("x.log", "x.log"),
            (r"a\b.txt", r"a\b.txt"),
            (r"C:\logs\x.txt", r"C:\logs\x.txt"),
            (r"C:\logs\", r"C:\logs\"),
            (r"C:\\logs\\", r"C:\\logs\\"),
            ("a%22b%0D%0A.txt", "a\"b\r\n.txt"),
            (r#"a\"b\".txt"#, r#"a"b".txt"#),
            (r#"\"b\""#, r#""b""#),
            (r#"a"b".txt"#, r#"a"b".txt"#),
            (r#"a\"; b.txt"#, r#"a"; b.txt"#),
            ("a;b=c.txt", "a;b=c.txt"),
            ("şəkil 1.jpg", "şəkil 1.jpg"),
            ("=?utf-8?q?x?=", "=?utf-8?q?x?="),
        ] {
            check(&format!("name=\"a\"; filename=\"{written}\""), "a", Some(meant));
            check(&format!("filename=\"{written}\"; name=\"a\""), "a", Some(meant));
        }
        for (written, meant) in [
            ("UTF-8''%C5%9F%C9%99kil.jpg", "şəkil.jpg"),
            ("utf-8'az'x.log", "x.log"),
            ("\"UTF-8''x%20y.log\"", "x y.log"),
            ("ISO-8859-1''na%EFve.txt", "naïve.txt"),
            ("UTF-8''100%", "100%"),
            ("UTF-8''%FF", "UTF-8''%FF"),
            ("x.log", "x.log"),
        ] {
            check(&format!("name=\"a\"; filename*={written}"), "a", Some(meant));
            check(&format!("name=\"a\"; FILENAME*={written}; filename=\"y\""), "a", Some(meant));
        }
        check("name*=UTF-8''%C9%99", "ə", None);
        check("name=\"a\"; x=\"y\"; filename=b", "a", Some("b"));
    }

    #[test]
    fn what_could_mean_either_means_nothing() {
        for head in [
            "",
            "Content-Type: text/plain",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; filename=\"x\"",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"; Filename=\"x\"; filename=\"y\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\" b",
            "Content-Disposition: form-data; name",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=b",
        ] {
            assert_eq!(disposition(head), None, "{head}");
        }
    }
}
