//! The shells of certsite: commands, the preview, the look at finished pages. They know the clock, the
//! disk and the terminal, and no list of features: what a program is made of, it hands to them, so
//! that a change in one feature compiles none of them again.

pub mod bundle;
pub mod check;
pub mod cli;
pub mod command;
pub mod commands;
pub mod console;
mod mount;
pub mod program;
pub mod serve;
