//! certsite: Markdown in two languages → the site of a computer-emergency-response team.
#![warn(missing_docs)]
pub mod config;
pub mod diag;
pub mod lang;
pub mod link;
pub mod load;
pub mod parse;
pub mod yaml;
