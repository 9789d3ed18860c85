//! `certsite serve`: the site as it would be built, from memory, reloaded as it changes.
//!
//! Every answer is rendered from the current [`Snapshot`]; whatever it shows, `build` writes.

mod forms;
mod http;
mod live;
mod watch;

pub use forms::Reports;
pub use http::router;
pub use live::{Live, State};
pub use watch::watch;

/// Where certsite's own files of a preview are: script and styles of the overlay, events.
pub(crate) const OWN: &str = "/_certsite/";
