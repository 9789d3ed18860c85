//! What the scanner found wrong → what its editor is told.

use crate::parse::scan::{MOST_LINES, Slip};
use certsite_base::diag::Problem;

impl Slip {
    /// The same as a problem; `written` is what stands there.
    pub fn problem(self, written: &str) -> Problem {
        match self {
            Slip::OpenFact => Problem::FactOpen {},
            Slip::OneBrace => {
                let key = written.trim_matches(['{', '}']).trim().to_owned();
                Problem::FactBrace { text: written.to_owned(), key }
            }
            Slip::OpenComment => Problem::CommentOpen {},
            Slip::CommentInComment => Problem::CommentNested {},
            Slip::BracketedFact => {
                let why = "what stands between the angle brackets is no address: a fact is one \
                           alone, if it is a mailbox, a telephone number or an address, or behind \
                           “https:” and its like";
                let help = "leave them out, or write “[text](address)”";
                Problem::NoLink { why: why.to_owned(), help: help.to_owned() }
            }
            Slip::LongTitle => Problem::NoLink {
                why: format!("its title does not end within {MOST_LINES} lines"),
                help: "end the title on its own line, “[text](address \"title\")”".into(),
            },
        }
    }
}
