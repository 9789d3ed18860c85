//! The current state of the site, and who waits for the next one.

use super::broken::Broken;
use super::caught::caught;
use super::state::{Basis, State};
use super::terminal::Terminal;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::load::Changed;
use certsite_site::site::Engine;
use certsite_site::timing::Timings;
use std::io::{Error, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// The site as it is now. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    engine: Arc<Mutex<Engine>>,
    state: watch::Sender<Arc<State>>,
    root: Arc<Path>,
    broken: Arc<Broken>,
}

/// What may fail at each change.
const READING: &str = "reading the site";

/// A state that nobody has seen yet.
pub(super) struct Next {
    state: State,
    /// The number of files that were parsed for it.
    pub parsed: usize,
}

impl Live {
    /// Reads the site below `root` for the first time.
    ///
    /// # Errors
    /// If there is no site.
    pub fn start(
        mut engine: Engine,
        root: &Path,
        now: jiff::Timestamp,
        terminal: Terminal,
    ) -> std::io::Result<Live> {
        let broken = Arc::new(Broken::new(terminal));
        let made = caught(READING, || {
            let read = engine.read(now, &Changed::All, &mut Timings::default())?;
            let basis = Some(Basis::of(&read));
            let snapshot = engine.plan(read, &mut Timings::default());
            Ok::<_, Error>(State::new(snapshot, basis, broken.clone()))
        });
        let state =
            made.unwrap_or_else(|internal| Ok(State::without_site(*internal, broken.clone())))?;
        let (state, _) = watch::channel(Arc::new(state));
        Ok(Live { engine: Arc::new(Mutex::new(engine)), state, root: root.into(), broken })
    }

    /// Reads the site again, of which this may have changed. Gives nothing if all that it is made of
    /// is as it was.
    pub(super) fn read(&self, now: jiff::Timestamp, changed: &Changed) -> Option<Next> {
        // A panic leaves the engine's memo whole: it is replaced, never edited.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.state();
        let made = caught(READING, || {
            let read = engine.read(now, changed, &mut Timings::default())?;
            let basis = Some(Basis::of(&read));
            if basis == shown.basis {
                return Ok(None);
            }
            let snapshot = engine.plan(read, &mut Timings::default());
            Ok(Some(State::new(snapshot, basis, self.broken.clone())))
        });
        let without_site = |why| State::without_site(why, self.broken.clone());
        let state = match made {
            Ok(Ok(state)) => state?,
            Ok(Err(error)) => without_site(gone(&self.root, &error)),
            Err(internal) => without_site(*internal),
        };
        let is_same = shown.site().is_none() && state.basis.is_none() && shown.basis.is_none();
        if is_same && shown.snapshot.diagnostics == state.snapshot.diagnostics {
            return None;
        }
        Some(Next { state, parsed: engine.parsed })
    }

    /// True if the site was planned for another day than the one of this moment.
    pub(super) fn is_of_another_day(&self, now: jiff::Timestamp) -> bool {
        self.state().site().is_some_and(|site| site.config.today(now) != site.options.date)
    }

    /// Shows a state; all who wait are told.
    pub(super) fn show(&self, next: Next) {
        self.state.send_replace(Arc::new(next.state));
    }

    /// The state of this moment, which stays whole while the next one is made.
    pub fn state(&self) -> Arc<State> {
        self.state.borrow().clone()
    }

    /// Tells of each later state.
    pub(super) fn changes(&self) -> watch::Receiver<Arc<State>> {
        self.state.subscribe()
    }
}

impl Next {
    /// True if it has mistakes that `shown` does not have, or lacks what that shows: it may be a
    /// site in the middle of a change.
    pub(super) fn is_worse_than(&self, shown: &State) -> bool {
        let known = &shown.snapshot.diagnostics;
        let is_new = |mistake: &&Diagnostic| !known.contains(mistake);
        if self.state.errors().any(|mistake| is_new(&mistake)) {
            return true;
        }
        let Some(site) = shown.site() else { return false };
        if self.state.site().is_some_and(|own| own.plan.has_addresses_of(&site.plan)) {
            return false;
        }
        site.plan.routes.iter().any(|route| self.state.route(&route.url).is_none())
    }
}

/// What is missing, as precisely as it can be told.
fn gone(root: &Path, error: &Error) -> Diagnostic {
    let content = root.join("content");
    let target = std::fs::read_link(&content);
    let what = match (error.kind(), target) {
        (ErrorKind::NotFound, _) if !root.exists() => {
            format!("the folder of the site is missing: {}", root.display())
        }
        (ErrorKind::NotFound, Ok(target)) => {
            format!("content is a link to “{}”, where nothing is", target.display())
        }
        (ErrorKind::NotFound, Err(_)) => "the folder content/ is missing".into(),
        _ => format!("the folder content/ cannot be read: {error}"),
    };
    Diagnostic::site(Problem::SiteGone { what })
}
