//! Heads in other clothes, and texts that hold one only to look for it.

use super::*;

#[test]
fn heads_are_found_with_tags_and_blanks_of_all_kinds_in_them() {
    let end = format!("\n{PLAIN}\n-----END PRIVATE KEY-----");
    let fonts = "<w:rFonts w:ascii=\"Courier\"/>".repeat(20);
    let long = format!("</w:t></w:r><w:r w:rsidR=\"00A77B3E\">{fonts}<w:t>");
    for head in [
        "_BEGIN&nbsp;PRIVATE&nbsp;KEY_",
        "_BEGIN\u{a0}PRIVATE\u{a0}KEY_",
        "_BEGIN&#160;PRIVATE&#xA0;KEY_",
        "_BEGIN <b>PRIVATE</b> KEY_",
        "<span class=\"a\">_</span><span>BEGIN</span> <span>RSA PRIVATE KEY</span>_",
        "_BEGIN<i> </i>PRIVATE <i>KEY</i>_",
        "_BEGIN RSA PRI<wbr>VATE KEY_",
        &format!("_{long}BEGIN {long}PRIVATE {long}KEY_"),
    ] {
        let text = format!("{}{end}", head.replace('_', "-----"));
        for needs in [Needs::Head, Needs::Body] {
            assert!(find(text.as_bytes(), needs).is_some(), "{text}");
        }
    }
}

#[test]
fn lines_between_tags_are_found_once_they_are_gone() {
    let fonts = "<w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\"/>".repeat(12);
    let text: String = std::iter::once("-----BE</w:t><w:t>GIN PRIVATE KEY-----".to_owned())
        .chain((0..24).map(noise))
        .chain(["-----END PRIVATE KEY-----".to_owned()])
        .map(|line| format!("<w:p><w:r><w:rPr>{fonts}</w:rPr><w:t>{line}</w:t></w:r></w:p>"))
        .collect();
    assert_eq!(find(text.as_bytes(), Needs::Head), None);
    assert!(find(&without_tags(text.as_bytes()), Needs::Head).is_some());
    for (text, plain) in [
        ("a < b <3 <", "a < b <3 <"),
        ("<p>a</p><p>b<br>c<BR/>d</p>", "a\nb\nc\nd\n"),
        ("<text:p>a<text:line-break/>b<text:span>c</text:span></text:p>", "a\nbc\n"),
        ("a <b", "a <b"),
    ] {
        assert_eq!(String::from_utf8_lossy(&without_tags(text.as_bytes())), plain);
    }
}

/// Files that look for keys, and hold none.
const PATTERNS: &[&str] = &[
    "rule key {\n  strings:\n    $a = \"-----BEGIN RSA PRIVATE KEY-----\"\n    $b = \"PuTTY-User-Key-File-2\"\n  condition: any of them\n}\n",
    "rule key {\n  strings:\n    $a = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/\n    $b = { 2D 2D 2D }\n}\n",
    "rule key { strings: $a = \"-----BEGIN EC PRIVATE KEY-----\" ascii wide $h = \"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAA\" $m = \"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\" condition: any of them }\n",
    "detection:\n  keywords:\n    - '-----BEGIN PRIVATE KEY-----'\n    - '-----BEGIN OPENSSH PRIVATE KEY-----'\n  condition: keywords\n",
    "detection:\n  keywords:\n    - -----BEGIN PRIVATE KEY-----\n    - -----BEGIN OPENSSH PRIVATE KEY-----\n",
    "PEM = b\"-----BEGIN PRIVATE KEY-----\"\nif data.startswith(PEM):\n    raise ValueError('a key')\n",
    "HEADS = [\n    '-----BEGIN RSA PRIVATE KEY-----',\n    '-----BEGIN EC PRIVATE KEY-----',\n    'AGE-SECRET-KEY-1',\n    'untrusted comment: minisign encrypted secret key',\n]\n",
    "print(f'''\n-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n''')\n",
    "grep -rl -e '-----BEGIN .*PRIVATE KEY-----' .\n",
    "-----BEGIN PRIVATE KEY-----\n-----BEGIN RSA PRIVATE KEY-----\n-----BEGIN EC PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n",
    "alert tcp any any -> any any (msg:\"key\"; content:\"-----BEGIN PRIVATE KEY-----\"; sid:1; hash:0123456789abcdef0123456789abcdef;)\n",
    "<p>A file begins with <code>-----BEGIN PRIVATE KEY-----</code>.</p><p>Note: it is secret.</p>",
    "<ul><li>-----BEGIN PRIVATE KEY-----</li><li>Abbreviations: see below</li></ul>",
    "$h = '== ed25519v1-secret: type0 ==';\n$g = '(private-key (ecc';\n$p = \"protected-private-key\";\n",
    "re.compile(r'Private-key-format: v1\\.[23]')\n",
    "if key.startswith('b3BlbnNzaC1rZXktdjEA'): pass\n",
    "text.startswith('MIIEvQIBADANBgkqhkiG9w0BAQEFAASC')\n",
    "ghp_x\nprivate_key|PrivateKey|privateExponent:|\"kty\"|\"d\":\n",
];

#[test]
fn files_that_only_look_for_keys_are_left_alone() {
    let key = format!("-----BEGIN PRIVATE KEY-----\n{PLAIN}\n-----END PRIVATE KEY-----");
    for text in PATTERNS {
        for needs in [Needs::Head, Needs::Body] {
            assert_eq!(find(text.as_bytes(), needs), None, "{text}");
        }
        // With a key among them they are not.
        let text = format!("{text}KEY = \"\"\"{key}\"\"\"\n");
        assert!(find(text.as_bytes(), Needs::Head).is_some(), "{text}");
    }
}
