//! The server: it listens, delivers and looks out until it is told to stop, and goes by other
//! settings when it is told to read them again.

use super::listen::{Opened, open};
use super::{FAILED, NO_START, config, log, refuse};
use form_fn::acknowledge::ALL_PER_HOUR;
use form_fn::config::Config;
use form_fn::handle::{Bundle, Handler};
use form_fn::mailer::{Delivery, Route, Service};
use form_fn::outbox::Store;
use form_fn::server::{ConnectionLimits, acknowledge, deliver, look_out, serve as answer};
use form_fn::setup::{Kept, Prepared, prepare};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

/// What the parts of a running server go by.
struct Running {
    config: Config,
    file: Option<PathBuf>,
    kept: Kept,
    handlers: watch::Sender<Arc<Handler<Bundle, Store>>>,
    routes: Option<watch::Sender<Route<Service>>>,
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

/// Serves until it is told to stop.
pub async fn serve(config: Config, warnings: Vec<String>, file: Option<PathBuf>) -> ExitCode {
    let Some(signals) = Signals::listen() else {
        log("form-fn cannot start: it would not hear when to stop");
        return ExitCode::from(FAILED);
    };
    let parts = match prepare(&config, None).await {
        Ok(parts) => parts,
        Err(mistakes) => return refuse(NO_START, &mistakes),
    };
    let opened = match open(&config.listen).await {
        Ok(opened) => opened,
        Err(mistake) => return refuse(NO_START, &[mistake]),
    };
    warnings.iter().chain(&parts.remarks).for_each(|line| log(line));
    log(&format!("listening on {}", opened.name));
    run(opened, config, file, parts, signals).await;
    log("stopped");
    ExitCode::SUCCESS
}

async fn run(
    opened: Opened,
    config: Config,
    file: Option<PathBuf>,
    parts: Prepared,
    signals: Signals,
) {
    let woken = Arc::new(Notify::new());
    let (stop, stopped) = watch::channel(false);
    let (acknowledgements, mails) = mpsc::channel(ALL_PER_HOUR);
    let (handlers, answering) = watch::channel(Arc::new(parts.handler));
    let mut tasks: Vec<JoinHandle<()>> = Vec::new();
    let routes = parts.route.map(|route| {
        let (routes, going) = watch::channel(route.clone());
        tokio::spawn(acknowledge(going.clone(), mails, log));
        let delivery = Delivery::new(parts.kept.outbox.clone(), route);
        let (health, woken) = (parts.kept.health.clone(), woken.clone());
        tasks.push(tokio::spawn(deliver(delivery, going, health, woken, log, stopped.clone())));
        routes
    });
    let has_delivery = routes.is_some();
    let round = config.first_pause;
    let looking = look_out(answering.clone(), round, has_delivery, log, stopped);
    tasks.push(tokio::spawn(looking));

    let limits =
        ConnectionLimits { trusted_hops: config.trusted_hops, ..ConnectionLimits::default() };
    let running = Running { config, file, kept: parts.kept, handlers, routes };
    let told = running.until_stop(signals);
    let Opened { listener, made, .. } = opened;
    answer(listener, answering, woken, acknowledgements, limits, log, told).await;
    drop(made);
    // Each ends by itself after what is at hand.
    let _ = stop.send(true);
    for task in tasks {
        let _ = task.await;
    }
}

impl Signals {
    fn listen() -> Option<Signals> {
        Some(Signals {
            terminate: signal(SignalKind::terminate()).ok()?,
            interrupt: signal(SignalKind::interrupt()).ok()?,
            hang_up: signal(SignalKind::hangup()).ok()?,
        })
    }
}

impl Running {
    async fn until_stop(mut self, mut signals: Signals) {
        loop {
            tokio::select! {
                _ = signals.terminate.recv() => break,
                _ = signals.interrupt.recv() => break,
                _ = signals.hang_up.recv() => self.read_again().await,
            }
        }
        log("stopping: what was begun is finished first");
    }

    /// Goes by the settings, keys and forms of the moment; or by the former ones, if something
    /// about the new ones does not hold. Whoever is being answered is answered by the former ones.
    async fn read_again(&mut self) {
        let read = match config(self.file.as_deref()) {
            Ok((config, warnings)) => match prepare(&config, Some(&self.kept)).await {
                Ok(parts) => Ok((config, warnings, parts)),
                Err(mistakes) => Err(mistakes),
            },
            Err(mistakes) => Err(mistakes),
        };
        match read {
            Ok((config, warnings, parts)) => {
                warnings.iter().chain(&parts.remarks).for_each(|line| log(line));
                self.take(config, parts);
                log("settings, keys and forms are read again");
            }
            Err(mistakes) => {
                log("ALARM: the settings are not taken over; the former ones hold:");
                mistakes.iter().for_each(|mistake| log(&format!("  {mistake}")));
            }
        }
    }

    fn take(&mut self, config: Config, parts: Prepared) {
        let restart = |name: &str| log(&format!("WARNING: another {name} takes a restart"));
        if config.listen != self.config.listen {
            restart("FORM_LISTEN");
        }
        if parts.kept.has_other_outbox(&config) {
            restart("FORM_OUTBOX");
        }
        if config.trusted_hops != self.config.trusted_hops {
            restart("FORM_TRUSTED_HOPS");
        }
        match (&self.routes, parts.route) {
            (Some(routes), Some(route)) => drop(routes.send_replace(route)),
            (None, None) => {}
            _ => restart("kind of FORM_MAILER"),
        }
        self.handlers.send_replace(Arc::new(parts.handler));
        (self.config, self.kept) = (config, parts.kept);
    }
}
