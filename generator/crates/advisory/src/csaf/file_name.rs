//! The identifier of a document → the name of its file (CSAF 2.0 §5.1).

/// The name: lower case first, then each run of other characters becomes one underscore.
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 5);
    for c in id.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' | '+' | '-' => name.push(c),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    name + ".json"
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_follow_the_standard() {
        assert_eq!(file_name("2022_#01-A"), "2022_01-a.json");
        assert_eq!(file_name("AZSC-2026-0001-EN"), "azsc-2026-0001-en.json");
    }
}
