//! What an editor can do wrong with indicators and rules, told at its line.

use crate::advisory_mistakes::problems;

/// In the place of the one indicator of the page, in its line 20.
fn told(instead: &str) -> String {
    let found = problems("    - 45.9.148.3\n", instead);
    assert_eq!(found.len(), 1, "{instead}: {found:?}");
    found[0].clone()
}

#[test]
fn each_mistake_in_a_mark_is_told_at_its_line() {
    let yara = "    - 45.9.148.3\n  rules:\n    - {kind: yara, name: NAME, text: \"TEXT\"}\n";
    let rule = |name: &str, text: &str| yara.replace("NAME", name).replace("TEXT", text);
    let whole = "rule a { condition: true }";
    let both = rule("one", whole)
        + "    - {kind: yara, name: one, text: \"rule b { condition: true }\"}\n";
    for (instead, line, what, help) in [
        (
            "    - {ip: 45.9.148.3, first_seen: 2026-01-12, last_seen: 2026-01-10}\n".to_owned(),
            20,
            "it was seen last on 2026-01-10, before it was seen first, on 2026-01-12",
            "correct one of the two",
        ),
        ("    - {ip: 45.9.148.3, phase: attack}\n".into(), 20, "“attack”", "reconnaissance"),
        (
            "    - {ip: 45.9.148.3, technique: T1566}\n".into(),
            20,
            "“T1566” lacks the name of the technique",
            "T1566.001 Spearphishing Attachment",
        ),
        (
            "    - {ip: 45.9.148.3, confidence: 900}\n".into(),
            20,
            "900 does not say how sure the team is",
            "a number from 0 to 100",
        ),
        (
            "    - {endpoint: \"45.9.148.3\"}\n".into(),
            20,
            "“45.9.148.3” is no host with a port",
            "198.51.100.7:443",
        ),
        ("    - {asn: sixty}\n".into(), 20, "“sixty” is no number of a network", "AS64500"),
        (
            "    - {certificate: abcd}\n".into(),
            20,
            "“abcd” is no fingerprint of a certificate",
            "MD5, SHA-1 or SHA-256",
        ),
        (
            "    - {path: a.exe}\n".into(),
            20,
            "“a.exe” is no file with its folder",
            "the name alone is a “filename”",
        ),
        (
            rule("Two words", whole),
            22,
            "“Two words” cannot name a file of rules",
            "lower-case letters",
        ),
        (
            rule("one", "rule a { condition: true"),
            22,
            "the yara rule is not whole",
            "as many closing braces as opening ones",
        ),
        (
            "    - {registry_key: 'HKXX\\A'}\n".into(),
            20,
            "“HKXX\\A” is no key of the registry with its hive",
            "HKEY_CURRENT_USER",
        ),
        (
            "    - {ip: 45.9.148.3, first_seen: 2999-01-01}\n".into(),
            20,
            "the sighting is dated 2999-01-01, later than this build",
            "what has not happened yet is not told",
        ),
        (
            rule("one", whole).replace("name: one", "first_seen: 2999-01-01, name: one"),
            22,
            "the use of the rule is dated 2999-01-01, later than this build",
            "what has not happened yet is not told",
        ),
        (both, 23, "two rules that would be the file one.yar", "another “name”"),
    ] {
        let told = told(&instead);
        let is_there = told.starts_with(&format!("{line}:"));
        assert!(is_there && told.contains(what) && told.contains(help), "{instead}: {told}");
    }
}
