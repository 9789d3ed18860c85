//! The command line.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;

/// Takes the reports of a site's incident form, seals them with OpenPGP, keeps them safe and mails
/// them to the team. Without a command it serves, until SIGTERM; SIGHUP lets it read keys, forms
/// and settings again.
#[derive(Debug, Parser)]
#[command(name = "form-fn", version)]
pub struct Cli {
    /// File of settings, NAME=value on each line; FORM_SETTINGS names one too
    #[arg(long, value_name = "FILE", global = true)]
    pub settings: Option<PathBuf>,
    /// Try everything that serving needs, say what to do, and exit: 0 all is well, 1 something is
    /// not, 2 it would not start
    #[arg(long)]
    pub check: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what waits in the outbox, since when, for whom and why, what of the forms cannot be used,
    /// and whether the outbox takes reports; exits with 1 if it does not, or if something is dead,
    /// damaged, or waits for more than an hour
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Let reports be tried again at once, as if they were new
    Requeue {
        /// Numbers of the reports
        #[arg(value_name = "NUMBER", required_unless_present = "all")]
        numbers: Vec<String>,
        /// All that are waiting
        #[arg(long, conflicts_with = "numbers")]
        all: bool,
    },
}

impl Cli {
    /// Reads the arguments; the help ends with the settings.
    pub fn read() -> Cli {
        let mut help = "Settings, each with an example:\n".to_owned();
        for (name, example) in form_fn::config::variables() {
            help.push_str(&format!("  {name}={example}\n"));
        }
        let matches = Cli::command().after_long_help(help).get_matches();
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}
