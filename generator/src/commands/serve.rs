//! placeholder
use super::{Failure, Outcome};
use crate::cli::ServeArgs;
/// Runs the command.
pub fn serve(_args: &ServeArgs) -> Result<Outcome, Failure> {
    Err(Failure("not yet".into()))
}
