//! What the end-to-end cases and the benchmark stand on: a site in a temporary folder, the real
//! program run on it, a browser, a corpus. Knows certsite only from outside: its files, its
//! command line, its HTTP.
#![expect(
    clippy::disallowed_methods,
    reason = "the outside of the program is disk, clock and environment"
)]

pub mod advisories;
pub mod browser;
pub mod bucket;
pub mod building;
pub mod clock;
pub mod contract;
pub mod corpus;
pub mod dump;
pub mod editing;
pub mod events;
pub mod form_fn;
pub mod guide;
pub mod http;
pub mod lambda;
pub mod mail;
pub mod measure;
pub mod peers;
pub mod program;
pub mod reference;
pub mod reporting;
pub mod rng;
pub mod searching;
pub mod sensors;
pub mod server;
pub mod site;
pub mod static_host;
pub mod statistics;
pub mod templates;
pub mod wait;

pub use program::Run;
pub use rng::Rng;
pub use server::Server;
pub use site::{Site, Tree};

use std::path::Path;

/// The root of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the project's root")
}
