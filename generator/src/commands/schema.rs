//! `certsite schema`: the front matter's types → JSON Schema for editors, on standard output.

use super::{Failure, Outcome, print};
use certsite_site::parse::Front;

/// Runs the command.
pub fn schema() -> Result<Outcome, Failure> {
    let mut schema = schemars::schema_for!(Front);
    schema.insert("title".into(), "Front matter of a page of certsite".into());
    print(format_args!("{:#}\n", schema.to_value()))?;
    Ok(Outcome::Fine)
}
