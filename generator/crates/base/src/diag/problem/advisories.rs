//! Advisories and their documents for machines.

macro_rules! advisories {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
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
    AdvisoryLate { id: String, at: String, newest: String } Warning "advisory-late"
        "{id} is dated {at}, and what was published before goes to {newest}"
        "state when it goes out, with the time of day (2026-11-23T14:30+04:00; a day alone begins at midnight in UTC): programs of other teams that ask for what is later than what they have would never fetch it; “certsite advisory diff” tells all that changes for them";
    AdvisoryGone { id: String, how: String } Warning "advisory-gone"
        "{id} was {how}, and is gone"
        "put its page back, with “withdrawn: {{date: …, reason: …}}” in its block: programs of other teams are told of what changes, never of what is deleted; if nobody could have fetched it yet, delete its signatures and its lines in public/.certsite/versions and public/.certsite/indicators too";
    DocumentsGone { what: String, missing: String } Warning "documents-gone"
        "{what} published, and nothing is published for machines now, because {missing} is not known"
        "state it again: programs of other teams are told of what changes, never of what is deleted; if it is to be so, delete public/.certsite/versions and public/.certsite/indicators";
    NamespaceChanged { what: String, old: String, new: String } Warning "namespace-changed"
        "{what} published by “{old}”, and would be by “{new}”"
        "put the old one back: programs of other teams know documents and indicators by it, and would keep all of them beside new ones; it is a name and no address, so it stays when the site moves; if it has to change, delete public/.certsite/versions once those teams know";
    AdvisoryRenumbered { old: String, new: String } Warning "advisory-renumbered"
        "this page was published for machines as {old}, and would be {new}"
        "state the “original” that it was, or put the languages of content/site.yaml back in their order: programs of other teams know a document by this number, and would keep the old one beside the new; if nobody could have fetched it yet, delete its lines in public/.certsite/versions";
    DocumentsMoved { old: String, new: String } Warning "documents-moved"
        "the documents for machines were published from {old}, and will be from {new}"
        "let the old address and all below it lead to the new one for good, and tell those who list it: programs of other teams ask where they asked before; this is told by the first build alone";
    AdvisoryOriginal { own: String, first: String } Warning "advisory-original"
        "there is no page in “{first}”, and it is not said whether this one is the original"
        "before it is published for the first time, add “original: {own}”, and this document keeps the advisory's number for ever; add “original: {first}” if this is a translation of a page that is still to come";
    AdvisoryDiffers { what: String, other: String } Error "advisory-differs"
        "{what} differ from {other}"
        "an advisory states the same facts in each language; only its texts are translated";
    AdvisoryLost { other: String } Error "advisory-lost"
        "this page has no block “advisory”, but {other}, which is the same page, has one"
        "copy the block from there, and translate its texts; without it this language has no document for machines";
    Csaf { version: String, test: String, message: String } Error "csaf"
        "as a CSAF {version} document this advisory fails the mandatory test {test}: {message}"
        "the tests are described in section 6 of CSAF {version}";
    CsafAdvice { version: String, test: String, message: String } Warning "csaf-advice"
        "as a CSAF {version} document this advisory fails the optional test {test}: {message}"
        "other teams' tools do more with documents that pass; the tests are described in section 6 of CSAF {version}";
    NoCsaf { missing: String } Warning "no-csaf"
        "advisories are published as pages alone, without CSAF, because {missing} is not known"
        "state it in content/team.yaml or content/site.yaml";
    FewProviders { count: String } Warning "few-providers"
        "this list is not published for programs, because it names {count}, and a CSAF lister names at least two"
        "add teams whose provider-metadata.json you have read (CSAF 2.0 §7.1, requirement 22), or delete the file; a block “providers” shows the list to people meanwhile";
    ListUnpublished { missing: String } Warning "list-unpublished"
        "this list is not published for programs, because {missing} is not known"
        "state it in content/team.yaml or content/site.yaml";
    } };
}
pub(super) use advisories;
