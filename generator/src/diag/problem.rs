//! Every mistake that certsite knows, with its code, its text and the way out.

use super::table::problems;

problems! {
    NotUtf8 { byte: String } Error "not-utf8"
        "this file is not UTF-8 text: byte 0x{byte} has no meaning here"
        "save the file as UTF-8 (without a legacy code page such as Windows-1254)";
    ControlCharacter { code: String } Error "control-character"
        "control character {code} in the text"
        "delete it; it is invisible in most editors and usually came in by copy and paste. To show readers that it was there, write <{code}>";
    InvisibleCharacter { code: String, name: String } Error "invisible-character"
        "{name} {code} in the text, which nobody sees"
        "delete it; it usually came in by copy and paste, and it deceives readers, search and machines. To show readers that it was there, write <{code}>";
    NoCharacter { entity: String } Error "no-character"
        "“{entity}” stands for no character"
        "delete it, or write the character that is meant";
    MixedScripts { word: String, letter: String, code: String, what: String } Warning "mixed-scripts"
        "“{word}” is not what it looks like: {letter} is {what} ({code})"
        "type the word again; to show readers a deceptive name, write the letter by its number: <{code}>";
    WrongSchwa { code: String } Error "wrong-schwa"
        "{code} looks like the Azerbaijani letter ə but is another character"
        "write ə as U+0259 and Ə as U+018F; search, sorting and screen readers fail on the look-alike";
    LinkOutside { target: String } Error "symlink-outside"
        "this symbolic link leads out of the site: {target}"
        "copy the file into the tree; certsite never publishes what lies outside it";
    LinkAcross { target: String } Error "symlink-across"
        "this symbolic link leads to what is never published from here: {target}"
        "copy the file, if everybody may read it";
    UnfitName { why: String } Warning "unfit-name"
        "this is left out, because its name {why}"
        "give it a name of visible characters in UTF-8";
    NamesMerge { first: String, second: String } Error "same-name"
        "two names here differ only in how their letters are put together: “{first}” and “{second}”"
        "keep one of the two; for readers, browsers and other systems both are the same name (Unicode NFC)";
    Unreadable { why: String } Error "unreadable"
        "this file cannot be read: {why}"
        "check that it exists and that you may read it";
    SiteGone { what: String } Error "site-gone"
        "there is no site to show: {what}"
        "put it back, and the preview goes on by itself";
    ReportsClosed { why: String } Warning "reports-closed"
        "what is posted from this page goes nowhere: {why}"
        "make the folder writable; all else in the preview works without it";
    Internal { work: String, message: String } Error "internal"
        "certsite itself failed while {work}: {message}"
        "this is a fault of certsite, not of the site; please report it with the lines in the terminal. The preview goes on with the next change";
    Yaml { message: String, help: String } Error "yaml"
        "this is not valid YAML: {message}"
        "{help}";
    FrontMatterMissing {} Error "front-matter-missing"
        "this page has no front matter"
        "begin the file with a line “---”, then “title: …”, then a line “---”";
    FrontMatterOpen {} Error "front-matter-open"
        "the front matter is not closed"
        "put a line “---” after its last key";
    UnknownKey { key: String, hint: String } Error "unknown-key"
        "unknown key “{key}”"
        "{hint}";
    DuplicateKey { key: String } Error "duplicate-key"
        "the key “{key}” stands twice" "keep one of the two";
    MissingKey { key: String } Error "missing-key"
        "the key “{key}” is missing"
        "add a line “{key}: …”";
    BadValue { message: String, expected: String } Error "bad-value"
        "{message}"
        "{expected}";
    ValueCut { comment: String, expected: String } Error "value-cut"
        "“{comment}” is a comment here, and no part of the value before it"
        "{expected}";
    LanguageMissing { key: String, lang: String } Error "language-missing"
        "“{key}” has no text in “{lang}”"
        "add “{lang}: …” beside the other language";
    LanguageUnknown { key: String, lang: String, known: String } Warning "language-unknown"
        "“{key}” has a text in “{lang}”, which is no language of the site"
        "the site's languages are {known}; delete the text, or add “{lang}” to “languages” in content/site.yaml";
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
    DuplicateFootnote { label: String } Error "duplicate-footnote"
        "the footnote “{label}” is defined twice"
        "keep one of the two, or give this one another name";
    EmbedData { embed: String, message: String } Error "embed-data"
        "the “{embed}” block cannot be drawn: {message}"
        "{embed} blocks hold YAML; see “Embeds” in content/README.md";
    FactOpen {} Error "fact-open"
        "these braces are never closed"
        "a fact is written “{{{{team.phone}}}}” on one line; write “\\{{{{” for literal braces";
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
    BrokenLink { target: String, hint: String } Error "link-broken"
        "nothing is at “{target}”"
        "{hint}";
    BrokenAnchor { target: String, anchor: String, hint: String } Error "anchor-broken"
        "“{target}” has no anchor “{anchor}”"
        "{hint}";
    AbsoluteLink { target: String } Error "link-absolute"
        "“{target}” is an absolute path"
        "link to the Markdown file by a relative path, such as “../report.md”; certsite makes the address";
    LinkScheme { target: String } Error "link-scheme"
        "links such as “{target}” are not allowed"
        "use https:, http:, mailto: or tel:, or a relative path";
    LinkAddress { target: String, why: String, help: String } Error "link-address"
        "“{target}” can lead nowhere: {why}"
        "{help}";
    AddressTaken { url: String, other: String } Error "address-taken"
        "the address {url} is already that of {other}"
        "give one of the two another “slug” or “alias”";
    CaseClash { path: String, other: String } Warning "case-clash"
        "{path} and {other} differ in capital letters alone"
        "give one of the two another name: to Windows, macOS and some hosts both are the same, and one would take the place of the other";
    AliasItself { alias: String } Error "alias-itself"
        "the alias “{alias}” is the address of this page itself, and would lead round in a circle"
        "take it out; a page needs no alias for its own address";
    AliasTaken { alias: String, other: String } Error "alias-taken"
        "the alias “{alias}” stands in {other} already"
        "an address leads to one page: keep it in one of the two; capital letters make no difference to some servers";
    RedirectsByHand { alias: String } Warning "redirects-by-hand"
        "content/files/_redirects takes the place of certsite's list, which would hold the alias “{alias}”"
        "no page can answer at that address: add it to your list, or delete that file";
    NotAtRoot { base: String, path: String, files: String } Warning "not-at-root"
        "the site stands at {base}, but programs look for {files} at the root of the host alone"
        "publish the same files there too (those below {path}/ are read by nobody), or give the site a host of its own";
    NoSuchPage { path: String, lang: String, help: String } Error "no-such-page"
        "there is no page “{path}” in “{lang}”"
        "{help}";
    TagAgain { tag: String } Warning "tag-again"
        "the tag “{tag}” stands here a second time"
        "keep one of the two";
    UnknownTag { tag: String, hint: String } Error "unknown-tag"
        "the tag “{tag}” is not in content/data/tags.yaml"
        "{hint}";
    TranslationMissing { lang: String, path: String } Warning "translation-missing"
        "this page has no translation: content/{lang}/{path} does not exist"
        "write it, or mark this page as draft until it exists";
    TranslationWaits { why: String } Warning "translation-waits"
        "this page is published without its translation: {why}"
        "publish both together, or mark this page as draft until then";
    TranslationOutdated { other: String, theirs: String, ours: String } Warning "translation-outdated"
        "{other} was updated on {theirs}, this page on {ours}"
        "bring this page up to date, then set “updated” to the same day";
    TranslationSections { other: String, ours: String, theirs: String } Warning "translation-sections"
        "this page and {other} have different sections: {ours} against {theirs}"
        "both languages need the same headings in the same order; fix ids with “{{#id}}”";
    TranslationFigures { other: String, only_here: String, only_there: String } Warning "translation-figures"
        "numbers or codes differ from {other}: only here {only_here}; only there {only_there}"
        "make both pages state the same facts";
    Placeholder { key: String, what: String, note: String } Warning "placeholder"
        "the fact {key} is unknown ({what})"
        "set it in content/team.yaml or content/site.yaml once the team has confirmed it. {note}";
    PlaceholderRequired { key: String, what: String, note: String } Error "placeholder-required"
        "the fact {key} is unknown ({what}), and a release needs it"
        "set it in content/team.yaml or content/site.yaml once the team has confirmed it, or write “!none” where there is none. {note}";
    Unpublished { target: String, why: String, help: String } Error "link-unpublished"
        "“{target}” is not published: {why}"
        "{help}";
    LeftOut { what: String } Warning "leftover"
        "this is {what}; it is left out of the site"
        "delete it; if readers need it, give it another name";
    LeftIn { what: String } Warning "leftover-published"
        "this is {what}; it is published like all in content/files/"
        "delete it, or give it another name if readers need it";
    UnreadFile { hint: String } Warning "unread-file"
        "certsite reads no file of this name here"
        "{hint}";
    UnusedFolder { known: String } Warning "unused-folder"
        "nothing in this folder is read or published"
        "pages stand in {known}, files that are published as they are in content/files/";
    UnusedAsset { help: String } Warning "unused-asset"
        "no page uses this file"
        "{help}";
    FileCode { what: String } Warning "file-code"
        "this file holds {what}, which runs in the name of the site for everybody who opens it"
        "take it out; the site's Content-Security-Policy stops it only where a host sends that";
    FileRequest { url: String } Warning "file-request"
        "this file loads something from elsewhere: {url}"
        "put a copy beside it; everybody who opens the file tells that host so";
    PicturePlace { what: String, help: String } Warning "picture-place"
        "{what}"
        "{help}; a release refuses it";
    PicturePlaceRelease { what: String, help: String } Error "picture-place-release"
        "{what}, and a release must not"
        "{help}";
    PictureNotes { what: String } Warning "picture-notes"
        "{what}"
        "if readers need not know, take its notes out: “exiftool -all= -tagsfromfile @ -orientation -icc_profile FILE”";
    ArchiveClosed { what: String } Warning "archive-closed"
        "this is {what}, into which certsite cannot look"
        "look yourself that it holds no private key and no picture that tells where it was taken; certsite looks into zip, tar, gzip, bzip2, xz, lzma and zstd";
    DocumentAuthor { name: String } Warning "document-author"
        "this document says who wrote it: “{name}”"
        "if readers need not know, export it anew without its properties; programs that write documents can “remove personal information”";
    ImageDescription { target: String } Error "image-description"
        "the image “{target}” has no description"
        "say in the brackets what it shows: ![description]({target})";
    NotInDescription { what: String } Error "not-in-description"
        "the description of a picture is words alone, and {what} in it is not shown"
        "put it behind the picture";
    ThemeMissing { name: String } Error "theme-missing"
        "there is no theme “{name}”: themes/{name}/templates/ holds no template"
        "set “theme” in content/site.yaml to a folder of themes/";
    TemplateMissing { name: String, hint: String } Error "template-missing"
        "there is no template “{name}.html”"
        "{hint}";
    TemplateCircle { names: String } Error "template-circle"
        "this template uses itself: {names}"
        "take out one of the “extends” or “include” that lead round in a circle";
    TemplateOfBlock { name: String, embed: String } Error "template-of-block"
        "the theme has no template “{name}”, by which “{embed}” blocks are drawn"
        "add it to the theme's templates, as themes/cert has it, or take the block out";
    Template { message: String, page: String } Error "template"
        "{message}{page}"
        "fix the template; a value that may be missing needs “{{% if … %}}” round it";
    StringMissing { key: String, lang: String } Error "string-missing"
        "the theme's string “{key}” has no text in “{lang}”"
        "add it to themes/…/strings/{lang}.yaml";
    SettingsMissing { path: String } Error "settings-missing"
        "{path} does not exist"
        "every site needs it; see “A site of your own” in content/README.md";
    ExternalRequest { url: String, page: String } Error "external-request"
        "the finished page {page} loads something from elsewhere: {url}"
        "put the file into the theme's assets or beside the page";
    InlineCode { what: String, page: String } Error "inline-code"
        "the finished page {page} holds {what}, which the Content-Security-Policy forbids"
        "move it into a file among the theme's assets";
    DeadAddress { url: String, page: String } Error "dead-address"
        "the finished page {page} links to {url}, where nothing is"
        "fix the template or the menu that wrote the link";
    DuplicateId { id: String, page: String } Error "duplicate-id"
        "the finished page {page} uses the id “{id}” twice"
        "the theme's template and the page's headings must not share ids";
    Data { message: String } Error "data"
        "{message}"
        "compare with the other rows of this file";
    LateData { what: String, command: String } Warning "late-data"
        "{what}"
        "the figures stay as they are, and the data are kept; “certsite {command}” publishes them as a revision, if no version gives away what another withholds";
    OtherClock { zone: String, own: String, help: String } Warning "other-clock"
        "the days of these tallies are those of the clock of {zone}, and the site's clock is that of {own}" "{help}: reports name both clocks";
    Advisory { message: String, help: String } Error "advisory"
        "{message}"
        "{help}";
    IndicatorDoubt { value: String, why: String, help: String } Warning "indicator-doubt"
        "the indicator {value} {why}"
        "{help}";
    AdvisoryUndone { message: String, help: String } Warning "advisory-undone"
        "this draft is not done: {message}"
        "{help}; until then it has no document for machines";
    AdvisoryTlp { label: String } Error "advisory-tlp"
        "this advisory is {label}, and a public site publishes TLP:CLEAR alone"
        "pass it on to its recipients by other means, and take the file out of content/; “draft: true” keeps it out of builds, not out of the repository";
    AdvisoryChanged { what: String } Warning "advisory-changed"
        "{what}"
        "add a version to “revisions” that says what changed, and set “updated”: programs of other teams fetch an advisory again only if it has a new version; if nobody could have fetched it yet, delete its line in public/.certsite/versions";
    AdvisoryGone { id: String, how: String } Warning "advisory-gone"
        "{id} was {how}, and is gone"
        "put its page back, with “withdrawn: {{date: …, reason: …}}” in its block: programs of other teams are told of what changes, never of what is deleted; if nobody could have fetched it yet, delete its signatures and its line in public/.certsite/versions too";
    AdvisoryOriginal { own: String, first: String } Warning "advisory-original"
        "there is no page in “{first}”, and it is not said whether this one is the original"
        "before it is published for the first time, add “original: {own}”, and this document keeps the advisory's number for ever; add “original: {first}” if this is a translation of a page that is still to come";
    AdvisoryDiffers { what: String, other: String } Error "advisory-differs"
        "{what} differ from {other}"
        "an advisory states the same facts in each language; only its texts are translated";
    AdvisoryLost { other: String } Error "advisory-lost"
        "this page has no block “advisory”, but {other}, which is the same page, has one"
        "copy the block from there, and translate its texts; without it this language has no document for machines";
    Csaf { test: String, message: String } Error "csaf"
        "as a CSAF document this advisory fails the mandatory test {test}: {message}"
        "the tests are described in section 6 of CSAF 2.0";
    CsafAdvice { test: String, message: String } Warning "csaf-advice"
        "as a CSAF document this advisory fails the optional test {test}: {message}"
        "other teams' tools do more with documents that pass; the tests are described in section 6 of CSAF 2.0";
    NoCsaf { missing: String } Warning "no-csaf"
        "advisories are published as pages alone, without CSAF, because {missing} is not known"
        "state it in content/team.yaml or content/site.yaml";
    Key { why: String } Error "key"
        "this file {why}"
        "content/keys/ holds the team's OpenPGP public keys, armoured: “gpg --armor --export FINGERPRINT”; nothing of this file is published";
    PrivateKey {} Error "private-key"
        "this file holds a private key, which must never leave its owner"
        "take it out of the site's folder and of its history; if anybody else could read it, revoke the key and make a new one. To show what keys look like, cut the lines below the first one short";
    KeyExpires { days: String } Warning "key-expires"
        "this key runs out in {days} days"
        "extend it (gpg --quick-set-expire FINGERPRINT 2y), export it again, and publish it before that day";
    KeyExpired { what: String } Warning "key-expired"
        "{what}, and nobody can write to the team by it"
        "extend it (gpg --quick-set-expire FINGERPRINT 2y, and once more with “*” at the end for its parts) and export it again, or delete this file; until then the site says that it has run out";
    SecurityTxtExpired {} Error "security-txt-expired"
        "security.txt has run out"
        "check its contact, then set a day less than a year ahead (RFC 9116 §2.5.5), and sign it again";
    SecurityTxtExpires { days: String } Warning "security-txt-expires"
        "security.txt runs out in {days} days"
        "check its contact, then set a day less than a year ahead (RFC 9116 §2.5.5), and sign it again";
    SecurityTxtTooLong { days: String } Warning "security-txt-too-long"
        "security.txt claims to hold for {days} days"
        "set a day less than a year ahead (RFC 9116 §2.5.5)";
    BadSignature { out: String, why: String } Error "bad-signature"
        "this signature of {out} {why}"
        "run “certsite sign”, which makes a new one; or delete the file";
    Unsigned { count: String, first: String } Error "unsigned"
        "{count} of the site's files lack the team's signature, such as {first}"
        "run “certsite sign” and commit content/signatures/";
    Form { message: String, help: String } Error "form"
        "{message}"
        "{help}";
    FormName { id: String, name: String } Error "form-name"
        "this form's id is “{id}”, but its file is “{name}”"
        "call the file content/forms/{id}.yaml, or change the id: pages, addresses and the form function know a form by both";
    FormPage { id: String, lang: String } Error "form-page"
        "the form “{id}” has texts in “{lang}”, but no page in “{lang}” draws it"
        "add a ```form block to a page below content/{lang}/, or take the language out of the form: the form function answers each report with a page in its language";
    NotOurs { path: String } Error "output-not-ours"
        "{path} is not empty and was not made by certsite"
        "choose another folder with --out, or empty this one yourself; certsite deletes nothing that it did not write";
    FileInTheWay { path: String } Error "file-in-the-way"
        "{path} was not written by certsite, and the site has a page there"
        "move the file away; certsite overwrites nothing that it did not write";
    OwnFolder { path: String } Error "output-own-folder"
        "the site has a file at {path}, where certsite keeps its own notes or which is no path of a file"
        "give it another name or address; “.certsite” at the top of the output folder is taken";
    ForeignChange { path: String } Warning "foreign-change"
        "{path} is no longer part of the site, but somebody changed it since certsite wrote it"
        "it was left where it is; delete it yourself if nobody needs it";
    ForeignReplaced { path: String, others: String } Warning "foreign-replaced"
        "{path}{others} had been changed by somebody since certsite wrote it, and is replaced"
        "change the sources instead: what certsite once wrote in its folder it writes again";
    NotRemoved { path: String, why: String } Warning "not-removed"
        "{path} is no longer part of the site, but cannot be deleted: {why}"
        "visitors still find it; delete it yourself, or see that certsite may: each build tries again";
}
