//! What the generator and the form function do to a text alike: write it into HTML, find the
//! characters in it that nobody sees, write them for a terminal, mark words of another language, tell what a slip of typing was to
//! be, read names of hosts and addresses of mail, and tell an error with its causes.
//!
//! Knows no language and no site, so that the form function carries no tables of languages for it.

mod as_read;
mod causes;
mod foreign;
mod host;
mod html;
mod invisible;
mod mailbox;
mod near;
mod shown;

pub use as_read::as_read;
pub use causes::with_causes;
pub use foreign::{language, mark_foreign, unmark_foreign};
pub use host::{DomainName, Host, is_host_label, split_port};
pub use html::{RECEIPT_NUMBER, RECEIPT_TIME, escape, escaped_length, unescape};
pub use invisible::is_invisible;
pub use mailbox::{Mailbox, bare_address};
pub use near::nearest;
pub use shown::{shown, shown_json};
