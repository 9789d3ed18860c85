//! What a request is answered with beside its words: the time, and chance. Whoever calls a handler
//! brings both, so that one post at one moment always makes the same mail.

use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::time::Duration;

/// The moment of a request. None may come twice: whoever knows the seed of one can open its mail.
pub struct Moment {
    /// The time of day, by the clock of this machine.
    pub time: Timestamp,
    /// A clock that nobody sets, since whenever.
    pub uptime: Duration,
    /// What all random numbers are drawn from; made as keys are.
    pub seed: [u8; 32],
}

impl Moment {
    /// Random numbers that nobody can guess who does not know the seed.
    pub(super) fn random(&self) -> StdRng {
        StdRng::from_seed(self.seed)
    }
}
