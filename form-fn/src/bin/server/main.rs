//! `form-fn`: a server that takes reports and delivers them, and what looks after it. It is set up
//! by its environment, or by a file of the same variables; `form_fn::config` lists them.

#![allow(clippy::disallowed_methods, reason = "a shell reads the environment")]

mod check;
mod cli;
mod listen;
mod outbox;
mod serve;

use cli::{Cli, Command};
use form_fn::config::{Config, Mistake, OutboxConfig};
use form_fn::setup::{Variables, variables};
use outbox::{Output, Wanted};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// What could not be done at all.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    form_fn::failpoint::arm();
    let cli = Cli::read();
    // The usual message of a panic may quote what a reporter typed.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
        log(&format!("ALARM: a mistake in the program{place}"));
    }));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => {
            log(&format!("form-fn cannot start: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

async fn run(cli: Cli) -> ExitCode {
    let file = cli.settings.as_deref();
    if let Some(command) = cli.command.filter(|_| !cli.check) {
        let config = match outbox_config(file) {
            Ok(config) => config,
            Err(mistakes) => return refuse("form-fn cannot look into the outbox:", &mistakes),
        };
        return match command {
            Command::Status { json } => {
                let output = if json { Output::Json } else { Output::Words };
                outbox::status(&config, output).await
            }
            Command::Requeue { numbers, all } => {
                let wanted = if all { Wanted::All } else { Wanted::Numbers(numbers) };
                outbox::requeue(&config, &wanted).await
            }
        };
    }
    match config(file) {
        Ok((config, warnings)) if cli.check => check::check(config, &warnings).await,
        Ok((config, warnings)) => serve::serve(config, warnings, cli.settings).await,
        Err(mistakes) => refuse(NO_START, &mistakes),
    }
}

/// The variables of the moment, and what of them is hardly meant.
fn environment(file: Option<&Path>) -> Result<Variables, Vec<Mistake>> {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    let environment: BTreeMap<String, String> =
        std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect();
    variables(environment, file)
}

fn outbox_config(file: Option<&Path>) -> Result<OutboxConfig, Vec<Mistake>> {
    Config::for_outbox(&environment(file)?.0)
}

/// The settings of the moment, and what of them is hardly meant.
fn config(file: Option<&Path>) -> Result<(Config, Vec<String>), Vec<Mistake>> {
    let (variables, mut warnings) = environment(file)?;
    let config = Config::read(&variables)?;
    warnings.extend(config.warnings.iter().map(|warning| format!("WARNING: {warning}")));
    Ok((config, warnings))
}

const NO_START: &str = "form-fn does not start:";

fn refuse(what: &str, mistakes: &[Mistake]) -> ExitCode {
    log(what);
    mistakes.iter().for_each(|mistake| log(&format!("  {mistake}")));
    ExitCode::from(FAILED)
}

/// A line of the log, to standard error; the service manager adds the time.
fn log(line: &str) {
    use std::io::Write;
    // In one piece: each is a call of the system, and wakes whoever reads. A full log disk must not
    // stop reports from being taken.
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

/// A line of what was asked for, to standard output. Whoever reads no further is no failure.
fn tell(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
