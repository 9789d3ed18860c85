//! certsite: Markdown in two languages → the site of a computer-emergency-response team.
//!
//! Data flows one way: `load` → `parse` → `link` → `plan` → `render` → `output`. `site` puts the
//! stages together; `commands` and `serve` are shells round it. See `ARCHITECTURE.md`.

pub mod bundle;
pub mod check;
pub mod cli;
pub mod commands;
pub mod console;
pub mod features;
pub mod serve;

/// Fingerprint of the program: of its sources and of the versions of all that it is built from.
pub const PROGRAM: u64 = match u64::from_str_radix(env!("CERTSITE_PROGRAM"), 16) {
    Ok(number) => number,
    Err(_) => panic!("the build script writes a number"),
};
