//! A table of mistakes → the type `Problem`, with code, severity, text and help of each kind.

/// Declares `Problem` with one row per kind: variant and data, severity, code, text, help.
/// One table keeps the four from drifting apart; the text says what the kind is.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } $severity:ident $code:literal
        $text:literal $help:literal;)*) => {
        /// A mistake, typed. Codes never change their meaning; people quote them.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are named in each kind's text")]
        pub enum Problem { $($(#[$doc])* #[doc = $text] $name { $($field: $type),* },)* }

        impl Problem {
            /// The stable code, such as `link-broken`.
            pub fn code(&self) -> &'static str {
                match self { $(Problem::$name { .. } => $code,)* }
            }

            /// Whether it stops a build.
            pub fn severity(&self) -> $crate::diag::Severity {
                match self { $(Problem::$name { .. } => $crate::diag::Severity::$severity,)* }
            }

            /// What would be right, in a sentence for the editor.
            #[expect(unused_variables, reason = "not every help text names every field")]
            pub fn help(&self) -> String {
                match self { $(Problem::$name { $($field),* } => format!($help),)* }
            }
        }

        impl std::fmt::Display for Problem {
            #[expect(unused_variables, reason = "not every text names every field")]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { $(Problem::$name { $($field),* } => write!(f, $text),)* }
            }
        }
    };
}

pub(super) use problems;
