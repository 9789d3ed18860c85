//! The current snapshot, and who waits for the next one.

use crate::diag::{Diagnostic, Severity, to_json};
use crate::features::Options;
use crate::plan::Route;
use crate::render::Bytes;
use crate::site::{Engine, Site, Snapshot};
use crate::timing::Timings;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use xxhash_rust::xxh3::xxh3_64;

/// One state of the site.
pub struct State {
    /// What is known of it.
    pub snapshot: Snapshot,
}

/// The site as it is now. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    engine: Arc<Mutex<Engine>>,
    state: watch::Sender<Arc<State>>,
}

impl Live {
    /// Reads the site for the first time.
    ///
    /// # Errors
    /// If there is no site at the root.
    pub fn start(mut engine: Engine, now: jiff::Timestamp) -> std::io::Result<Live> {
        let snapshot = engine.snapshot(now, &mut Timings::default())?;
        let (state, _) = watch::channel(Arc::new(State { snapshot }));
        Ok(Live { engine: Arc::new(Mutex::new(engine)), state })
    }

    /// Reads the site again; all who wait are told. Gives the number of files that were parsed.
    ///
    /// # Errors
    /// If the site is gone; then the last state stays.
    pub fn refresh(&self, now: jiff::Timestamp) -> std::io::Result<usize> {
        // A panic elsewhere leaves the engine's memo whole: it is replaced, never edited.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = engine.snapshot(now, &mut Timings::default())?;
        self.state.send_replace(Arc::new(State { snapshot }));
        Ok(engine.parsed)
    }

    /// The state of this moment.
    pub fn state(&self) -> Arc<State> {
        self.state.borrow().clone()
    }

    /// Tells of each later state.
    pub fn changes(&self) -> watch::Receiver<Arc<State>> {
        self.state.subscribe()
    }
}

impl State {
    /// The site, unless its settings are broken.
    pub fn site(&self) -> Option<&Site> {
        self.snapshot.site.as_ref()
    }

    /// The route of an address.
    pub fn route(&self, path: &str) -> Option<&Route> {
        self.site()?.plan.find(path)
    }

    /// Fingerprint of what an address shows; another one means that a tab must reload.
    pub fn sum(&self, path: &str) -> u64 {
        let (Some(site), Some(route)) = (self.site(), self.route(path)) else { return 0 };
        match site.render(route) {
            Ok(Bytes::Html(bytes) | Bytes::Made(bytes)) => xxh3_64(&bytes),
            Ok(Bytes::File(_)) => 1,
            Err(diagnostic) => xxh3_64(diagnostic.problem.to_string().as_bytes()),
        }
    }

    /// The errors of the site, and of an address if it cannot be rendered, as a JSON list.
    pub fn errors(&self, path: &str) -> String {
        let site = self.snapshot.diagnostics.iter().filter(|d| d.severity() == Severity::Error);
        let page: Option<Box<Diagnostic>> =
            self.route(path).and_then(|route| self.site()?.render(route).err());
        let all: Vec<_> = site.chain(page.as_deref()).map(to_json).collect();
        serde_json::Value::from(all).to_string()
    }

    /// What the site was planned for.
    pub fn options(&self) -> Option<&Options> {
        self.site().map(|site| &site.options)
    }
}
