//! What is said of mistakes in Markdown, and where.

use super::{FRONT, check, check_help, check_problems, html, parse_str};

#[test]
fn braces_that_nothing_closes_are_reported() {
    let problem = "error[fact-open]: these braces are never closed";
    check_problems("a {{team.phone} b", &[&format!("4:3: {problem}")]);
    check_problems("{{a\n}} {{b}}", &[&format!("4:1: {problem}")]);
    check_problems("{{a {{b}}", &[&format!("4:1: {problem}")]);
    check_help(
        "{{",
        "a fact is written “{{team.phone}}” on one line; write “\\{{” for literal braces",
    );
}

#[test]
fn mistyped_comments_are_reported() {
    let open = "error[comment-open]: this comment is never closed";
    check_problems("a\n\n<!-- b\n\nc", &[&format!("6:1: {open}")]);
    check("a <!-- b\n\nc", "<p>a &lt;!-- b</p>\n<p>c</p>");
    check("<!-- - b", "<p>&lt;!-- - b</p>");
    check_help("<!-- a", "write “-->” where it ends; until then everything after it is shown");
    let nested = "error[comment-nested]: a comment begins here inside another one";
    check_problems("<!-- a\n\nb\n\n<!-- c -->", &[&format!("8:1: {nested}")]);
    check_help(
        "<!-- a <!-- b -->",
        "comments end at the first “-->”: close the one above before this line, or delete this “<!--”",
    );
}

#[test]
fn places_behind_comments_and_facts_are_right() {
    let problem = "error[image-description]: the image “x.png” has no description";
    check_problems("<!-- a\nb --> ![](x.png)", &[&format!("5:7: {problem}")]);
    check_problems("{{a}} ![](x.png)", &[&format!("4:7: {problem}")]);
}

#[test]
fn names_that_are_nearly_those_of_blocks_are_reported() {
    let problem = |name| {
        format!(
            "4:1: error[unknown-embed]: certsite draws no block “{name}”, and would print this one as code"
        )
    };
    for name in ["lastest", "Latest", "forms", "tables", "chrat"] {
        check_problems(&format!("```{name}\n```"), &[&problem(name)]);
    }
    check_help(
        "```lastest\n```",
        "did you mean “latest”? Code wants the name of its language, or “text”",
    );
    let language = "4:1: warning[unknown-language]: certsite knows no language “latex”, so this code stays without colours";
    check_problems("```latex\n```", &[language]);
    check_help(
        "```fortran\n```",
        "the languages are sh, console, powershell, json, yaml, sigma, python, sql, ini, http, suricata, yara; “text” is code of no language",
    );
    for code in ["yaml", "sh", "text", "json", ""] {
        check_problems(&format!("```{code}\n```"), &[]);
    }
    check_problems("~~~ personal data\n~~~", &[&problem("personal data")]);
    check_problems("```personal_data\n```", &[&problem("personal_data")]);
    for more in ["latest 5", "latest{count=5}", "latest:5", "latest, 5"] {
        check_problems(
            &format!("```{more}\n```"),
            &[
                "4:1: error[embed-data]: the “latest” block cannot be drawn: nothing may stand behind its name; settings are lines of their own",
            ],
        );
    }
}

#[test]
fn code_that_is_never_closed_is_reported_where_it_begins() {
    let problem = "error[fence-open]: this block of code is never closed";
    for (markdown, at) in [
        ("a\n\n```\nb\n\nc", "6:1"),
        ("```\nb\n", "4:1"),
        ("```", "4:1"),
        ("~~~~\na\n~~~", "4:1"),
        ("```facts\nkeys: [a]", "4:1"),
        ("> ```\n> a\n\nb", "4:3"),
    ] {
        check_problems(markdown, &[&format!("{at}: {problem}")]);
    }
    let two = [format!("5:3: {problem}"), format!("7:1: {problem}")];
    check_problems("- a\n  ```\n  b\n```\nc", &[&two[0], &two[1]]);
    for markdown in ["```\n```", "```\na\n````", "> ```\n> a\n> ```", "- ~~~\n  a\n  ~~~\n\nb"] {
        check_problems(markdown, &[]);
    }
    check_help("~~~~\na", "write a line “~~~~” where it ends, indented like this one");
}

#[test]
fn footnotes_that_hang_in_the_air_are_reported() {
    let undefined = "error[undefined-footnote]: the footnote “9” is defined nowhere in this page";
    check_problems("a[^9] b", &[&format!("4:2: {undefined}")]);
    check_problems(
        "# a\n\n| b![^9] |\n|---|",
        &[
            "4:1: warning[heading-level]: a second heading of level 1 (“# …”)",
            &format!("6:5: {undefined}"),
        ],
    );
    check_help(
        "[^9]",
        "add a line “[^9]: text”, or put a backslash before the bracket if no footnote is meant",
    );
    check_problems("![a[^9]](b.png)", &[&format!("4:4: {undefined}")]);
    for fine in ["\\[^9]", "`[^9]`", "[^", "[^]", "```\n[^9]\n```"] {
        check_problems(fine, &[]);
    }
    check_problems(
        "[^a]: b",
        &["4:1: warning[unused-footnote]: nothing in the page refers to the footnote “a”"],
    );
    check_help("[^a]: b", "write “[^a]” where it belongs, or delete it");
    check_problems(
        "x[^a]\n\n[^a]: b\n\n[^A]: c",
        &["8:1: error[duplicate-footnote]: the footnote “A” is defined twice"],
    );
    check_help("x[^a]\n\n[^a]: b\n\n[^a]: c", "keep one of the two, or give this one another name");
}

#[test]
fn headings_with_the_id_of_a_note_are_reported() {
    let problem = |line, id| {
        format!("{line}:1: error[anchor-taken]: the anchor “{id}” is already that of a footnote")
    };
    let notes = "\n\na[^x] b[^y] c[^x]\n\n[^x]: d\n\n[^y]: e";
    for id in ["fn_1", "fn_2", "fnref_1", "fnref_1_2", "fnref_2"] {
        check_problems(&format!("## a {{#{id}}}{notes}"), &[&problem(4, id)]);
    }
    for id in ["fn_0", "fn_3", "fnref_2_2", "fnref_1_1", "fn_01", "fn_1_1", "fn", "note_1"] {
        check_problems(&format!("## a {{#{id}}}{notes}"), &[]);
    }
}

#[test]
fn headings_without_words_are_reported() {
    let problem = "warning[heading-empty]: this heading has no words";
    check_problems(
        "##\n\n## <!-- a -->",
        &[&format!("4:1: {problem}"), &format!("6:1: {problem}")],
    );
    for fine in ["## ![a](b.png)", "## {{team.name}}", "## `a`", "## !"] {
        check_problems(fine, &[]);
    }
}

#[test]
fn links_without_text_are_reported() {
    let problem = "error[link-text]: the link to “b.md” has no text, so nobody sees it";
    for markdown in ["a [](b.md)", "a [ ](b.md)", "a [<!-- c -->](b.md)", "a [][r]\n\n[r]: b.md"] {
        check_problems(markdown, &[&format!("4:3: {problem}")]);
    }
    for fine in ["[{{c}}](b.md)", "[`c`](b.md)", "[![c](d.png)](b.md)", "[*c*](b.md)", "[.](b.md)"]
    {
        check_problems(fine, &[]);
    }
}

#[test]
fn links_that_are_none_are_reported() {
    let problem = |at: &str, why| {
        format!("{at}: error[no-link]: this looks like a link, but is shown as text: {why}")
    };
    let blank = "there is a blank in its address";
    let inner = "a link or a footnote stands in it, or its address holds a sign that none may";
    check_problems("a [b](c d.md) e", &[&problem("4:5", blank)]);
    check_problems("![b](c d.png)", &[&problem("4:4", blank)]);
    check_problems("## [b](c ə.md)", &[&problem("4:6", blank)]);
    check_problems("[a[^b]](c.md)\n\n[^b]: d", &[&problem("4:7", inner)]);
    check_problems("[a [b](c.md)](d.md)", &[&problem("4:13", inner)]);
    check_problems("![a[^b]](c.png)\n\n[^b]: d", &[&problem("4:8", inner)]);
    for link in ["[a[^b]][r] c", "![a[^b]][r]", "[a[^b]][r][]", "[a [x](y.md)][r]"] {
        let at = link.find("][r]").map(|at| format!("4:{}", at + 1)).expect("it is there");
        check_problems(&format!("{link}[^b]\n\n[r]: c.md\n\n[^b]: d"), &[&problem(&at, inner)]);
    }
    check_help(
        "[a [b](c.md)](d.md)",
        "put another link, or a footnote, behind it and not into it; put a backslash before the bracket if this is text",
    );
    for fine in [
        "[b](<c d.md>)",
        "[a]\\(b c)",
        "[a\\](b c)",
        "`[a](b c)`",
        "[a](b.md \"c d\")",
        "a](",
        "[a] (b c)",
        "x[0] y",
        "[a][r][r]\n\n[r]: c.md",
        "x[0\\][r]\n\n[r]: c.md",
    ] {
        check_problems(fine, &[]);
    }
}

#[test]
fn what_a_picture_cannot_say_is_reported() {
    let problem = |at, what| {
        format!(
            "{at}: error[not-in-description]: the description of a picture is words alone, and {what} in it is not shown"
        )
    };
    check_problems("- > ![a [b](d.md)](c.png)", &[&problem("4:9", "the link to “d.md”")]);
    check_problems(
        "![<https://a.example>](c.png)",
        &[&problem("4:3", "the link to “https://a.example”")],
    );
    check_problems("![a ![b](d.png)](c.png)", &[&problem("4:5", "the picture “d.png”")]);
    check_help("![a [b](d.md)](c.png)", "put it behind the picture");
    for fine in [
        "![*a* `b` https://a.example {{c}}](d.png)",
        "[![a](b.png)](c.md)",
        "![a](b.png)[^x]\n\n[^x]: d",
    ] {
        check_problems(fine, &[]);
    }
}

#[test]
fn dashes_that_make_no_table_are_reported() {
    let problem = |at| {
        format!(
            "{at}: error[table-head]: this line of dashes makes no table: the line above it has another number of cells, or does not begin a paragraph"
        )
    };
    for (markdown, at) in [
        ("| a | b | c |\n|---|---|\n| 1 | 2 | 3 |", "5:1"),
        ("> - | a |\n>   |:-:|-|", "5:5"),
        ("x\na | b\n--|--", "6:1"),
        ("| a |\n|\t-\t|---\t|", "5:1"),
    ] {
        check_problems(markdown, &[&problem(at)]);
    }
    for fine in ["x\n| a |\n|---|", "a | b\n- | -", "a\n---", "`a\n|--|`", "```\na\n|--|--|\n```"] {
        check_problems(fine, &[]);
    }
}

#[test]
fn marks_that_mean_nothing_are_reported() {
    let problem = |at, mark| {
        format!("4:{at}: warning[stray-mark]: “{mark}” means nothing here and is shown as it is")
    };
    for (markdown, at, mark) in [
        ("**Qeyd: a", 1, "**"),
        ("a **b\n\nc** d", 3, "**"),
        ("_“a”_b", 1, "_"),
        ("__a__b", 1, "__"),
        ("_Şəbəkə_nin", 1, "_"),
        ("x ~~a", 3, "~~"),
        ("![**a](b.png)", 3, "**"),
        ("x *Şəbəkə, və ya şəbəkələr", 3, "*"),
        ("*f * g", 1, "*"),
        ("- *a\n- b*c", 3, "*"),
        ("x _Qeyd: vacibdir", 3, "_"),
        ("a**“b”**c", 2, "**"),
        ("a*“b”*c", 2, "*"),
        ("a**(b)**c", 2, "**"),
        ("x~~(y)~~z", 2, "~~"),
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        let text =
            certsite_base::diag::print(&doc.diagnostics, certsite_base::diag::PrintFormat::Short);
        let first = text.lines().next().unwrap_or_default().replace("content/az/a.md:", "");
        assert_eq!(first, problem(at, mark), "{markdown}");
    }
    check_help(
        "**a",
        "emphasis begins right before a word and ends right behind one, “**like this**”, inside a word by stars alone; write “\\**” if the mark itself is meant",
    );
    for fine in [
        "5 * 3 * 4",
        "*.a.example and *.b.example",
        "snake_case_name and a_b",
        "Needed*\n\n\\* before a release",
        "Name: ____",
        "2 ** 3",
        "~5 and ~6",
        "`**a`",
        "f(*a)*b",
        "f(*a) + g(*b) = {*c}*d[*e]*2",
        "f(**a)**b and x(~~y)~~z",
        "2 *3 and *7",
        "Price*\n\n*Only for members",
        "_dmarc.a.example, _id, _mta-sts and __init__.py",
        "*.exe *a.b *args_b",
    ] {
        check_problems(fine, &[]);
    }
}

#[test]
fn raw_html_is_refused_and_shown_as_text() {
    let problem =
        |at, tag| format!("{at}: error[raw-html]: raw HTML is not allowed in pages: {tag}");
    check("a <b>x</b>", "<p>a &lt;b&gt;x&lt;/b&gt;</p>");
    check("<div>\nx\n</div>\n\ny", "<p>&lt;div&gt;\nx\n&lt;/div&gt;\n</p>\n<p>y</p>");
    check(
        "![a <b>c</b>](d.png)",
        "<p><img src=\"⟨Link(0)⟩\" alt=\"a &lt;b&gt;c&lt;/b&gt;\" loading=\"lazy\"></p>",
    );
    for (markdown, expect) in [
        ("a <b>x", [problem("4:3", "<b>")].as_slice()),
        ("a <b>x</b> y", &[problem("4:3", "<b>")]),
        ("<i><b>x</b></i>", &[problem("4:1", "<i>")]),
        ("<b>x</b>, <i>y</i>", &[problem("4:1", "<b>"), problem("4:11", "<i>")]),
        ("<div>\n<p>x\n</div>", &[problem("4:1", "<div>")]),
        ("<div>\n\nx\n\n</div>", &[problem("4:1", "<div>")]),
        ("x</b>", &[problem("4:2", "</b>")]),
        ("<!-- a --><b>x</b>", &[problem("4:11", "<b>")]),
        ("<?php x ?>", &[problem("4:1", "<?php x ?>")]),
    ] {
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check_problems(markdown, &expect);
    }
    let why =
        "; pages without HTML of their own keep the site safe under its Content-Security-Policy";
    check_help("<b>x</b>", &format!("write “**bold**”{why}"));
    check_help(
        "List<String>",
        &format!("write it in Markdown, or put literal text between back-quotes{why}"),
    );
}

#[test]
fn nesting_has_a_limit() {
    let problem =
        "error[nesting]: lists, quotes and emphasis stand in each other more than 40 deep here";
    let deep = (0..800).map(|n| format!("{}- a{n}\n", "  ".repeat(n))).collect::<String>();
    check_problems(&deep, &[&format!("24:41: {problem}")]);
    check_problems(&">".repeat(1_500), &[&format!("4:41: {problem}")]);
    let text = |markdown: &str| html(&parse_str("a.md", &format!("{FRONT}{markdown}")));
    for n in [0, 19, 20, 799] {
        assert!(text(&deep).contains(&format!("a{n}")), "nothing is lost");
    }
    for deep in ["*a **b ", "[", "![", "(", "> - 1. ", "`", "~~a *", "[a](", "<b>", "- > "] {
        let n = 20_000;
        parse_str("a.md", &format!("{FRONT}{}", deep.repeat(n)));
        parse_str("a.md", &format!("{FRONT}{}x{}", "*a **b ".repeat(n), "** *".repeat(n)));
    }
    check_help(&">".repeat(50), "write it flatter; what stands deeper is shown without them");
}

#[test]
fn what_markdown_would_drop_is_reported() {
    check_problems(
        "| a | b |\n|---|---|\n| 1 | `x|y` |\n| 1 | 2 | |\n> | c |\n> |---|\n> | 1 | two |",
        &[
            "6:10: error[table-cells]: this row has more cells than the table's head: “y`” is not shown",
            "10:9: error[table-cells]: this row has more cells than the table's head: “two” is not shown",
            "6:7: warning[code-open]: “`” begins no code, since none ends it, and is shown as it is",
        ],
    );
    check_help(
        "| a |\n|---|\n| 1 | 2 |",
        "add a column to the head, or write “\\|” for a bar inside a cell",
    );
    check_problems(
        "[Note]: important\n\n[a][ə] ![b][c]\n\n[Ə]: x.md\n[c]: y.png",
        &[
            "4:1: warning[unused-reference]: this line defines the link “Note”, which nothing in the page uses, and is not shown",
        ],
    );
    check_help(
        "[a]: b",
        "write “[text][a]” where it belongs; put a backslash before the bracket if this is text",
    );
}

#[test]
fn mistakes_have_their_place() {
    check_problems(
        "x [a][b] [c] - [ ] d",
        &["4:3: error[undefined-reference]: the reference “b” is defined nowhere in this page"],
    );
    check_problems(
        "![](x.png)",
        &["4:1: error[image-description]: the image “x.png” has no description"],
    );
    check_problems(
        "#### x",
        &["4:1: warning[heading-level]: a heading of level 4 right under level 1"],
    );
}
