//! `certsite`: reads the command line, runs the command, turns its outcome into an exit status.

use certsite::cli::{Cli, Command};
use certsite::commands::{self, Outcome};
use certsite::console;
use clap::Parser;
use std::process::ExitCode;

/// Pages are made of many short-lived strings: with glibc's allocator a fifth of a build's CPU
/// time went into it (`perf record certsite build`, 5,000 pages).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return ExitCode::from(console::usage(&answer)),
    };
    let outcome = match cli.command {
        Command::Build(args) => commands::build(&args),
        Command::Serve(args) => commands::serve(&args),
        Command::Check(args) => commands::check(&args),
        Command::New(args) => commands::new(&args),
        Command::Sign(args) => commands::sign(&args),
        Command::Register(args) => commands::register(&args),
        Command::Sensors(args) => commands::sensors(&args),
        Command::Schema(args) => commands::schema(&args),
        Command::Status(args) => commands::status(&args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            console::say(format_args!("certsite: {error}\n"));
            ExitCode::from(2)
        }
    }
}
