//! Invisible characters that people cannot write without: joiners of Arabic and Indic scripts, and
//! what emoji are put together with. Anywhere else they only hide something.

/// Flags that are written with invisible letters after a black flag: of England, Scotland, Wales.
const FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// Whether an invisible character belongs to what it stands in, so that it is no trick.
pub fn belongs(before: &str, c: char, after: &str) -> bool {
    let last = before.chars().next_back();
    match c {
        '\u{200c}' => last.is_some_and(is_joined),
        '\u{200d}' => {
            let next = after.chars().next();
            last.is_some_and(is_joined) || last.is_some_and(is_emoji) && next.is_some_and(is_emoji)
        }
        // How an emoji looks; of a digit, only as a key.
        '\u{fe0e}' | '\u{fe0f}' => match last {
            Some('0'..='9' | '#' | '*') => after.starts_with('\u{20e3}'),
            last => last.is_some_and(|last| last != '\u{fe0f}' && is_emoji(last)),
        },
        '\u{180b}'..='\u{180f}' => matches!(last, Some('\u{1820}'..='\u{18aa}')),
        '\u{e0020}'..='\u{e007f}' => is_in_flag(before, c, after),
        _ => false,
    }
}

/// Letters that take another shape beside others, or signs that put them together.
fn is_joined(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a840}'..='\u{a8ff}'
        | '\u{a980}'..='\u{aaff}' | '\u{abc0}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{11fff}')
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// The invisible letters of one of the flags, which end with an invisible mark. Seven at most, so
/// that it costs no more in a long text.
fn is_in_flag(before: &str, c: char, after: &str) -> bool {
    let is_tag = |c: &char| matches!(c, '\u{e0020}'..='\u{e007f}');
    let earlier: Vec<char> = before.chars().rev().take(7).take_while(is_tag).collect();
    let rest = after.chars().take(7).take_while(is_tag);
    let tags: Vec<char> = earlier.iter().rev().copied().chain([c]).chain(rest).collect();
    let has_flag = before.chars().rev().nth(earlier.len()) == Some('\u{1f3f4}');
    let plain: String =
        tags.iter().filter_map(|tag| char::from_u32(u32::from(*tag) - 0xe0000)).collect();
    has_flag && plain.strip_suffix('\u{7f}').is_some_and(|flag| FLAGS.contains(&flag))
}
