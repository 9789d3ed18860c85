//! What was made of some bytes, kept for as long as somebody asks for it: a living site reads and
//! counts anew only what changed. What a build makes of a site's pages it notes for the next one.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Values = HashMap<(TypeId, u64), Arc<dyn Any + Send + Sync>>;

/// Values by the fingerprint of what they were made of, and by their type.
#[derive(Clone, Default)]
pub struct Memo {
    kept: Arc<Mutex<Kept>>,
    notes: Option<Arc<dyn Notes>>,
}

/// What processes note for those after them. Only a short cut: whoever asks for a note looks whether it
/// is about what is there, and does without one.
pub trait Notes: Send + Sync {
    /// What the same program noted last under a name.
    fn recall(&self, name: &str) -> Option<Vec<u8>>;

    /// Notes under a name what is written, piece by piece: all of it may be more than memory should
    /// hold.
    fn note(&self, name: &str, write: Writing);
}

/// Writes what is to be noted.
pub type Writing<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

#[derive(Default)]
struct Kept {
    /// Asked for since the last turn.
    now: Values,
    /// Asked for before the last turn and not since: the next turn forgets it.
    before: Values,
}

impl Memo {
    /// Keeps nothing yet, and notes what others may want.
    pub fn with(notes: Arc<dyn Notes>) -> Memo {
        Memo { notes: Some(notes), ..Memo::default() }
    }

    /// Where there is something to be noted for other processes; a preview and `check` note nothing.
    pub fn notes(&self) -> Option<&dyn Notes> {
        self.notes.as_deref()
    }

    /// The same without what is kept.
    pub fn emptied(&self) -> Memo {
        Memo { notes: self.notes.clone(), ..Memo::default() }
    }

    /// The value that was made of these bytes before, or else is made now.
    pub fn get<T: Any + Send + Sync>(&self, sum: u64, make: impl FnOnce() -> T) -> Arc<T> {
        let key = (TypeId::of::<T>(), sum);
        let known = {
            let mut kept = self.lock();
            let known = kept.now.get(&key).cloned().or_else(|| kept.before.remove(&key));
            known.inspect(|value| drop(kept.now.insert(key, value.clone())))
        };
        if let Some(value) = known.and_then(|value| value.downcast().ok()) {
            return value;
        }
        // Not under the lock: it may take long, and ask for other values.
        let value = Arc::new(make());
        self.lock().now.insert(key, value.clone());
        value
    }

    /// What nobody has asked for since the last turn is forgotten.
    pub fn turn(&self) {
        let mut kept = self.lock();
        kept.before = std::mem::take(&mut kept.now);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Values are whole, whoever panicked elsewhere.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_kept_and_the_rest_forgotten() {
        let memo = Memo::default();
        let ask = |sum, new: &str| memo.get(sum, || new.to_owned()).to_string();
        assert_eq!([ask(1, "a"), ask(2, "b"), ask(1, "c")], ["a", "b", "a"]);
        assert_eq!(*memo.get(1, || 7_u8), 7);
        memo.turn();
        assert_eq!(ask(1, "d"), "a");
        memo.turn();
        assert_eq!([ask(1, "e"), ask(2, "f")], ["a", "f"]);
    }
}
