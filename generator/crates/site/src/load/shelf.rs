//! Texts that are needed again later, each by itself, and of which there may be more than memory
//! should hold: they lie in a file without a name, which is gone with the process. Where there is no
//! room for such a file they stay in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Where texts are laid aside. The file is made with the first of them; copies share it.
#[derive(Clone, Default)]
pub struct Shelf(Arc<OnceLock<Option<Arc<Store>>>>);

/// A text that was laid aside.
#[derive(Clone)]
pub struct Aside(Arc<Kept>);

enum Kept {
    /// In memory.
    Here(Box<[u8]>),
    /// In the file.
    There(Piece),
    /// Nowhere yet.
    Later(Later),
}

/// A text that is made when it is wanted: mostly never, or once. One that was wanted before is kept, since
/// those that stand in several feeds are wanted for each.
struct Later {
    length: usize,
    make: Make,
    was_wanted: AtomicBool,
    made: OnceLock<Box<str>>,
}

/// Makes a text whenever it is wanted.
type Make = Box<dyn Fn() -> io::Result<String> + Send + Sync>;

struct Store {
    file: File,
    /// Where the file ends, with what is still being written.
    end: AtomicU64,
    free: Mutex<Free>,
}

/// Places of texts that nobody needs any more, by their sizes.
type Free = BTreeMap<u32, Vec<u64>>;

/// A stretch of the file.
struct Piece {
    store: Arc<Store>,
    at: u64,
    length: u32,
    /// How many bytes there are for it, up to the next piece.
    room: u32,
}

impl Shelf {
    /// Lays a text aside.
    pub fn lay(&self, text: &str) -> Aside {
        self.lay_bytes(text.as_bytes())
    }

    /// Lays bytes aside that are no text.
    pub fn lay_bytes(&self, bytes: &[u8]) -> Aside {
        let store = self.0.get_or_init(|| Store::new().ok().map(Arc::new));
        // A disk that has no room is no reason to stop while there is room in memory.
        let there = store.as_ref().and_then(|store| Piece::write(store, bytes).ok());
        let kept = there.map_or_else(|| Kept::Here(bytes.into()), Kept::There);
        Aside(Arc::new(kept))
    }
}

impl Aside {
    /// A text of so many bytes that is made whenever it is wanted: hardly ever.
    pub fn later(
        length: usize,
        make: impl Fn() -> io::Result<String> + Send + Sync + 'static,
    ) -> Aside {
        let (make, was_wanted, made) = (Box::new(make), AtomicBool::new(false), OnceLock::new());
        Aside(Arc::new(Kept::Later(Later { length, make, was_wanted, made })))
    }

    /// Hands the text to a piece of work.
    ///
    /// # Errors
    /// If the disk does not give back what was written to it.
    pub fn read<T>(&self, work: impl FnOnce(&str) -> T) -> io::Result<T> {
        let there;
        let bytes = match &*self.0 {
            Kept::Here(bytes) => bytes,
            Kept::There(piece) => {
                there = piece.read()?;
                &*there
            }
            Kept::Later(later) => return later.read(work),
        };
        let text = simdutf8::basic::from_utf8(bytes);
        text.map(work)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
    }

    /// The bytes, whatever they are.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn read_bytes(&self) -> io::Result<Vec<u8>> {
        match &*self.0 {
            Kept::Here(bytes) => Ok(bytes.to_vec()),
            Kept::There(piece) => piece.read(),
            Kept::Later(later) => later.read(|text| text.as_bytes().to_vec()),
        }
    }

    /// How many bytes the text has.
    pub fn len(&self) -> usize {
        match &*self.0 {
            Kept::Here(bytes) => bytes.len(),
            Kept::There(piece) => piece.length as usize,
            Kept::Later(later) => later.length,
        }
    }

    /// True if the text has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Later {
    fn read<T>(&self, work: impl FnOnce(&str) -> T) -> io::Result<T> {
        if let Some(made) = self.made.get() {
            return Ok(work(made));
        }
        let text = (self.make)()?;
        match self.was_wanted.swap(true, Ordering::Relaxed) {
            true => Ok(work(self.made.get_or_init(|| text.into()))),
            false => Ok(work(&text)),
        }
    }
}

/// A text that stays in memory.
impl<T: Into<Box<str>>> From<T> for Aside {
    fn from(text: T) -> Aside {
        Aside(Arc::new(Kept::Here(text.into().into_boxed_bytes())))
    }
}

impl Default for Aside {
    fn default() -> Aside {
        Aside::from("")
    }
}

/// Says how long it is: what it says is read only where it is needed.
impl fmt::Debug for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.len())
    }
}

impl Store {
    fn new() -> io::Result<Store> {
        let file = tempfile::tempfile()?;
        Ok(Store { file, end: AtomicU64::new(0), free: Mutex::default() })
    }

    /// A place for so many bytes, and how many may stand there.
    fn place(&self, length: u32) -> (u64, u32) {
        let mut free = self.free();
        // One that is far too large is kept for others.
        let found = free.range_mut(length..=length.saturating_mul(2)).next();
        if let Some((room, places)) = found
            && let Some(at) = places.pop()
        {
            let (room, is_last) = (*room, places.is_empty());
            if is_last {
                free.remove(&room);
            }
            return (at, room);
        }
        (self.end.fetch_add(length.into(), Ordering::Relaxed), length)
    }

    fn free(&self) -> MutexGuard<'_, Free> {
        // It is whole, whoever panicked elsewhere.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Piece {
    fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.length as usize];
        self.store.file.read_exact_at(&mut bytes, self.at)?;
        Ok(bytes)
    }

    fn write(store: &Arc<Store>, bytes: &[u8]) -> io::Result<Piece> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let (at, room) = store.place(length);
        let piece = Piece { store: store.clone(), at, length, room };
        piece.store.file.write_all_at(bytes, at)?;
        Ok(piece)
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        if self.room > 0 {
            self.store.free().entry(self.room).or_default().push(self.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(aside: &Aside) -> String {
        aside.read(str::to_owned).expect("it was written")
    }

    #[test]
    fn texts_come_back_as_they_were() {
        let shelf = Shelf::default();
        let texts = ["", "a", "şəbəkə", "a", &"ə".repeat(10_000)];
        let laid = texts.map(|text| shelf.lay(text));
        for (expect, aside) in texts.iter().zip(&laid) {
            assert!(matches!(&*aside.0, Kept::There(_)), "{expect}");
            assert_eq!((text(aside).as_str(), aside.len()), (*expect, expect.len()));
        }
        assert_eq!(text(&Aside::from("here")), "here");
        let made = Arc::new(AtomicU64::new(0));
        let count = made.clone();
        let later = Aside::later(5, move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok("later".to_owned())
        });
        for expect in [1, 2, 2] {
            assert_eq!((text(&later).as_str(), later.len()), ("later", 5));
            assert_eq!(made.load(Ordering::Relaxed), expect);
        }
    }

    #[test]
    fn what_nobody_needs_gives_its_place_to_others() {
        let shelf = Shelf::default();
        let end = || shelf.0.get().and_then(|s| s.as_ref()).map(|s| s.end.load(Ordering::Relaxed));
        let (first, second) = (shelf.lay("one two"), shelf.lay("three"));
        assert_eq!(end(), Some(12));
        drop(first);
        let third = shelf.lay("four");
        assert_eq!((text(&second), text(&third), end()), ("three".into(), "four".into(), Some(12)));
        // Its whole place is free again, and not for what is far smaller.
        drop(third);
        let (small, large) = (shelf.lay("1"), shelf.lay("1234567"));
        assert_eq!((text(&small), text(&large), end()), ("1".into(), "1234567".into(), Some(13)));
    }

    #[test]
    fn what_the_disk_lost_is_an_error() {
        let shelf = Shelf::default();
        let aside = shelf.lay("text");
        let Kept::There(piece) = &*aside.0 else { panic!("it lies in the file") };
        piece.store.file.set_len(2).expect("it is ours");
        assert!(aside.read(str::len).is_err());
        piece.store.file.write_all_at(b"\xFF\xFF\xFF\xFF", 0).expect("it is ours");
        assert!(aside.read(str::len).is_err());
    }
}
