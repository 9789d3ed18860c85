//! What invisible characters are called.

/// The name of an invisible character, as the Unicode standard and editors give it.
pub fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "the soft hyphen",
        '\u{34f}' => "the combining grapheme joiner",
        '\u{61c}' => "the Arabic letter mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "the Hangul filler",
        '\u{200b}' => "the zero-width space",
        '\u{200c}' => "the zero-width non-joiner",
        '\u{200d}' => "the zero-width joiner",
        '\u{200e}' => "the left-to-right mark",
        '\u{200f}' => "the right-to-left mark",
        '\u{2028}' => "the line separator",
        '\u{2029}' => "the paragraph separator",
        '\u{202a}' => "the left-to-right embedding",
        '\u{202b}' => "the right-to-left embedding",
        '\u{202c}' => "the end of an embedding",
        '\u{202d}' => "the left-to-right override",
        '\u{202e}' => "the right-to-left override",
        '\u{2060}' => "the word joiner",
        '\u{2061}'..='\u{2064}' => "the invisible operator",
        '\u{2066}' => "the left-to-right isolate",
        '\u{2067}' => "the right-to-left isolate",
        '\u{2068}' => "the first strong isolate",
        '\u{2069}' => "the end of an isolate",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "the variation selector",
        '\u{feff}' => "the byte order mark",
        '\u{e0000}'..='\u{e007f}' => "the tag character",
        _ if super::is_noncharacter(c) => "the noncharacter",
        _ => "the invisible character",
    }
}
