//! `certsite`: reads the command line, runs the command, turns its outcome into an exit status.

use certsite::cli::{Cli, Command};
use certsite::commands::{self, Outcome};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Build(args) => commands::build(&args),
        Command::Serve(args) => commands::serve(&args),
        Command::Check(args) => commands::check(&args),
        Command::New(args) => commands::new(&args),
        Command::Status(args) => commands::status(&args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            eprintln!("certsite: {error}");
            ExitCode::from(2)
        }
    }
}
