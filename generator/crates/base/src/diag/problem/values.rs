//! Settings, front matter, facts and data: YAML, keys and values.

macro_rules! values {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
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
    Placeholder { key: String, what: String, note: String } Warning "placeholder"
        "the fact {key} is unknown ({what})"
        "set it in content/team.yaml or content/site.yaml once the team has confirmed it. {note}";
    PlaceholderRequired { key: String, what: String, note: String } Error "placeholder-required"
        "the fact {key} is unknown ({what}), and a release needs it"
        "set it in content/team.yaml or content/site.yaml once the team has confirmed it, or write “!none” where there is none. {note}";
    Data { message: String } Error "data"
        "{message}"
        "compare with the other rows of this file";
    LateData { what: String, command: String } Warning "late-data"
        "{what}"
        "the figures stay as they are, and the data are kept; “certsite {command}” publishes them as a revision, if no version gives away what another withholds";
    OtherClock { zone: String, own: String, help: String } Warning "other-clock"
        "the days of these tallies are those of the clock of {zone}, and the site's clock is that of {own}" "{help}: reports name both clocks";
    RegisterGap { what: String } Warning "register-gap"
        "{what} no longer in the register, and the history does not say that they went"
        "restore the rows from version control; what was no incident is taken out by “certsite register remove”";
    CountedTwice { what: String } Warning "counted-twice"
        "{what}"
        "if a log was imported under both names, take one of the two imports back (certsite sensors list, certsite sensors undo)";
    UnknownSensor { name: String, hint: String } Warning "unknown-sensor"
        "nothing has been counted by a sensor of the name “{name}”"
        "{hint}";
    LinesDamaged { message: String, help: String } Warning "lines-damaged"
        "{message}"
        "{help}";
    } };
}
pub(super) use values;
