//! What an answer, and a post as a whole, have to keep to.

use serde::Deserialize;

/// What an answer has to keep to; what is absent is not asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    /// The fewest letters that can be seen, inclusive, as readers count them (grapheme clusters,
    /// UAX #29); `None` if there is no least number of them.
    pub min_length: Option<usize>,
    /// The most letters, inclusive, counted alike but with those that cannot be seen; `None` if
    /// only the whole post is bounded.
    pub max_length: Option<usize>,
    /// The most lines of a text, inclusive; `None` if only its length is bounded.
    pub max_lines: Option<usize>,
    /// The least whole number, inclusive; `None` if there is no least one.
    pub min: Option<i64>,
    /// The greatest whole number, inclusive; `None` if there is no greatest one.
    pub max: Option<i64>,
    /// The shape of a line; none if any will do.
    pub format: Option<Format>,
    /// Whether a day may not be later than today, where the reporter is.
    #[serde(default)]
    pub not_future: bool,
    /// The first day that is taken, inclusive; `None` if every day is.
    pub not_before: Option<Day>,
    /// The id of another field, whose day this one may not be later than; `None` if it depends on
    /// no other.
    pub not_after_field: Option<String>,
    /// The id of another field that has to be answered if this one is; `None` if it depends on no
    /// other.
    pub needs_field: Option<String>,
    /// The value that a ticked box posts; none for `yes`.
    pub must_be: Option<String>,
    /// The most files of the field, inclusive.
    pub max_count: Option<usize>,
    /// The most bytes of all files of the field together, before they are encoded.
    pub max_total_bytes: Option<usize>,
}

/// A calendar day of a definition, written `YYYY-MM-DD`, in no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub jiff::civil::Date);

/// Shape of a one-line text beyond its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// 40 or 64 hexadecimal digits; blanks between them are taken out.
    Fingerprint,
    /// Somebody's ticket number: Latin letters, digits and a few marks.
    Reference,
}

/// What a post may at most hold, and how old its token may be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormLimits {
    /// The most bytes of the body of a post, encoded as it is sent, if the form takes no files.
    pub body_bytes: usize,
    /// The same if it takes files.
    pub files_body_bytes: usize,
    /// The most fields of a post.
    pub fields: usize,
    /// The most bytes of a field's name.
    pub field_name_bytes: usize,
    /// The age in seconds below which a token is a sign that a program filled in the form.
    pub token_min_age_seconds: i64,
    /// The age in seconds above which a token has run out.
    pub token_max_age_seconds: i64,
}

/// The most that a form may take in one post: all of it is held in memory, and hardly any mail
/// server takes a letter of more.
pub const BODY_MOST: usize = 16 << 20;
