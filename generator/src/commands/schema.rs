//! `certsite schema`: the front matter's types → JSON Schema for editors, on standard output.

use super::Outcome;
use crate::parse::Front;

/// Runs the command.
pub fn schema() -> Outcome {
    let mut schema = schemars::schema_for!(Front);
    schema.insert("title".into(), "Front matter of a page of certsite".into());
    println!("{:#}", schema.to_value());
    Outcome::Fine
}
