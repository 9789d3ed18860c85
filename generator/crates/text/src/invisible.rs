//! Characters that change how others are read without being seen.

/// True for bidirectional controls, zero-width characters, and the rest of what Unicode calls
/// default ignorable or formatting. Control characters of ASCII and blanks are none of them.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_or_is_a_blank_is_not_invisible() {
        for c in ['\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}', '\u{e0001}'] {
            assert!(is_invisible(c), "{c:?}");
        }
        for c in ['ə', ' ', '\u{a0}', '\n', '\0', '\u{301}', '\u{2800}'] {
            assert!(!is_invisible(c), "{c:?}");
        }
    }
}
