//! certsite: Markdown in two languages → the site of a computer-emergency-response team.
//!
//! Data flows one way: `load` → `parse` → `link` → `plan` → `render` → `output`. `site` puts the
//! stages together; `commands` and `serve` are shells round it. See `ARCHITECTURE.md`.

pub use certsite_base::{address, diag, lang, yaml};

pub mod advisory;
pub mod bundle;
pub mod characters;
pub mod check;
pub mod cli;
pub mod commands;
pub mod config;
pub mod console;
pub mod data;
pub mod exchange;
pub mod facts;
pub mod feature;
pub mod features;
pub mod feed;
pub mod forms;
pub mod keys;
pub mod latest;
pub mod link;
pub mod load;
pub mod markup;
pub mod memo;
pub mod output;
pub mod parse;
pub mod plan;
pub mod redirects;
pub mod reference;
pub mod render;
pub mod rsit;
pub mod serve;
pub mod signatures;
pub mod site;
pub mod statistics;
pub mod style;
pub mod team;
#[cfg(test)]
mod testing;
pub mod timing;

/// Fingerprint of the program: of its sources and of the versions of all that it is built from.
pub const PROGRAM: u64 = match u64::from_str_radix(env!("CERTSITE_PROGRAM"), 16) {
    Ok(number) => number,
    Err(_) => panic!("the build script writes a number"),
};
