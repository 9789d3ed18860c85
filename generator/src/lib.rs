//! certsite: Markdown in two languages → the site of a computer-emergency-response team.
//!
//! Data flows one way: `load` → `parse` → `link` → `plan` → `render` → `output`. `certsite_site` puts
//! the stages together; `certsite_shell` has the commands round it. See `ARCHITECTURE.md`.

pub mod cli;
pub mod features;

use certsite_shell::program::Program;

/// This program.
pub const PROGRAM: Program = Program {
    features: features::FEATURES,
    sum: match u64::from_str_radix(env!("CERTSITE_PROGRAM"), 16) {
        Ok(number) => number,
        Err(_) => panic!("the build script writes a number"),
    },
    unjudged: certsite_advisory::unjudged,
    whole: certsite_records::whole,
    review: certsite_records::review,
};
