//! Addresses and numbers as people write them.

use super::*;

#[test]
fn addresses_of_mail_are_read() {
    for (written, expect) in [
        ("a@b.az", "a@b.az"),
        ("a.b+c@x-y.example", "a.b+c@x-y.example"),
        ("aygün@nümunə.az", "aygün@nümunə.az"),
        ("a@192.0.2.1", "a@192.0.2.1"),
        ("aygu\u{308}n@b.az", "aygün@b.az"),
        ("mailto:a@b.az", "a@b.az"),
        ("MAILTO:a@b.az?subject=x", "a@b.az"),
        ("Aygün Əliyeva <a@b.az>", "a@b.az"),
        ("\"Əliyeva, Aygün\" <a@b.az>;", "a@b.az"),
        ("Aygün <mailto:a@b.az>", "a@b.az"),
        ("<a@b.az>", "a@b.az"),
        ("a@b.az <a@b.az>", "a@b.az"),
        ("(a@b.az)", "a@b.az"),
        ("«a@b.az»", "a@b.az"),
        ("a@b.az.", "a@b.az"),
        ("a@b.az,", "a@b.az"),
        ("E-mail: a@b.az", "a@b.az"),
        ("e-poçt: a@b.az", "a@b.az"),
        ("\u{200b}a@b\u{2060}.az\u{a0}", "a@b.az"),
        ("\u{202d}a@b.az\u{202c}", "a@b.az"),
        ("a @ b.az", "a@b.az"),
        ("a＠b．az", "a@b.az"),
        ("a (at) b.az", "a@b.az"),
        ("a[at]b[dot]az", "a@b.az"),
        ("a[at]b[.]az", "a@b.az"),
        ("a (at) b (dot) az", "a@b.az"),
        ("a (AT) b (Dot) az", "a@b.az"),
        ("a{at}b{dot}c{dot}az", "a@b.c.az"),
        ("a <at> b.az", "a@b.az"),
        ("a[@]b.az", "a@b.az"),
        ("a ( at ) b.az", "a@b.az"),
        ("a(ət)b(nöqtə)az", "a@b.az"),
        ("a@b.az (work)", "a@b.az"),
        ("a@b.az (iş, gündüz)", "a@b.az"),
        ("(iş) a@b.az", "a@b.az"),
        ("a@b.az [at home]", "a@b.az"),
        ("Aygün <a@b.az> (iş)", "a@b.az"),
        ("mailto:a@b.az (work)", "a@b.az"),
        ("a@b.az <mailto:a@b.az>", "a@b.az"),
        ("[a@b.az](mailto:a@b.az)", "a@b.az"),
        ("<<a@b.az>>", "a@b.az"),
        ("Aygün [a@b.az]", "a@b.az"),
        ("Aygün Əliyeva [mailto:a@b.az]", "a@b.az"),
        ("Aygün (a@b.az)", "a@b.az"),
        ("Email address: a@b.az", "a@b.az"),
        ("a\u{fe6b}b\u{3002}az", "a@b.az"),
        ("a@b\u{2011}c.az", "a@b-c.az"),
        ("a＠ｂ．ａｚ", "a@b.az"),
        // Letters of RFC 5322 that look like something else stay what they are.
        ("a`id`@b.az", "a`id`@b.az"),
        ("`id`@b.az", "`id`@b.az"),
        ("a'b@c.az", "a'b@c.az"),
        ("a{b}|~^!#$%&*/_@c.az", "a{b}|~^!#$%&*/_@c.az"),
        ("Aygün <a`b@c.az>", "a`b@c.az"),
        ("`a@b.az`", "a@b.az"),
        ("‘a@b.az’", "a@b.az"),
        ("’a@b.az’", "a@b.az"),
        ("＜a@b.az＞", "a@b.az"),
        ("E-mail：a@b.az", "a@b.az"),
        ("mailto:a'b@c.az", "a'b@c.az"),
        ("a=b?c@b.az", "a=b?c@b.az"),
        ("=?utf-8?q?Ayg=C3=BCn?= <a@b.az>", "a@b.az"),
    ] {
        assert_eq!(email(written).as_deref(), Some(expect), "{written}");
    }
    for slip in [
        "",
        "a",
        "a@b",
        "@b.az",
        "a@",
        "a@b..az",
        "a b@c.az",
        "a@b.az, c@d.az",
        "a@b.az c@d.az",
        "A <a@b.az>, B <c@d.az>",
        "a\u{202e}@b.az",
        "a@-b.az",
        "a..b@c.az",
        "a@b,az",
        "a@192.0.2.300",
        "a at b.az",
        "<a@b.az> Bcc: c@d.az",
        "a@b.az (c@d.az)",
        "(a@b.az) c@d.az",
        "[a@b.az](mailto:c@d.az)",
        "a@b.az <mailto:c@d.az>",
        "a(at)b(at)c.az",
        "a (work)",
        "skype: a@b.az",
        // Another mailbox would be theirs who wrote something else.
        ".a@b.az",
        "a.@b.az",
        "..a@b.az",
        "<.a@b.az>",
        "Aygün <.a@b.az>",
        "mailto:.a@b.az",
        "'a@b.az",
        "a'@b.az'",
        "\"a b\"@c.az",
        "\"a@b.az",
        ":a@b.az",
        "a@.b.az",
        "a@b.az/x",
        "a@b.az?",
        "a@b.az@c.az",
        "a@b.az\\",
        "a\\@b.az",
        "(a)b@c.az",
        "[a]b@c.az",
        "{a}@b.az}",
        "x (y) z@b.az",
        "=?utf-8?q?a?=@b.az",
        "=?UTF-8?B?YQ==?=@b.az",
        "=?utf-8*en?q?a?=.x@b.az",
        "x=?us-ascii?q?a?=@b.az",
        "=?q@b.az",
        "a?=@b.az",
        "<=?utf-8?q?a?=@b.az>",
        "mailto:=?utf-8?q?a?=@b.az",
        "＝？utf-8？q？a？＝@b.az",
        // Typography is no letter of an address: another may be meant.
        "a´b@c.az",
        "a’b@c.az",
        "a‘b@c.az",
        "a\u{2bc}b@c.az",
        "a\u{66c}b@c.az",
        "a\u{2011}b@c.az",
        "a–b@c.az",
        "a−b@c.az",
        "a。b@c.az",
        "a．b@c.az",
        "ａ@b.az",
        "a１@b.az",
        "a٤@b.az",
        "a＋b@c.az",
        "a“b@c.az",
        "a”b@c.az",
        "Aygün <a’b@c.az>",
        "mailto:a’b@c.az",
        "mailto:a%27b@c.az",
    ] {
        assert_eq!(email(slip), None, "{slip}");
    }
}

#[test]
fn telephone_numbers_are_read() {
    for (written, expect) in [
        ("+994 (12) 345", "+994 (12) 345"),
        ("\u{202d}+994 50 123 45 67\u{202c}", "+994 50 123 45 67"),
        ("+994\u{a0}50\u{a0}123\u{2011}45\u{2011}67", "+994 50 123-45-67"),
        ("\u{200b}+994501234567\u{200b}", "+994501234567"),
        ("+994\t50  123 45 67", "+994 50 123 45 67"),
        ("tel:+994-50-123-45-67", "+994-50-123-45-67"),
        ("tel:+994501234567;ext=12", "+994501234567;ext=12"),
        ("Tel.: 012 345 67 89", "012 345 67 89"),
        ("012 345 67 89 ext. 12", "012 345 67 89 ext. 12"),
        ("012 345 67 89, daxili 12", "012 345 67 89, daxili 12"),
        ("012 345 67 89 доб. 12", "012 345 67 89 доб. 12"),
        ("0123456789x12", "0123456789x12"),
        ("0123456789#12", "0123456789#12"),
        ("+994 50 123 45 67 (WhatsApp)", "+994 50 123 45 67 (WhatsApp)"),
        ("'+994501234567", "+994501234567"),
        ("＋９９４ ５０", "+994 50"),
        ("٠١٢ ٣٤٥", "012 345"),
        ("012 345 67 89 / 050 123 45 67", "012 345 67 89 / 050 123 45 67"),
        ("112", "112"),
    ] {
        assert_eq!(telephone(written).as_deref(), Some(expect), "{written}");
    }
    for slip in ["", "+-----", "call me", "none 12", "a@b.az", "12", "\u{202e}123456", "<12345>"] {
        assert_eq!(telephone(slip), None, "{slip}");
    }
}

#[test]
fn others_numbers_are_read() {
    for (written, expect) in [
        ("№ 3/12-Ə", "№ 3/12-Ə"),
        ("[RT #77]", "[RT #77]"),
        ("RT #12/a", "RT #12/a"),
        ("INC0012345 (Jira)", "INC0012345 (Jira)"),
        ("sənəd № 14, 12.03.2026", "sənəd № 14, 12.03.2026"),
        ("\u{202d}№\u{a0}5\u{202c}", "№ 5"),
        ("№\t5", "№ 5"),
        ("7", "7"),
    ] {
        assert_eq!(reference(written).as_deref(), Some(expect), "{written}");
    }
    for slip in ["", "#", "---", "№", "\u{200b}"] {
        assert_eq!(reference(slip), None, "{slip}");
    }
}
