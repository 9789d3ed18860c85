//! `certsite serve`: the preview, until it is stopped.

use crate::cli::ServeArgs;
use crate::command::{Failure, Outcome, count, no_site, now, public_figures};
use crate::program::Program;
use crate::serve::{
    App, Desk, Door, Live, Terminal, Watch, keep_fresh, on_signal, router, say_limits,
};
use certsite_base::address::Base;
use certsite_site::output::Last;
use certsite_site::site::Request;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serves the preview until the process is told to stop.
pub fn serve(program: &Program, args: &ServeArgs) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::io("no threads for the server"))?;
    let terminal = Terminal::start();
    let outcome = runtime.block_on(run(program, args, &terminal));
    // Whatever is still rendering is not waited for.
    runtime.shutdown_background();
    terminal.flush();
    outcome
}

async fn run(program: &Program, args: &ServeArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let listener = args.listen.bind().await.map_err(Failure::new)?;
    let address = listener.local_addr().map_err(Failure::io(&args.listen))?;
    let url = args.listen.url(address);
    // The folder of this name, even if it is deleted and made again.
    let root = &args.site.root;
    let root = &std::path::absolute(root).map_err(Failure::io(root.display()))?;
    let started = Instant::now();
    let watch = Watch::new(root);
    // At the root of its host, wherever the site will stand.
    let base = Base::parse(&url).unwrap_or_else(|_| Base::unknown());
    let public = public_figures(root, &Last::of(&root.join("public")));
    let request =
        Request { base: Some(base), drafts: true, development: true, public, ..Request::default() };
    let live = Live::start(program.engine(root, request), root, now(), terminal.clone())
        .map_err(no_site(root))?;
    let state = live.state();
    terminal.tell(&state.snapshot.diagnostics);
    let desk = Desk::new(live.clone(), root, terminal.clone());
    let stopped = on_signal(terminal.clone()).map_err(Failure::io("signals cannot be heard"))?;
    warn(address, &watch, terminal);
    let files = count(state.site().map_or(0, |site| site.plan.routes.len()), "file");
    let took = started.elapsed().as_millis();
    terminal.say(format_args!("{files} planned in {took} ms. Preview: {url}/"));
    terminal.say("Changes show by themselves. Stop with Ctrl-C.");
    keep_fresh(live.clone(), watch, terminal.clone());
    if args.open {
        open(&url, terminal);
    }
    let names = args.allow_host.iter().map(String::as_str).chain(args.listen.name());
    let door = Door::new(address, names.map(str::to_owned));
    let app = App { live, door: Arc::new(door), desk: Arc::new(desk), stopped: stopped.clone() };
    answer(listener, app, stopped).await
}

/// Answers until the preview is stopped.
async fn answer(
    listener: TcpListener,
    app: App,
    mut stopped: watch::Receiver<bool>,
) -> Result<Outcome, Failure> {
    let is_stopped = async move {
        // Fails only if nobody is left to stop it.
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    };
    axum::serve(listener, router(app))
        .with_graceful_shutdown(is_stopped)
        .await
        .map_err(Failure::io("the server stopped"))?;
    Ok(Outcome::Fine)
}

/// Says what is not as it would be on an editor's own machine.
fn warn(address: SocketAddr, watch: &Watch, terminal: &Terminal) {
    say_limits(watch, terminal);
    if !address.ip().to_canonical().is_loopback() {
        terminal.say(format_args!(
            "OPEN TO THE NETWORK: whoever reaches {address} reads this preview, drafts included."
        ));
    }
}

fn open(url: &str, terminal: &Terminal) {
    if let Err(error) = open::that_detached(url) {
        terminal.say(format_args!("No browser could be opened ({error}); the address is {url}/"));
    }
}
