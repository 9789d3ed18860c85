//! `certsite serve`: the preview, until it is stopped.

use super::{Failure, Outcome, count, no_site, now, show};
use crate::cli::ServeArgs;
use crate::console::tell;
use crate::diag::Diagnostic;
use crate::serve::{Live, Reports, router, watch};
use crate::site::{Engine, Request};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;

/// Runs the command.
pub fn serve(args: &ServeArgs) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::io("no threads for the server"))?;
    runtime.block_on(run(args))
}

async fn run(args: &ServeArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let listener = TcpListener::bind(args.listen).await.map_err(Failure::io(format_args!(
        "cannot listen on {} (choose another with --listen)",
        args.listen
    )))?;
    let address = listener.local_addr().map_err(Failure::io(args.listen))?;
    let url = format!("http://{address}");
    let started = Instant::now();
    let request =
        Request { base_url: Some(url.clone()), date: None, drafts: true, development: true };
    let live = Live::start(Engine::new(root, request), now()).map_err(no_site(root))?;
    announce(&live, &url, started);
    let reports = Reports::open(live.clone(), &root.join("var"))
        .map_err(Failure::io(root.join("var").display()))?;
    tell!(
        "NO TEAM KEY: reports are sealed to a DEVELOPMENT key in {}, which protects nothing.",
        reports.keys().display()
    );
    tell!(
        "They stay in {}/var/outbox; each is announced here with the command that opens it.",
        root.display()
    );
    let reports = Arc::new(reports);
    // Dropped, and so ended, with this function.
    let _watcher = watch(root, on_change(live.clone(), root))
        .map_err(|error| Failure(format!("cannot watch {}: {error}", root.display())))?;
    if args.open {
        open(&url);
    }
    let service = router(live, reports).into_make_service();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await
        .map_err(Failure::io("the server stopped"))?;
    Ok(Outcome::Fine)
}

fn announce(live: &Live, url: &str, started: Instant) {
    let state = live.state();
    show(&state.snapshot.diagnostics);
    let routes = state.site().map_or(0, |site| site.plan.routes.len());
    tell!(
        "{} planned in {} ms. Preview: {url}/",
        count(routes, "file"),
        started.elapsed().as_millis()
    );
    tell!("Changes show by themselves. Stop with Ctrl-C.");
}

/// Reads the site again and prints what is new: problems, or that they are gone.
fn on_change(live: Live, root: &Path) -> impl Fn() + Send + 'static {
    let root = root.display().to_string();
    let last = std::sync::Mutex::new(live.state().snapshot.diagnostics.clone());
    move || {
        let started = Instant::now();
        let parsed = match live.refresh(now()) {
            Ok(parsed) => parsed,
            Err(error) => return tell!("{root}: {error}"),
        };
        let state = live.state();
        let mut last: std::sync::MutexGuard<Vec<Diagnostic>> =
            last.lock().unwrap_or_else(|e| e.into_inner());
        if *last != state.snapshot.diagnostics {
            show(&state.snapshot.diagnostics);
            if state.snapshot.diagnostics.is_empty() {
                tell!("All mended.");
            }
            last.clone_from(&state.snapshot.diagnostics);
        }
        tell!(
            "Changed: {} read anew, in {} ms.",
            count(parsed, "page"),
            started.elapsed().as_millis()
        );
    }
}

fn open(url: &str) {
    if let Err(error) = open::that_detached(url) {
        tell!("No browser could be opened ({error}); the address is {url}/");
    }
}

/// Resolves when the process is asked to stop.
async fn stopped() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
