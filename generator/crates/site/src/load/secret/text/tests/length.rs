//! Texts of any length: none takes longer than its length asks for.

use crate::load::secret::text::{Needs, find};
use certsite_testing::outgrows;

#[test]
fn texts_of_any_length_take_their_time_and_no_more() {
    for unit in [
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA",
        "---- BEGIN ",
        "&#45;&#45;&#45;&#45;BEGIN PRIVATE KEY&#45;&#45;&#45;&#45;\n",
        "----BEGIN PRIVATE KEY---- END ",
        "LS0tLS1CRUdJTi",
        "LS0tLS1CRUdJTi ",
        "PuTTY-User-Key-File-3\n",
        "PuTTY-User-Key-File-3\nPrivate-Lines:\n",
        "untrusted comment: secret key\n",
        "Private-key-format: v\nPrivateKey:\n",
        "\"kty\"",
        "\"d\":\"",
        "kty:",
        "kty:d:",
        "d: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "tLS0tLUJFR0lO",
        "0tLS0tQkVHSU4g\n",
        "<RSAKeyValue>",
        "PrivateKey =",
        "MIIEvQIBADAN",
        "MIIEvQIBADAN\n",
        "MIGxAgEA",
        "MIJOIIBA",
        "MHcCAQEE",
        "MIIFHDBOBgkqhkiG9w0B",
        "b3BlbnNzaC1rZXktdjEA",
        "TUlJ",
        "Imt0eS",
        "priv:",
        "priv:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:",
        "--<b>--</b>BEGIN",
        "><BEGIN",
        "-----<!--BEGIN -->",
        "AGE-SECRET-KEY-",
    ] {
        let text = |size: usize| unit.repeat(size / unit.len());
        let work = |text: &str| {
            std::hint::black_box(find(text.as_bytes(), Needs::Body));
        };
        assert!(!outgrows(20_000, text, work), "{unit}");
    }
}
