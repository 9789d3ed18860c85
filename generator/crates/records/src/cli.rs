//! What the commands can be told.

mod register;
mod sensors;

pub use register::*;
pub use sensors::*;

use clap::{Args, ValueEnum};

/// `certsite register summary`
#[derive(Args)]
pub struct SummaryArgs {
    /// Count this year alone
    #[arg(long)]
    pub year: Option<i16>,
    /// How to print
    #[arg(long, default_value = "table", value_name = "FORMAT")]
    pub format: SummaryFormat,
}

/// How to print a summary.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    /// For people
    Table,
    /// One JSON object: month, class, count
    Json,
}
