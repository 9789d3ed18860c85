//! `certsite schema`: types → JSON Schema on standard output: of the front matter, for editors, or of
//! what templates are given, for authors of themes.

use crate::cli::SchemaArgs;
use crate::command::{Failure, Outcome, print};
use crate::program::Program;
use certsite_site::parse::Front;
use certsite_site::render::contract;

/// Prints one of the two schemas to standard output. It needs no site.
pub fn schema(program: &Program, args: &SchemaArgs) -> Result<Outcome, Failure> {
    let schema = match args.theme {
        true => contract(program.features),
        false => {
            let mut schema = schemars::schema_for!(Front);
            schema.insert("title".into(), "Front matter of a page of certsite".into());
            schema.to_value()
        }
    };
    print(format_args!("{schema:#}\n"))?;
    Ok(Outcome::Fine)
}
