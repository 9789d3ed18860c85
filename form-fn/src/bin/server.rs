//! `form-fn`: environment → a server that takes reports and delivers them. No option, no file of
//! its own; `form_fn::config` lists the variables.

#![allow(clippy::disallowed_methods, reason = "a shell reads the environment")]

use form_fn::acknowledge::ALL_PER_HOUR;
use form_fn::config::{Config, Mistake};
use form_fn::mailer::Delivery;
use form_fn::server::{Limits, acknowledge, aside, deliver, serve};
use form_fn::setup::{Parts, prepare};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, mpsc, watch};

/// The outbox is looked through at least this often.
const ROUND: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    form_fn::step::arm();
    // The usual message of a panic may quote what a reporter typed.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
        log(&format!("ALARM: a mistake in the program{place}"));
    }));
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    let variables: BTreeMap<String, String> =
        std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(start(&variables)),
        Err(error) => {
            log(&format!("form-fn cannot start: {error}"));
            ExitCode::from(2)
        }
    }
}

async fn start(variables: &BTreeMap<String, String>) -> ExitCode {
    let config = match Config::read(variables) {
        Ok(config) => config,
        Err(mistakes) => return refuse(&mistakes),
    };
    match prepare(&config).await {
        Ok(parts) => run(config, parts).await,
        Err(mistakes) => refuse(&mistakes),
    }
}

fn refuse(mistakes: &[Mistake]) -> ExitCode {
    log("form-fn does not start:");
    mistakes.iter().for_each(|mistake| log(&format!("  {mistake}")));
    ExitCode::from(2)
}

async fn run(config: Config, parts: Parts) -> ExitCode {
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
        log("form-fn cannot start: it would not hear when to stop");
        return ExitCode::from(2);
    };
    let listener = match TcpListener::bind(config.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            return refuse(&[Mistake::new("FORM_LISTEN", format!("cannot be had: {error}"))]);
        }
    };
    parts.remarks.iter().for_each(|remark| log(remark));
    // With port 0 the system chooses one.
    let address = listener.local_addr().unwrap_or(config.listen);
    log(&format!("listening on http://{address}"));

    let kept = Arc::new(Notify::new());
    let (stop, stopped) = watch::channel(false);
    let (acknowledgements, mails) = mpsc::channel(ALL_PER_HOUR);
    let delivery = parts.mailer.map(|mailer| {
        tokio::spawn(acknowledge(mailer.clone(), mails, log));
        let delivery = Delivery::new(parts.outbox, mailer, config.first_pause);
        let round = ROUND.min(config.first_pause);
        tokio::spawn(deliver(delivery, round, kept.clone(), log, stopped))
    });
    let told = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        log("stopping: what was begun is finished first");
    };
    let limits = Limits { trusted_hops: config.trusted_hops, ..Limits::default() };
    let handler = Arc::new(parts.handler.aside(aside()));
    serve(listener, handler, kept, acknowledgements, limits, log, told).await;
    // Fails only if nobody listens, that is without delivery.
    let _ = stop.send(true);
    if let Some(delivery) = delivery {
        // It ends by itself after the mail at hand.
        let _ = delivery.await;
    }
    log("stopped");
    ExitCode::SUCCESS
}

/// A line of the log, to standard error; the service manager adds the time.
fn log(line: &str) {
    use std::io::Write;
    // A full log disk must not stop reports from being taken.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
