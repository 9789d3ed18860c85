//! What the preview's answers are made from.

use super::access::Door;
use super::forms::Desk;
use super::live::Live;
use std::sync::Arc;
use tokio::sync::watch;

/// What a preview answers with.
#[derive(Clone)]
pub struct App {
    /// The site as it is at this moment.
    pub live: Live,
    /// Decides which requests are answered at all.
    pub door: Arc<Door>,
    /// Takes the posts of the preview's forms.
    pub desk: Arc<Desk>,
    /// True once the preview is to end.
    pub stopped: watch::Receiver<bool>,
}
