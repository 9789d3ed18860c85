//! certsite: Markdown in two languages → the site of a computer-emergency-response team.
//!
//! Data flows one way: `load` → `parse` → `link` → `plan` → `render` → `output`. `site` puts the
//! stages together; `commands` and `serve` are shells round it. See `ARCHITECTURE.md`.

pub use certsite_base::{address, diag, lang, yaml};
pub use certsite_site::{
    characters, config, data, facts, feature, keys, link, load, markup, memo, output, parse, plan,
    render, rsit, signatures, site, style, timing,
};

pub mod advisory;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod commands;
pub mod console;
pub mod exchange;
pub mod features;
pub mod feed;
pub mod forms;
pub mod latest;
pub mod redirects;
pub mod reference;
pub mod serve;
pub mod statistics;
pub mod team;

/// Fingerprint of the program: of its sources and of the versions of all that it is built from.
pub const PROGRAM: u64 = match u64::from_str_radix(env!("CERTSITE_PROGRAM"), 16) {
    Ok(number) => number,
    Err(_) => panic!("the build script writes a number"),
};
