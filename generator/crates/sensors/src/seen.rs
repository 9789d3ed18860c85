//! How often each line of a log came up so far, however long the log is: sorted runs in files
//! without a name, which are gone with the process.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// A line: the day of its event as a number in the order of days, and its hash.
pub type Line = (i32, u64);

/// The bytes of an entry: day, hash, how often.
const ENTRY: usize = 16;
const BUFFER: usize = 1 << 16;

/// The lines of a log that came up so far, in one file a batch.
#[derive(Default)]
pub struct Seen {
    runs: Vec<Run>,
}

struct Run {
    file: File,
    first: Line,
    last: Line,
}

/// The lines of one batch, while it is being settled.
pub struct Notes {
    out: BufWriter<File>,
    ends: Option<(Line, Line)>,
}

impl Notes {
    /// Nothing yet, in a file of its own.
    ///
    /// # Errors
    /// If the scratch folder cannot be written.
    pub fn new(scratch: &Path) -> io::Result<Notes> {
        let file = tempfile::tempfile_in(scratch)?;
        Ok(Notes { out: BufWriter::with_capacity(BUFFER, file), ends: None })
    }

    /// Notes how often a line came up in the batch; lines come in their order.
    ///
    /// # Errors
    /// If the scratch folder is full.
    pub fn push(&mut self, line: Line, times: u32) -> io::Result<()> {
        let (day, hash) = line;
        self.out.write_all(&day.to_be_bytes())?;
        self.out.write_all(&hash.to_be_bytes())?;
        self.out.write_all(&times.to_be_bytes())?;
        let first = self.ends.map_or(line, |(first, _)| first);
        self.ends = Some((first, line));
        Ok(())
    }
}

impl Seen {
    /// Takes the notes of a batch.
    ///
    /// # Errors
    /// If the scratch folder is full.
    pub fn keep(&mut self, notes: Notes) -> io::Result<()> {
        let file = notes.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.runs.extend(notes.ends.map(|(first, last)| Run { file, first, last }));
        Ok(())
    }

    /// What is known of the lines from one to another, which have to be asked for in their order.
    ///
    /// # Errors
    /// If what was written cannot be read.
    pub fn between(&self, first: Line, last: Line) -> io::Result<Before> {
        let near = self.runs.iter().filter(|run| run.first <= last && run.last >= first);
        let open = |run: &Run| {
            let mut file = run.file.try_clone()?;
            file.rewind()?;
            let mut cursor = Cursor { file: BufReader::with_capacity(BUFFER, file), next: None };
            cursor.step()?;
            Ok(cursor)
        };
        Ok(Before { cursors: near.map(open).collect::<io::Result<_>>()? })
    }
}

/// How often lines came up in the batches before.
pub struct Before {
    cursors: Vec<Cursor>,
}

struct Cursor {
    file: BufReader<File>,
    next: Option<(Line, u32)>,
}

impl Before {
    /// How often a line came up; lines are asked for in their order.
    ///
    /// # Errors
    /// If what was written cannot be read.
    pub fn times(&mut self, line: Line) -> io::Result<u32> {
        let mut times = 0;
        for cursor in &mut self.cursors {
            while cursor.next.is_some_and(|(next, _)| next < line) {
                cursor.step()?;
            }
            times += cursor.next.filter(|(next, _)| *next == line).map_or(0, |(_, times)| times);
        }
        Ok(times)
    }
}

impl Cursor {
    fn step(&mut self) -> io::Result<()> {
        let mut entry = [0; ENTRY];
        self.next = match self.file.read_exact(&mut entry) {
            Ok(()) => {
                let [a, b, c, d, hash @ .., w, x, y, z] = entry;
                let line = (i32::from_be_bytes([a, b, c, d]), u64::from_be_bytes(hash));
                Some((line, u32::from_be_bytes([w, x, y, z])))
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(error) => return Err(error),
        };
        Ok(())
    }
}
