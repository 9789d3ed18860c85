//! The arguments of `certsite register`.

use super::SummaryArgs;
use certsite_periods::Period;
use certsite_shell::cli::SiteArgs;
use certsite_statistics::register::{Origin, Severity, What};
use certsite_statistics::word::Word;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `certsite register`
#[derive(Args)]
pub struct RegisterArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// What to do with the register.
    #[command(subcommand)]
    pub command: RegisterCommand,
}

/// What can be done with the register.
#[derive(Subcommand)]
pub enum RegisterCommand {
    /// Add an incident; on a terminal, asks for what is not given
    Add(Box<AddArgs>),
    /// Note the day on which an incident was closed
    Close {
        /// The incident's number
        number: String,
        /// The day [default: today]
        day: Option<jiff::civil::Date>,
    },
    /// Open an incident again that was closed too early
    Reopen {
        /// The incident's number
        number: String,
    },
    /// Fix what was entered wrongly; what stood there before goes into the history
    Correct(ChangeArgs),
    /// Enter what was learned since; what stood there before goes into the history
    Amend(ChangeArgs),
    /// Take out an incident that was none; all that its row said goes into the history
    ///
    /// A month that is public stays as it is until it is settled anew.
    Remove {
        /// The incident's number
        number: String,
        /// Why it goes
        #[arg(long)]
        why: Why,
    },
    /// Print what was changed, of one incident or of all: day, number, change, cell, before, after
    History {
        /// The incident's number
        number: Option<String>,
    },
    /// Take cases from an export of RTIR (Results.tsv) or TheHive (CSV)
    ///
    /// Numbers, days, classes, severities and countries are taken, and nothing else of the cases. A case that is there already is brought up to date, so the same export again changes nothing. Each row that cannot be taken is told with its line and column; the others are taken.
    Import(CasesArgs),
    /// Publish what came in after its month was public, as a revision that the period page notes
    ///
    /// Without periods all that have something new. It is refused where the versions together would give away a number that one of them withholds.
    Settle {
        /// Months or years, such as 2026-10
        #[arg(value_name = "PERIOD")]
        periods: Vec<Period>,
    },
    /// Report every mistake in the register
    Check,
    /// Count incidents by month and class
    Summary(SummaryArgs),
}

/// `certsite register add`
#[derive(Args)]
pub struct AddArgs {
    /// report.json of a decrypted report, or - for standard input; nothing of the reporter's words is taken
    pub report: Option<PathBuf>,
    /// Number of the incident
    #[arg(long)]
    pub number: Option<String>,
    /// What else is known of it.
    #[command(flatten)]
    pub cells: CellArgs,
}

/// Why an incident goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Why {
    /// It turned out to be no incident
    FalseAlarm,
    /// It is registered under another number too
    Duplicate,
    /// It should not have been entered, as a trial or a slip
    Mistake,
}

impl Why {
    /// As the history has it.
    pub fn what(self) -> What {
        match self {
            Why::FalseAlarm => What::FalseAlarm,
            Why::Duplicate => What::Duplicate,
            Why::Mistake => What::Mistake,
        }
    }
}

/// `certsite register correct`, `certsite register amend`
#[derive(Args)]
pub struct ChangeArgs {
    /// The incident's number
    pub number: String,
    /// What it shall say.
    #[command(flatten)]
    pub cells: CellArgs,
}

/// What the register says of an incident.
#[derive(Args)]
pub struct CellArgs {
    /// Day on which it became known; of a new one by default that of its report, or today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub received: Option<String>,
    /// Class, by RSIT's code
    #[arg(long)]
    pub class: Option<String>,
    /// Type within the class, by RSIT's code
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// normal, medium or high
    #[arg(long)]
    pub severity: Option<String>,
    /// report, sensor or peer; report, if one is given
    #[arg(long)]
    pub origin: Option<String>,
    /// Country of the source's address, two letters, or nothing
    #[arg(long)]
    pub country: Option<String>,
    /// Day on which it was closed
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub closed: Option<String>,
}

/// `certsite register import`
#[derive(Args)]
pub struct CasesArgs {
    /// The export, or - for standard input
    pub file: PathBuf,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// What stands before a number that is digits alone [default: RTIR# or THEHIVE#, by the export]
    #[arg(long, value_name = "TEXT")]
    pub prefix: Option<String>,
    /// How the team came to know of cases that do not say so
    #[arg(long, default_value = "report", value_name = "ORIGIN", value_parser = word::<Origin>)]
    pub origin: Origin,
    /// Severity of cases that do not say theirs
    #[arg(long, value_name = "SEVERITY", value_parser = word::<Severity>)]
    pub severity: Option<Severity>,
}

/// Reads a word as the register does.
fn word<W: Word>(text: &str) -> Result<W, String> {
    W::read(text).map_err(|(wrong, right)| format!("{wrong}: {right}"))
}
