//! Addresses as people type them, and what stands around them.

use super::*;

/// Shows each link as `[what makes it one|its text]`.
fn check(text: &str, expect: &str) {
    let shown: String = pieces(text, |_| true)
        .map(|piece| match piece {
            Piece::Text(at) => text[at].to_owned(),
            Piece::Link(before, at) => format!("[{before}|{}]", &text[at]),
        })
        .collect();
    assert_eq!(shown, expect);
}

#[test]
fn web_addresses_are_found() {
    for (text, expect) in [
        ("see https://a.example/b_c?d=e#f now", "see [|https://a.example/b_c?d=e#f] now"),
        ("HTTP://A.example", "[|HTTP://A.example]"),
        ("http://localhost:8080/x", "[|http://localhost:8080/x]"),
        ("www.a.example/x, then", "[http://|www.a.example/x], then"),
        ("WWW.a.example and Www.b.example", "[http://|WWW.a.example] and [http://|Www.b.example]"),
        (
            "x|www.a.example, y:www.b.example",
            "x|[http://|www.a.example], y:[http://|www.b.example]",
        ),
        ("https://[2001:db8::1]/x, then", "[|https://[2001:db8::1]/x], then"),
        ("(http://[::1]:8080/?y)", "([|http://[::1]:8080/?y])"),
        ("https://[::ffff:192.0.2.1]-dan", "[|https://[::ffff:192.0.2.1]]-dan"),
        ("https://şəbəkə.example/ə", "[|https://şəbəkə.example/ə]"),
        ("https://a.example/x https://b.example", "[|https://a.example/x] [|https://b.example]"),
    ] {
        check(text, expect);
    }
}

#[test]
fn other_text_is_left_alone() {
    for text in [
        "",
        "a: b, 12:30, 3 @ 4",
        "hxxps://evil[.]example",
        "https://evil[.]example/x",
        "https://a.example[.]com/ www.a.example(.)com",
        "http://a{.}example https://a[dot]example:80",
        "ftp://a.example javascript://x",
        "xhttps://a.example",
        "https:// and http://",
        "https://-a.example https://a_b.example",
        "awww.a.example www. www x-www.a.example a.www.b.example evil[.]www.example",
        "https://[zz]/ https://[2001:db8::1 https://[] https://[1.2.3.4]",
        "@name a@ @b.example a@b a@b. a@b..c",
        "a@b.example@c.example",
        "a@b.c[.]example a@b.c(dot)example a@b.c{DOT}example a[.]b@c.example",
        "əli@b.example",
    ] {
        check(text, text);
    }
}

#[test]
fn punctuation_ends_an_address() {
    for (text, expect) in [
        ("https://a.example.", "[|https://a.example]."),
        ("(https://a.example/x)", "([|https://a.example/x])"),
        ("https://a.example/x_(y)", "[|https://a.example/x_(y)]"),
        ("(see https://a.example/x_(y))", "(see [|https://a.example/x_(y)])"),
        ("[https://a.example/?b[0]=1]", "[[|https://a.example/?b[0]=1]]"),
        ("“https://a.example/x”də", "“[|https://a.example/x]”də"),
        ("«www.a.example»", "«[http://|www.a.example]»"),
        ("\"https://a.example\"?!", "\"[|https://a.example]\"?!"),
        ("\"https://a.example/x\"da", "\"[|https://a.example/x]\"da"),
        ("'https://a.example/x.'da", "'[|https://a.example/x].'da"),
        ("https://a.example/it's", "[|https://a.example/it's]"),
        ("{https://a.example/x}", "{[|https://a.example/x]}"),
        (
            "{www.a.example/x} [www.b.example]",
            "{[http://|www.a.example/x]} [[http://|www.b.example]]",
        ),
        (
            "https://a.example/x` https://a.example`",
            "[|https://a.example/x]` [|https://a.example]`",
        ),
        ("{bax: https://a.example/x?y}da", "{bax: [|https://a.example/x?y]}da"),
        ("(https://a.example/x)da", "([|https://a.example/x])da"),
        ("(bax: https://a.example/x_(y)?)dan", "(bax: [|https://a.example/x_(y)]?)dan"),
        ("(a) https://a.example/x)y", "(a) [|https://a.example/x)y]"),
        ("[https://a.example/b[0]]da", "[[|https://a.example/b[0]]]da"),
        ("https://a.example/?b=c&amp;", "[|https://a.example/?b=c]&amp;"),
        ("https://a.example/x;", "[|https://a.example/x];"),
        ("https://a.example<b", "[|https://a.example]<b"),
        (
            "https://a.example/x – https://b.example/–",
            "[|https://a.example/x] – [|https://b.example/]–",
        ),
    ] {
        check(text, expect);
    }
}

#[test]
fn suffixes_are_no_part_of_a_host() {
    for (text, expect) in [
        ("cert@cert.example-dan", "[mailto:|cert@cert.example]-dan"),
        ("cert@cert.example-ə", "[mailto:|cert@cert.example]-ə"),
        ("cert@a-b.example-nin", "[mailto:|cert@a-b.example]-nin"),
        ("https://a-b.example-ın", "[|https://a-b.example]-ın"),
        ("www.a.example'da", "[http://|www.a.example]'da"),
        ("https://a.example’dən", "[|https://a.example]’dən"),
        ("https://a.example/x'dan", "[|https://a.example/x]'dan"),
        (
            "https://a.example/x/'ə, https://a.example/?y'nın!",
            "[|https://a.example/x/]'ə, [|https://a.example/?y]'nın!",
        ),
        ("https://a.example/o'clock", "[|https://a.example/o'clock]"),
        ("https://a.example/n'de/x", "[|https://a.example/n'de/x]"),
        ("https://a.example/O'Brien", "[|https://a.example/O'Brien]"),
        ("https://a.example。", "[|https://a.example]。"),
        ("https://a.xn--p1ai/x-da", "[|https://a.xn--p1ai/x-da]"),
        ("a@b.xn--p1ai", "[mailto:|a@b.xn--p1ai]"),
        ("https://a.example:8443/x", "[|https://a.example:8443/x]"),
        ("https://a@b.example/x", "[|https://a@b.example/x]"),
    ] {
        check(text, expect);
    }
}

#[test]
fn mailboxes_are_found() {
    for (text, expect) in [
        ("write to a.b+c@d-e.example.", "write to [mailto:|a.b+c@d-e.example]."),
        ("(a_b@c.example)", "([mailto:|a_b@c.example])"),
        ("mailto:a@b.example!", "[|mailto:a@b.example]!"),
        ("“a@b.example”a", "“[mailto:|a@b.example]”a"),
        ("https://a.example/@b.example", "[|https://a.example/@b.example]"),
    ] {
        check(text, expect);
    }
}

#[test]
fn emphasis_in_addresses_is_found_and_that_around_them_is_not() {
    for (text, expect) in [
        ("https://a.example/_b_/c_d", [18, 20].as_slice()),
        ("https://a.example/~b", &[18]),
        ("https://[::1]/~b https://[::1", &[14]),
        ("WWW.a.example/~b Www.a.example/~b", &[14, 31]),
        ("https://a.example/*/x", &[18]),
        ("**https://a.example/x** _www.a.example_", &[]),
        ("[*x*](https://a.example)*b*", &[]),
        ("*https://a.example/x*-da *bax: https://a.example/x*'da", &[]),
        ("*https://a.example/x*da **https://a.example/x**da", &[]),
        ("**bax: https://a.example/x**da", &[]),
        ("https://a.example/a*b*c", &[19, 21]),
        ("https://a.example/**x**/y", &[18, 19, 21, 22]),
        ("*a* https://a.example/a*b", &[23]),
        ("* https://a.example/a*b", &[21]),
        ("*a\n\nhttps://a.example/a*b", &[23]),
        ("5 * 3 \\*x https://a.example/a*b", &[29]),
    ] {
        assert_eq!(emphatic(text.as_bytes()), expect, "{text}");
    }
}
