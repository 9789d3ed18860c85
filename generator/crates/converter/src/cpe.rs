//! Names of CPE 2.2 → those of CPE 2.3 (NISTIR 7695 §6.1 and §6.2): the same name in another binding.

use std::fmt::Write;

/// The formatted string of a name; other text stays as it is.
pub fn formatted(name: &str) -> String {
    let Some(rest) = name.strip_prefix("cpe:/") else { return name.to_owned() };
    let mut parts: Vec<&str> = rest.split(':').collect();
    // Five attributes may be packed into the edition, each behind a tilde.
    let packed: Vec<&str> = match parts.get(5) {
        Some(edition) if edition.starts_with('~') => edition.split('~').skip(1).collect(),
        _ => Vec::new(),
    };
    if !packed.is_empty() {
        parts[5] = packed[0];
    }
    let (own, extended) = (|n: usize| parts.get(n).copied(), |n: usize| packed.get(n).copied());
    let all = [own(0), own(1), own(2), own(3), own(4), own(5), own(6)];
    let more = [extended(1), extended(2), extended(3), extended(4)];
    let all = all.into_iter().chain(more).map(|part| value(part.unwrap_or_default()));
    format!("cpe:2.3:{}", all.collect::<Vec<_>>().join(":"))
}

/// A value with its signs behind backslashes instead of as numbers.
fn value(part: &str) -> String {
    if part.is_empty() {
        return "*".to_owned();
    }
    let mut value = String::new();
    let mut signs = part.chars();
    while let Some(sign) = signs.next() {
        let code = signs.as_str().get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        let sign = match (sign, code) {
            ('%', Some(code)) => {
                signs.nth(1);
                char::from(code)
            }
            (sign, _) => sign,
        };
        // Writing to a string does not fail.
        let _ = match sign {
            '\u{1}' => write!(value, "?"),
            '\u{2}' => write!(value, "*"),
            sign if sign.is_ascii_alphanumeric() || "-._".contains(sign) => write!(value, "{sign}"),
            sign => write!(value, "\\{sign}"),
        };
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_older_binding_are_written_anew() {
        for (name, expect) in [
            (
                "cpe:/o:redhat:enterprise_linux:7::server",
                "cpe:2.3:o:redhat:enterprise_linux:7:*:server:*:*:*:*:*",
            ),
            ("cpe:/a:maker:mail%2b:1.0-rc1", "cpe:2.3:a:maker:mail\\+:1.0-rc1:*:*:*:*:*:*:*"),
            (
                "cpe:/a:hp:insight:7.4.0.1570:-:~~online~win2003~x64~",
                "cpe:2.3:a:hp:insight:7.4.0.1570:-:*:*:online:win2003:x64:*",
            ),
            ("cpe:/a:x:y:8.%02", "cpe:2.3:a:x:y:8.*:*:*:*:*:*:*:*"),
            ("cpe:/", "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"),
            ("cpe:2.3:a:x:y:*:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*"),
            ("cpe:/a:x:100%:é%", "cpe:2.3:a:x:100\\%:\\é\\%:*:*:*:*:*:*:*"),
        ] {
            assert_eq!(formatted(name), expect, "{name}");
        }
    }
}
