//! What operators are told of a setting that cannot be used.

/// What is wrong with one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The name of the variable, such as `FORM_MAILER`.
    pub variable: String,
    /// What is wrong with it, as the rest of a sentence that begins with its name: “is …”, “holds
    /// …”.
    pub wrong: String,
}

impl Mistake {
    /// A mistake in the variable of this name; `wrong` goes on after that name.
    pub fn new(variable: &str, wrong: impl Into<String>) -> Mistake {
        Mistake { variable: variable.to_owned(), wrong: wrong.into() }
    }
}
