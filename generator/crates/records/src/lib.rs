//! The commands that keep what figures are made of: the register of incidents, the tallies of what
//! sensors saw, and what of both was settled once it was public.
//!
//! Knows the shells' common ways, the store of `certsite-sensors` and the data of
//! `certsite-statistics`; nobody knows it but the program. Begin with `register`.

#![expect(
    clippy::disallowed_methods,
    reason = "the commands know the clock, the disk and the environment"
)]

pub mod cli;
mod register;
mod sensors;
mod settings;
mod settle;
mod table;

pub use register::{register, whole};
pub use sensors::{review, sensors};
