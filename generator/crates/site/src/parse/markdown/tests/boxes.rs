//! What is folded, tables that become lists, line breaks in cells, captions of pictures.

use super::{check, check_problems};

#[test]
fn quotes_that_begin_with_a_word_fold_what_follows() {
    let folded = |title: &str, text: &str| {
        format!("<details class=\"fold\"><summary>{title}</summary>\n{text}\n</details>")
    };
    for (markdown, title, text) in [
        ("> [!DETAILS] A *b*\n> c\n> d", "A <em>b</em>", "<p>c\nd</p>"),
        (">[!details]  A\n>\n> b\n>\n> c", "A", "<p>b</p>\n<p>c</p>"),
        ("> [!DETAILS] {{a}}\n> - b", "⟨Fact(\"a\")⟩", "<ul>\n<li>b</li>\n</ul>"),
        ("> [!DETAILS] A [b](c.md)  \n> d", "A <a href=\"⟨Link(0)⟩\">b</a>", "<p>d</p>"),
        // Where a line ends within emphasis, the title goes on.
        ("> [!DETAILS] A *b\n> c* d\n> e", "A <em>b\nc</em> d", "<p>e</p>"),
        (
            "> [!DETAILS] `a`\n> ```text\n> b\n> ```",
            "<code>a</code>",
            "<pre><code class=\"language-text\">b\n</code></pre>",
        ),
        (
            "> [!DETAILS] a\n> > [!Details] b\n> > c",
            "a",
            "<details class=\"fold\"><summary>b</summary>\n<p>c</p>\n</details>",
        ),
    ] {
        check(markdown, &folded(title, text));
        check_problems(markdown, &[]);
    }
    check(
        "- a\n\n  > [!DETAILS] b\n  > c",
        "<ul>\n<li>\n<p>a</p>\n<details class=\"fold\"><summary>b</summary>\n<p>c</p>\n</details>\n</li>\n</ul>",
    );
    check("> \\[!DETAILS] a", "<blockquote>\n<p>[!DETAILS] a</p>\n</blockquote>");
}

#[test]
fn tables_in_such_a_quote_are_lists_on_narrow_screens() {
    let table = "<div class=\"table-wrap stack\" role=\"group\" tabindex=\"0\" aria-label=\"⟨Text(\"content.table\")⟩\"><table>";
    check(
        "> [!STACK]\n>\n> | a *b* `c` | | \"{{d}}\" |\n> |-|-|-:|\n> | 1 | 2 | 3 |",
        &format!(
            "{table}<thead><tr><th>a <em>b</em> <code>c</code></th><th></th><th class=\"align-right\">\"⟨Fact(\"d\")⟩\"</th></tr></thead><tbody>\n\
             <tr><td data-label=\"a b c\">1</td><td>2</td><td data-label=\"&quot;⟨Plain(\"d\")⟩&quot;\" class=\"align-right\">3</td></tr>\n</tbody></table>\n</div>"
        ),
    );
    check_problems("> [!STACK]\n>\n> | a |\n> |-|\n> | 1 |", &[]);
}

#[test]
fn quotes_that_fold_or_stack_nothing_are_told() {
    let told = |word: &str, what: &str| format!("4:3: error[box-form]: “[!{word}]” {what}");
    let untitled = told("DETAILS", "has no title, so nobody knows what is folded");
    let empty = told("DETAILS", "has nothing to fold");
    let stack = told("STACK", "stands alone on its line, above a table in the same quote");
    for (markdown, expect) in [
        ("> [!DETAILS]\n> a", &[&*untitled][..]),
        ("> [!DETAILS]\n>\n> a", &[&untitled]),
        ("> [!DETAILS] a", &[&empty]),
        ("> [!STACK]", &[&stack]),
        ("> [!STACK]\n>\n> a", &[&stack]),
        ("> [!STACK] a\n>\n> |a|\n> |-|", &[&stack]),
    ] {
        check_problems(markdown, expect);
    }
}

#[test]
fn cells_of_tables_may_have_several_lines() {
    let table = "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"⟨Text(\"content.table\")⟩\"><table>";
    check(
        "| a<br>b |\n|-|\n| c<br/>**d**<br />e |",
        &format!(
            "{table}<thead><tr><th>a<br>b</th></tr></thead><tbody>\n<tr><td>c<br><strong>d</strong><br>e</td></tr>\n</tbody></table>\n</div>"
        ),
    );
    check_problems("| a |\n|-|\n| c<br>d |", &[]);
    check_problems("a<br>b", &["4:2: error[raw-html]: raw HTML is not allowed in pages: <br>"]);
}

#[test]
fn a_picture_alone_in_its_paragraph_has_its_title_for_a_caption() {
    let picture = "<img src=\"⟨Link(0)⟩\" alt=\"a\" loading=\"lazy\">";
    check(
        "![a](b.png \"C {{d}} \\\"<e>\\\"\")\n\nf",
        &format!(
            "<figure class=\"picture\">{picture}\n<figcaption>C ⟨Fact(\"d\")⟩ \"&lt;e&gt;\"</figcaption></figure>\n<p>f</p>"
        ),
    );
    check("![a](b.png)", &format!("<p>{picture}</p>"));
    let titled = "<img src=\"⟨Link(0)⟩\" title=\"C\" alt=\"a\" loading=\"lazy\">";
    for (markdown, expect) in [
        ("![a](b.png \"C\") d", format!("<p>{titled} d</p>")),
        ("![a](b.png \"C\")\nd", format!("<p>{titled}\nd</p>")),
        ("d ![a](b.png \"C\")", format!("<p>d {titled}</p>")),
        ("- ![a](b.png \"C\")", format!("<ul>\n<li>{titled}</li>\n</ul>")),
    ] {
        check(markdown, &expect);
    }
}
