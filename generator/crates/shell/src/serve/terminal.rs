//! What the preview has to say → standard error, line by line, on a thread of its own.
//!
//! A terminal that is halted (Ctrl-S), closed, or a pipe that nobody reads must hold up neither an
//! answer nor a change: what cannot be said is dropped.

use crate::console;
use certsite_base::diag::{Diagnostic, PrintFormat, print};
use std::fmt::Display;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// How much may wait to be said.
const WAITING: usize = 1_000;

/// How long the end waits for what is still to be said.
const PATIENCE: Duration = Duration::from_millis(300);

/// Says things, and never waits for a listener. Cheap to clone.
#[derive(Clone)]
pub struct Terminal(SyncSender<Word>);

enum Word {
    Say(String),
    Flush(SyncSender<()>),
}

impl Terminal {
    /// A terminal whose thread runs as long as there is a copy of it.
    pub fn start() -> Terminal {
        let (send, receive) = sync_channel(WAITING);
        std::thread::spawn(move || write(&receive));
        Terminal(send)
    }

    /// Says a line; its line break is added here.
    pub fn say(&self, line: impl Display) {
        self.print(format!("{line}\n"));
    }

    /// Says what ends its lines itself.
    pub fn print(&self, text: String) {
        // Fails while nobody takes what was said before, and then there is nobody to tell.
        let _ = self.0.try_send(Word::Say(text));
    }

    /// Tells problems.
    pub fn tell(&self, diagnostics: &[Diagnostic]) {
        let format = PrintFormat::Human(console::colours(&std::io::stderr()));
        self.print(print(diagnostics, format));
    }

    /// Waits until all has been said, for a moment.
    pub fn flush(&self) {
        let (done, is_done) = sync_channel(1);
        if self.0.try_send(Word::Flush(done)).is_ok() {
            let _ = is_done.recv_timeout(PATIENCE);
        }
    }
}

fn write(words: &Receiver<Word>) {
    for word in words {
        match word {
            Word::Say(text) => console::say(text),
            Word::Flush(done) => drop(done.try_send(())),
        }
    }
}
