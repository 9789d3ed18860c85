//! `certsite`: reads the command line, runs the command, turns its outcome into an exit status.

use certsite::PROGRAM;
use certsite::cli::{Cli, Command};
use certsite_shell::command::Outcome;
use certsite_shell::commands;
use certsite_shell::console;
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
        Command::Build(args) => commands::build(&PROGRAM, &args),
        Command::Serve(args) => commands::serve(&PROGRAM, &args),
        Command::Check(args) => commands::check(&PROGRAM, &args),
        Command::New(args) => commands::new(&PROGRAM, &args),
        Command::Advisory(args) => commands::advisory(&PROGRAM, &args),
        Command::Sign(args) => commands::sign(&PROGRAM, &args),
        Command::Register(args) => certsite_records::register(&PROGRAM, &args),
        Command::Sensors(args) => certsite_records::sensors(&args),
        Command::Headers(args) => commands::headers(&PROGRAM, &args),
        Command::Schema(args) => commands::schema(&PROGRAM, &args),
        Command::Status(args) => commands::status(&PROGRAM, &args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            console::failed(&error);
            ExitCode::from(2)
        }
    }
}
