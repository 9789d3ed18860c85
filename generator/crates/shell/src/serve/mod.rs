//! `certsite serve`: the site as it would be built, from memory, reloaded as it changes.
//!
//! Every answer is rendered from the current [`State`]; whatever it shows, `build` writes. A
//! preview is left open for weeks: nothing that happens to the site's folders, in a tab or to the
//! terminal ends it or makes it blind, and only its user's word does.

mod access;
mod app;
mod broken;
mod burst;
mod caught;
mod forms;
mod http;
mod listen;
mod live;
mod page;
mod refresh;
mod seen;
mod state;
mod stop;
mod tabs;
mod terminal;
mod watch;

pub use access::Door;
pub use app::App;
pub use forms::Desk;
pub use http::router;
pub use listen::{Listen, host_name};
pub use live::Live;
pub use refresh::{keep_fresh, say_limits};
pub use state::State;
pub use stop::on_signal;
pub use terminal::Terminal;
pub use watch::Watch;

/// Where certsite's own files of a preview are: scripts and styles of the overlay, events.
pub(crate) const OWN: &str = "/_certsite/";
