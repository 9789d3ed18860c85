//! Steps of a report's way at which a test can end the program, as `kill -9` does.
//!
//! Without the feature `failpoints` they are nothing, and no shipped program has it.

use std::io;

/// Every step, in the order in which a report passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The post is valid; nothing is sealed yet.
    Checked,
    /// The mail is sealed; nobody has it yet.
    Sealed,
    /// Folder: the mail is on the disk, without its name.
    Aside,
    /// Folder: it has its name, which may not be on the disk. Bucket: it is stored.
    Stored,
    /// Folder: the name is about to be made safe.
    Sync,
    /// It is safe; its reporter does not know.
    Kept,
    /// Bucket: somebody has the right to send it.
    Held,
    /// A mail of the outbox was taken for sending, and nothing is sent yet.
    Taken,
    /// The mail service has it; nobody has noted that.
    Sent,
    /// It is noted that a recipient has it; others do not yet.
    Noted,
    /// It is noted that all have it, but it is not yet let go.
    Marked,
    /// What came of sending it is noted, and the mail is let go.
    Settled,
}

impl Step {
    /// All steps, in the order in which a report comes past them.
    pub const ALL: [Step; 12] = [
        Step::Checked,
        Step::Sealed,
        Step::Aside,
        Step::Stored,
        Step::Sync,
        Step::Kept,
        Step::Held,
        Step::Taken,
        Step::Sent,
        Step::Noted,
        Step::Marked,
        Step::Settled,
    ];
}

/// Makes the variable `FAILPOINTS` count: `Sealed=return` ends the program once a report is
/// sealed, `Sealed=2*off->return` at the third one, `Sync=return(why)` lets the step fail.
pub fn arm() {
    #[cfg(feature = "failpoints")]
    std::mem::forget(fail::FailScenario::setup());
}

/// A step that fails if a test says so.
pub(crate) fn fails(step: Step) -> io::Result<()> {
    #[cfg(feature = "failpoints")]
    fail::fail_point!(&format!("{step:?}"), |why| match why {
        None => std::process::abort(),
        Some(why) => Err(io::Error::other(why)),
    });
    #[cfg(not(feature = "failpoints"))]
    let _ = step;
    Ok(())
}

/// A step that ends the program if a test says so.
pub(crate) fn pass(step: Step) {
    // Only a step that can fail is told to.
    let _ = fails(step);
}
