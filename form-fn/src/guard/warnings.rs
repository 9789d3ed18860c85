//! What the log says of the proxies in front: at once, and then once a day.

use super::Misfit;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// When each warning was given last.
#[derive(Default)]
pub struct Warnings(Mutex<[Option<Instant>; Misfit::ALL.len()]>);

impl Warnings {
    /// True if it is time to warn of this.
    pub fn is_due(&self, misfit: Misfit, now: Instant) -> bool {
        let at = Misfit::ALL.iter().position(|known| *known == misfit);
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = at.and_then(|at| given.get_mut(at)) else { return false };
        let is_due = last.is_none_or(|last| now.duration_since(last) >= DAY);
        *last = if is_due { Some(now) } else { *last };
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "a test needs a moment to begin from")]
    #[test]
    fn each_warning_is_given_at_once_and_then_daily() {
        let (warnings, now) = (Warnings::default(), Instant::now());
        for misfit in Misfit::ALL {
            let given =
                |hours: u64| warnings.is_due(misfit, now + Duration::from_secs(hours * 3600));
            let hours: Vec<_> = (0..72).filter(|hour| given(*hour)).collect();
            assert_eq!(hours, [0, 24, 48], "{misfit:?}");
        }
    }
}
