//! The commands: shells that run the stages and print.

#![expect(
    clippy::disallowed_methods,
    reason = "the shells know the clock, the disk and the environment"
)]

mod advisory;
mod build;
mod check;
mod headers;
mod minifier;
mod new;
mod packer;
mod schema;
mod serve;
mod sign;
mod status;

pub use advisory::advisory;
pub use build::build;
pub use check::check;
pub use headers::headers;
pub use new::new;
pub use schema::schema;
pub use serve::serve;
pub use sign::sign;
pub use status::status;
