//! Where GitHub says what is meant: bare addresses and tables. And facts between angle brackets.

use super::{FRONT, check, check_problems, html, parse_str};

#[test]
fn addresses_stay_as_they_were_written() {
    for (markdown, address, text) in [
        (
            "https://x.az/?a=1&copy;d=5",
            "https://x.az/?a=1&copy;d=5",
            "https://x.az/?a=1&amp;copy;d=5",
        ),
        (
            "https://x.az/?a=1&amp;b=2 c",
            "https://x.az/?a=1&amp;b=2",
            "https://x.az/?a=1&amp;amp;b=2",
        ),
        ("https://x.az/a\\_b_c_/\\*d", "https://x.az/a\\_b_c_/\\*d", "https://x.az/a\\_b_c_/\\*d"),
        ("www.x.az/&#97;b", "http://www.x.az/&#97;b", "www.x.az/&amp;#97;b"),
        ("(https://x.az/a\\)b)", "https://x.az/a\\)b", "https://x.az/a\\)b"),
        (
            "https://x.az/a\\-b\\[c\\]d_/",
            "https://x.az/a\\-b\\[c\\]d_/",
            "https://x.az/a\\-b\\[c\\]d_/",
        ),
        ("| https://x.az/a\\|b |\n|---|", "https://x.az/a|b", "https://x.az/a|b"),
        ("https://x.az/a&copy;", "https://x.az/a", "https://x.az/a</a>©"),
        ("https://x.az/a\\_ b", "https://x.az/a", "https://x.az/a</a>_"),
        ("https://x.az&hellip;", "https://x.az", "https://x.az</a>…"),
        ("&quot;https://x.az&quot;", "https://x.az", "https://x.az</a>\""),
        ("a@b.az\\.", "mailto:a@b.az", "a@b.az</a>."),
        ("a@b.az\\-dan", "mailto:a@b.az", "a@b.az</a>-dan"),
        // Links that are written as such are read as ever.
        ("[x](https://x.az/?a=1&amp;b=\\_)", "https://x.az/?a=1&b=_", ">x<"),
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        let targets: Vec<_> = doc.refs.iter().map(|link| link.target.to_string()).collect();
        assert_eq!(targets, [address], "{markdown}");
        assert!(html(&doc).contains(text), "{markdown}: {}", html(&doc));
    }
}

#[test]
fn who_writes_an_address_otherwise_than_it_is_read_wants_no_link() {
    for markdown in [
        "https\\://x.az",
        "https:\\/\\/x.az",
        "&#104;ttps://x.az",
        "https&colon;//x.az",
        "https://x\\.az/a",
        "https://x&period;az",
        "https://x.az\\/a",
        "https://x.az&sol;a",
        "www\\.x.az",
        "www.x&#46;az/a",
        "&#119;ww.x.az",
        "a\\@b.az",
        "a&commat;b.az",
        "a@b\\.az",
        "a\\_b@c.az",
        "a@b&#46;az",
        "mailto\\:a@b.az",
        "a@b.c[.]az",
        "a@b.c\\[.\\]az",
        "a[.]b@c.az",
        "a@b.c(dot)az",
    ] {
        for markdown in
            [markdown.to_owned(), format!("x *{markdown}* y"), format!("| {markdown} |\n|-|")]
        {
            let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
            assert!(doc.refs.is_empty(), "{markdown}: {:?}", doc.refs);
        }
    }
}

#[test]
fn the_place_of_a_bare_address_is_its_own() {
    for (markdown, places) in [
        ("See https://x.az, a@b.az.", &["https://x.az", "a@b.az"][..]),
        ("ə &copy; \\* https://x.az/\\_a b", &["https://x.az/\\_a"]),
        ("{{team.name}} <!-- a --> https://x.az/_a_/", &["https://x.az/_a_/"]),
        ("> a\n> &amp;www.x.az (www.x.az/&lt;b)", &["www.x.az/"]),
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        let found: Vec<_> = doc.refs.iter().map(|link| &doc.source()[link.range.clone()]).collect();
        assert_eq!(found, places, "{markdown}");
    }
}

#[test]
fn a_fact_between_angle_brackets_is_the_address_that_it_is() {
    for key in ["team.email_incidents", "team.phone", "site.base_url", "security_txt.policy_url"] {
        check(&format!("a <{{{{ {key} }}}}>, b"), &format!("<p>a ⟨Fact(\"{key}\")⟩, b</p>"));
    }
    check("\\<{{team.phone}}>", "<p>&lt;⟨Fact(\"team.phone\")⟩&gt;</p>");
    check("`<{{team.phone}}>`", "<p><code>&lt;{{team.phone}}&gt;</code></p>");
    check("a <{{x}}> b", "<p>a &lt;⟨Fact(\"x\")⟩&gt; b</p>");
    check("1 <{{team.name}} b>", "<p>1 &lt;⟨Fact(\"team.name\")⟩ b&gt;</p>");
    let why = "error[no-link]: this looks like a link, but is shown as text: what stands between the angle brackets is no address: a fact is one alone, if it is a mailbox, a telephone number or an address, or behind “https:” and its like";
    for markdown in ["ə <{{team.name}}>", "ə <{{site.base_url}}/en/>", "ə <{{team.phone}}x>"] {
        check_problems(markdown, &[&format!("4:3: {why}")]);
    }
}

#[test]
fn tables_are_read_as_on_github() {
    let table = |rest: &str| {
        let head = "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"⟨Text(\"content.table\")⟩\"><table><thead><tr>";
        format!("{head}<th class=\"align-right\">a</th></tr></thead><tbody>\n{rest}")
    };
    let end = "</tbody></table>\n</div>";
    for dashes in ["|--:|", "|\t--:\t|", "\t|--:|", "|--:|\t", "--:\t|"] {
        let (a, b) = (format!("- | a |\n  {dashes}"), format!("| a |\n{dashes}"));
        let is_table = !dashes.starts_with('\t');
        let html = |markdown: &str| html(&parse_str("a.md", &format!("{FRONT}{markdown}")));
        assert_eq!(html(&b).trim_end() == table(end), is_table, "{b:?}: {}", html(&b));
        assert!(html(&a).contains("<table>"), "{a:?}: {}", html(&a));
    }
    let code = |text: &str| table(&format!("{end}\n<pre><code>{text}</code></pre>"));
    check("| a |\n|--:|\n    | b |\n    c", &code("| b |\nc"));
    check("| a |\n|--:|\n\t{{b}} <!-- c -->", &code("{{b}} &lt;!-- c --&gt;"));
    check("| a |\r\n|--:|\r\n     - b", &code(" - b"));
    let inside = |markdown: &str| {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        assert!(doc.diagnostics.is_empty(), "{markdown}");
        html(&doc)
    };
    for (markdown, text) in [
        ("> | a |\n> |--:|\n>     b\n> c", "<pre><code>b\n</code></pre>\n<p>c</p>\n</blockquote>"),
        ("- | a |\n  |--:|\n      b", "<pre><code>b</code></pre>\n</li>"),
        ("-\t| a |\n\t|--:|\n\t\tb", "<pre><code>b</code></pre>\n</li>"),
        ("1. > | a |\n   > |--:|\n   >      b", "<pre><code> b</code></pre>\n</blockquote>\n</li>"),
    ] {
        assert!(inside(markdown).contains(text), "{markdown:?}: {}", inside(markdown));
    }
    for row in ["   b", "b", "> - b"] {
        let markdown = format!("> - | a |\n>   |--:|\n>   {row}");
        assert!(!inside(&markdown).contains("<pre>"), "{markdown}");
    }
}
