//! Keys as OpenSSL (`openssl pkey -text`) and GnuTLS (`certtool --key-info`) print them: bytes in
//! hexadecimal digits with colons between, over as many lines as they take.

use super::stand_in::is_varied;

/// Bytes of the shortest secret.
const BYTES: usize = 28;

/// Whether the numbers of a secret follow.
pub fn is_key(rest: &[u8]) -> bool {
    let mut digits = Vec::with_capacity(2 * BYTES);
    let mut rest = rest;
    while digits.len() < 2 * BYTES {
        // What a line begins with, in whatever it is quoted.
        let lead = rest.iter().take(40).take_while(|b| b" \t\r\n>#*|\"',".contains(b)).count();
        rest = &rest[lead..];
        let [high, low, then @ ..] = rest else { return false };
        if !(high.is_ascii_hexdigit() && low.is_ascii_hexdigit()) {
            return false;
        }
        digits.extend([*high, *low]);
        match then {
            [b':', then @ ..] => rest = then,
            _ if digits.len() == 2 * BYTES => {}
            _ => return false,
        }
    }
    is_varied(&digits)
}
