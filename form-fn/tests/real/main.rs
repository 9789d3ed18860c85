//! form-fn with its real neighbours: GnuPG reads the mail, aiosmtpd takes it, the compiled program
//! serves. A neighbour that is missing is a failure that says how to get it.
#![expect(clippy::disallowed_methods, reason = "the outside of the program is disk and clock")]

mod acknowledge;
mod aws;
mod deploy;
mod desks;
mod faults;
mod flood;
mod given_back;
mod gnupg;
mod handler;
mod hostile;
mod iodef;
mod kept;
mod keys;
mod lambda;
mod letter;
mod moment;
mod neighbours;
mod place;
mod pressure;
mod program;
mod proxied;
mod reader;
mod refusals;
mod rude;
mod server;
mod smtp;
mod subpath;
mod watch;
mod world;
