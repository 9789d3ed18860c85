//! What looks as if it made something of the page, and is shown as it is.

use super::{check, check_help, check_problems};

#[test]
fn lines_that_are_no_headings_are_reported() {
    let problem = |at, mark| {
        format!("{at}: warning[stray-mark]: “{mark}” means nothing here and is shown as it is")
    };
    for (markdown, at, mark) in [
        ("##a", "4:1", "##"),
        ("####### a", "4:1", "#######"),
        ("##\u{a0}a", "4:1", "##"),
        ("x\n###a", "5:1", "###"),
        ("x\n    ## a", "5:5", "##"),
        ("> - ##a\n", "4:5", "##"),
        ("1. ##a\n2. b", "4:4", "##"),
        ("<!-- x -->\n##a", "5:1", "##"),
    ] {
        check_problems(markdown, &[&problem(at, mark)]);
    }
    for fine in
        ["## a", "#a", "#1 b", "\\##a", "x ##a", "#########", "`##a`", "    ##a", "```\n##a\n```"]
    {
        check_problems(fine, &[]);
    }
    check_help(
        "##a",
        "a heading begins with two to six “#” and a blank, “## Like this”, and not four blanks away from the edge; write “\\##” if the mark itself is meant",
    );
}

#[test]
fn code_without_end_is_reported() {
    let problem = |at, mark| {
        let shown = "begins no code, since none ends it, and is shown as it is";
        format!("{at}: warning[code-open]: “{mark}” {shown}")
    };
    for (markdown, at, mark) in [
        ("one `open here", "4:5", "`"),
        ("`nmap -sV", "4:1", "`"),
        ("- `a\n- b`", "4:3", "`"),
        ("|a|b|\n|-|-|\n|`c|d`|", "6:2", "`"),
        ("(``x` y", "4:2", "``"),
        ("## `x", "4:4", "`"),
    ] {
        check_problems(markdown, &[&problem(at, mark)]);
    }
    for fine in ["`a`", "``a`b``", "\\`a", "O`zbek", "5` x", "a ` b", "```\n`a\n```"] {
        check_problems(fine, &[]);
    }
}

#[test]
fn rows_without_a_table_are_reported() {
    let problem =
        |at| format!("{at}: warning[stray-mark]: “|” means nothing here and is shown as it is");
    for (markdown, at) in [
        ("| a |", "4:1"),
        ("| a | b |\n| c | d |", "4:1"),
        ("| a |\n|---|\n\n| b |", "7:1"),
        ("> | a |\n> | b |", "4:3"),
        ("x\n| a |", "5:1"),
    ] {
        check_problems(markdown, &[&problem(at)]);
    }
    for fine in ["| a |\n|---|\n| b |", "|x| is a norm", "\\| a |", "`| a |`", "| |", "a | b"] {
        check_problems(fine, &[]);
    }
}

#[test]
fn braces_in_headings_that_are_no_id_are_reported() {
    let problem = |at, text| {
        format!("{at}: error[heading-braces]: “{text}” is no id here, and is shown as it is")
    };
    for (markdown, at, text) in [
        ("## A {#x} ##", "4:6", "{#x}"),
        ("## A {#x} b", "4:6", "{#x}"),
        ("## A {#x}\\", "4:6", "{#x}"),
        ("## A {.c}", "4:6", "{.c}"),
        ("## A {.c} b", "4:6", "{.c}"),
        ("## A **{#x}** b", "4:8", "{#x}"),
        ("A {#ə} b\n---", "4:3", "{#ə}"),
    ] {
        check_problems(markdown, &[&problem(at, text)]);
    }
    for fine in ["## A {#x}", "## A \\{#x} b", "## `{#x}` b", "## A {x} {1.5} {#1}b", "a {#x} b"] {
        check_problems(fine, &[]);
    }
}

#[test]
fn marks_before_nothing_but_a_footnote_are_reported() {
    let problem = |at, mark| {
        format!(
            "{at}: warning[marks-nothing]: nothing but a footnote stands behind this “{mark}”, which leaves an empty place here"
        )
    };
    for (markdown, at, mark) in [
        ("- [^1]: x", "4:1", "-"),
        ("2. [^1]: x\n3. b", "4:1", "2."),
        ("> [^1]: x", "4:1", ">"),
        ("- a\n  - [^1]: x", "5:3", "-"),
    ] {
        check_problems(&format!("{markdown}\n\nc[^1]"), &[&problem(at, mark)]);
    }
    for fine in ["- a\n\n  [^1]: x", "> a\n>\n> [^1]: x", "[^1]: x\n- \n- b"] {
        check_problems(&format!("{fine}\n\nc[^1]"), &[]);
    }
}

#[test]
fn addresses_with_blanks_between_angle_brackets_are_reported() {
    let problem = "4:1: error[no-link]: this looks like a link, but is shown as text: there is a blank between the angle brackets";
    for markdown in ["<https://a.example/b c>", "<https://a.example\nb>", "<a@b.example c>"] {
        check_problems(markdown, &[problem]);
    }
    for fine in [
        "<https://a.example/b%20c>",
        "\\<https://a.example b>",
        "<https://a.example b",
        "`<https://a.example b>`",
        "x < 1, https://a.example b >",
        "<https://a.example\n\nb>",
    ] {
        check_problems(fine, &[]);
    }
}

#[test]
fn lines_break_where_commonmark_breaks_them() {
    for (markdown, is_broken) in [
        ("x  \ny", true),
        ("x\\\ny", true),
        ("x\t  \ny", true),
        ("x   \r\ny", true),
        ("x<!-- c -->  \ny", true),
        ("x<!-- c -->\\\ny", true),
        ("x<!-- c\nd -->   \ny", true),
        ("x <!-- c --> <!-- d -->  \ny", true),
        ("x \ny", false),
        ("x \t\ny", false),
        ("x\t \ny", false),
        ("x\t\t\ny", false),
        ("x  \t\ny", false),
        ("x  <!-- c -->\ny", false),
        ("x<!-- c --> \ny", false),
        ("x  <!-- c --><!-- d -->\ny", false),
    ] {
        let between = if is_broken { "<br>\n" } else { "\n" };
        check(markdown, &format!("<p>x{between}y</p>"));
    }
}
