//! What stands in a page: its words, marks, blocks, footnotes, facts, headings and pictures.

macro_rules! pages {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
    RawHtml { tag: String, hint: String } Error "raw-html"
        "raw HTML is not allowed in pages: {tag}"
        "{hint}; pages without HTML of their own keep the site safe under its Content-Security-Policy";
    CommentOpen {} Error "comment-open"
        "this comment is never closed"
        "write “-->” where it ends; until then everything after it is shown";
    CommentNested {} Error "comment-nested"
        "a comment begins here inside another one"
        "comments end at the first “-->”: close the one above before this line, or delete this “<!--”";
    Nesting { limit: String } Error "nesting"
        "lists, quotes and emphasis stand in each other more than {limit} deep here"
        "write it flatter; what stands deeper is shown without them";
    FenceOpen { fence: String } Error "fence-open"
        "this block of code is never closed"
        "write a line “{fence}” where it ends, indented like this one";
    UnknownEmbed { name: String, near: String } Error "unknown-embed"
        "certsite draws no block “{name}”, and would print this one as code"
        "did you mean “{near}”? Code wants the name of its language, or “text”";
    UnknownLanguage { name: String, hint: String } Warning "unknown-language"
        "certsite knows no language “{name}”, so this code stays without colours"
        "{hint}";
    StrayMark { mark: String, help: String } Warning "stray-mark"
        "“{mark}” means nothing here and is shown as it is"
        "{help}; write “\\{mark}” if the mark itself is meant";
    MarksNothing { mark: String } Warning "marks-nothing"
        "nothing but a footnote stands behind this “{mark}”, which leaves an empty place here"
        "write the footnote at the beginning of a line of its own; it is shown at the end of the page";
    CodeOpen { mark: String } Warning "code-open"
        "“{mark}” begins no code, since none ends it, and is shown as it is"
        "write “{mark}” behind the code, too, in the same paragraph, item or cell; write “\\{mark}” if the mark itself is meant";
    UnknownAlert { word: String, hint: String } Warning "unknown-alert"
        "“[!{word}]” makes no box of this quote, and is shown as it is"
        "{hint}";
    BoxForm { word: String, what: String, help: String } Error "box-form"
        "“[!{word}]” {what}"
        "{help}";
    TableHead {} Error "table-head"
        "this line of dashes makes no table: the line above it has another number of cells, or does not begin a paragraph"
        "give both the same number of cells, and leave a blank line above the two; write “\\|” for a bar inside a cell, and a backslash before a bar that is text";
    TableCells { text: String } Error "table-cells"
        "this row has more cells than the table's head: “{text}” is not shown"
        "add a column to the head, or write “\\|” for a bar inside a cell";
    LinkText { target: String } Error "link-text"
        "the link to “{target}” has no text, so nobody sees it"
        "write what it leads to between the brackets, “[text](address)”";
    NoLink { why: String, help: String } Error "no-link"
        "this looks like a link, but is shown as text: {why}"
        "{help}; put a backslash before the bracket if this is text";
    UnusedReference { label: String } Warning "unused-reference"
        "this line defines the link “{label}”, which nothing in the page uses, and is not shown"
        "write “[text][{label}]” where it belongs; put a backslash before the bracket if this is text";
    UndefinedFootnote { label: String } Error "undefined-footnote"
        "the footnote “{label}” is defined nowhere in this page"
        "add a line “[^{label}]: text”, or put a backslash before the bracket if no footnote is meant";
    UnusedFootnote { label: String } Warning "unused-footnote"
        "nothing in the page refers to the footnote “{label}”"
        "write “[^{label}]” where it belongs, or delete it";
    EmptyFootnote { label: String } Warning "empty-footnote"
        "the footnote “{label}” has no text"
        "write it behind the colon, or delete the line and the marks that lead to it";
    DuplicateFootnote { label: String } Error "duplicate-footnote"
        "the footnote “{label}” is defined twice"
        "keep one of the two, or give this one another name";
    EmbedData { embed: String, message: String } Error "embed-data"
        "the “{embed}” block cannot be drawn: {message}"
        "{embed} blocks hold YAML; see “Embeds” in content/README.md";
    FactOpen {} Error "fact-open"
        "these braces are never closed"
        "a fact is written “{{{{team.phone}}}}” on one line; write “\\{{{{” for literal braces";
    FactBrace { text: String, key: String } Error "fact-brace"
        "“{text}” draws no fact, and is shown as it is"
        "a fact stands between two braces on each side, “{{{{{key}}}}}”; write “\\{{” for a literal brace";
    FactNotDrawn { key: String } Error "fact-not-drawn"
        "the fact {key} is not drawn here"
        "facts are drawn in the text, title and description of a page and in the texts of content/data/rfc2350.yaml; write the words themselves";
    UnknownFact { key: String, hint: String } Error "unknown-fact"
        "there is no fact “{key}”"
        "{hint}";
    UndefinedReference { label: String } Error "undefined-reference"
        "the reference “{label}” is defined nowhere in this page"
        "add a line “[{label}]: address”, or put a backslash before the bracket if no link is meant";
    DuplicateAnchor { id: String } Error "duplicate-anchor"
        "the anchor “{id}” is used twice in this page"
        "give one of the headings another id: “## Heading {{#other-id}}”";
    AnchorTaken { id: String, by: String } Error "anchor-taken"
        "the anchor “{id}” is already that of {by}"
        "give the heading another id: “## Heading {{#other-id}}”";
    HeadingEmpty {} Warning "heading-empty"
        "this heading has no words"
        "write what the part below it is about, or delete the line; its entry in the contents and its address have no name";
    HeadingBraces { text: String, why: String } Error "heading-braces"
        "“{text}” {why}"
        "write “{{#id}}” alone, as the last of its line; put a backslash before the first brace if the whole is text";
    HeadingLevel { message: String } Warning "heading-level"
        "{message}"
        "the title is the only level 1; go down one level at a time, so that screen readers can follow";
    ImageDescription { target: String } Error "image-description"
        "the image “{target}” has no description"
        "say in the brackets what it shows: ![description]({target})";
    NotInDescription { what: String } Error "not-in-description"
        "the description of a picture is words alone, and {what} in it is not shown"
        "put it behind the picture";
    } };
}
pub(super) use pages;
