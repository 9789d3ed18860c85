//! Where links lead, addresses, aliases, tags, and what a page has in other languages.

macro_rules! links {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
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
    PictureElsewhere { target: String } Error "picture-elsewhere"
        "the picture “{target}” lies on another site"
        "put it beside the page and write its name: a page loads nothing from elsewhere";
    LinkAddress { target: String, why: String, help: String } Error "link-address"
        "“{target}” can lead nowhere: {why}"
        "{help}";
    LinkPassword { host: String } Error "link-password"
        "this address of {host} tells its password to everybody"
        "write it without “user:password@”, and change the password if somebody could have read it: it stands in the history of these files, too";
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
    FeedIdAgain { id: String, other: String } Error "feed-id-again"
        "feeds know {other} by “{id}” already"
        "give each page an id of its own, or take the line out: then it is the address that the page had first";
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
    UpdatedLater { day: String, today: String } Warning "updated-later"
        "the page says that it was changed on {day}, and today is {today}"
        "write the day of the last change; a page that is to be published later has a later “date”, or waits with “draft: true”";
    TranslationSections { other: String, ours: String, theirs: String } Warning "translation-sections"
        "this page and {other} have different sections: {ours} against {theirs}"
        "both languages need the same headings in the same order; fix ids with “{{#id}}”";
    TranslationFigures { other: String, only_here: String, only_there: String } Warning "translation-figures"
        "numbers or codes differ from {other}: only here {only_here}; only there {only_there}"
        "make both pages state the same facts";
    } };
}
pub(super) use links;
