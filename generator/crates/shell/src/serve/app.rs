//! What the preview's answers are made from.

use super::door::Door;
use super::forms::Desk;
use super::live::Live;
use std::sync::Arc;
use tokio::sync::watch;

/// What a preview answers with.
#[derive(Clone)]
pub struct App {
    /// The site.
    pub live: Live,
    /// Who is let in.
    pub door: Arc<Door>,
    /// Where reports are taken.
    pub desk: Arc<Desk>,
    /// True once the preview is to end.
    pub stopped: watch::Receiver<bool>,
}
