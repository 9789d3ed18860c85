//! Themes, their templates and words, and what is wrong with finished pages.

macro_rules! themes {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
    ThemeMissing { name: String } Error "theme-missing"
        "there is no theme “{name}”: themes/{name}/templates/ holds no template"
        "set “theme” in content/site.yaml to a folder of themes/";
    TemplateMissing { name: String, hint: String } Error "template-missing"
        "there is no template “{name}.html”"
        "{hint}";
    TemplateCircle { names: String } Error "template-circle"
        "this template uses itself: {names}"
        "take out one of the “extends” or “include” that lead round in a circle";
    TemplateChain { most: usize } Error "template-chain"
        "with this begins a chain of more than {most} templates, each of which extends or includes the next"
        "put some of them into one: where a page is drawn, all of them are open at once";
    TemplateOfBlock { name: String, embed: String, or: String } Error "template-of-block"
        "the theme has no template “{name}”, by which “{embed}” blocks are drawn"
        "add it to the theme's templates, as themes/cert has it{or}";
    TemplateOpen { tag: String, end: String, before: String } Error "template-open"
        "“{tag}” is not closed{before}"
        "write “{end}” where it ends";
    TemplateStray { tag: String, begin: String } Error "template-stray"
        "“{tag}” belongs to nothing that is open here"
        "delete it, or write “{begin}” where it begins";
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
    } };
}
pub(super) use themes;
