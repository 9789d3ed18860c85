//! Settings that hold a key of 32 bytes, as WireGuard's are written: `PrivateKey = …`,
//! `option private_key '…'`, `set … private-key …`, `<privatekey>…</privatekey>`.

use super::Needs;
use super::signs::{is_base64, length};
use super::stand_in::is_varied;

/// Signs of Base64 that 32 bytes are written with, before the one that fills them up.
const SIGNS: usize = 43;

/// Whether a key stands behind the name of a setting.
pub fn holds_key(rest: &[u8], needs: Needs) -> bool {
    let Some((value, is_stated)) = value(rest) else { return false };
    let signs = &value[..length(value, is_base64)];
    // Behind a blank alone it might be a word of anything.
    signs.len() == SIGNS
        && (is_stated || value.get(SIGNS) == Some(&b'='))
        && (needs == Needs::Head || is_varied(signs))
}

/// The value of a setting, with or without quotation marks around it and its name, and whether a
/// sign says that it is one.
fn value(rest: &[u8]) -> Option<(&[u8], bool)> {
    let rest = unquoted(rest);
    let value = rest.trim_ascii_start();
    let (value, is_stated) = match value {
        [b'=' | b':', b'>' | b'=', value @ ..] | [b'=' | b':' | b'>', value @ ..] => (value, true),
        value if value.len() < rest.len() => (value, false),
        _ => return None,
    };
    // On the next line, as YAML may have it.
    let value = match value.trim_ascii_start() {
        [b'>' | b'|', b'-' | b'+', value @ ..] | [b'>' | b'|', value @ ..] if is_stated => value,
        value => value,
    };
    Some((unquoted(value.trim_ascii_start()), is_stated))
}

fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'\\', b'"' | b'\'', text @ ..] | [b'"' | b'\'', text @ ..] => text,
        text => text,
    }
}
