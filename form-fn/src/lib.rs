//! The incident form as a function: definition → HTML; post → checked report → sealed
//! mail → durable outbox → delivery.
//!
//! The core is pure: clock, random bytes and keys are arguments. Outboxes and mailers are
//! adapters at its edge; transports (a server, Lambda) are thin binaries around [`handle`].

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod acknowledge;
pub mod address;
#[cfg(feature = "aws")]
pub mod aws;
pub mod compose;
pub mod config;
mod disk;
pub mod failpoint;
pub mod form;
pub mod guard;
pub mod handle;
pub mod health;
pub mod html;
pub mod intake;
pub mod iodef;
#[cfg(any(feature = "server", feature = "lambda"))]
pub mod keyring;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod mailer;
pub mod mime;
pub mod outbox;
mod proof_of_work;
pub mod report;
pub mod seal;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "server", feature = "lambda"))]
pub mod setup;
mod tag;
#[cfg(any(feature = "smtp", feature = "aws"))]
mod tls;
pub mod token;
pub mod validate;
mod visible;
