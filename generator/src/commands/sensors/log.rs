//! A log on disk or standard input → its lines, decompressed, with the hash of all that was read.

use blake3::Hasher;
use certsite_sensors::sketch::Key;
use indicatif::ProgressBar;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A longer line is no event; it is counted as wrong and not kept.
const LONGEST: usize = 1 << 20;
const BUFFER: usize = 1 << 18;
/// How much is hashed at once: of many pieces in parallel, of single lines not.
const BLOCK: usize = 1 << 16;

/// A log that is being read.
pub struct Log {
    reader: Box<dyn BufRead>,
    hash: Hasher,
    /// How many bytes were read up to the end of the last line.
    pub bytes: u64,
    /// How many lines.
    pub lines: u64,
    /// Lines that are not hashed yet, and what is there of the next one.
    block: Vec<u8>,
    /// How many bytes of the block are lines that ended.
    whole: usize,
    /// Where a line begins that is too long to keep, with the hash up to there.
    long: Option<(Hasher, u64)>,
}

/// What comes next in a log.
pub enum Piece<'a> {
    /// It ends.
    Line(&'a [u8]),
    /// It is longer than any event.
    Long,
    /// The log ends here, in the middle of this line or with nothing.
    End(&'a [u8]),
}

impl Log {
    /// Opens a log, whatever it is compressed with; `-` is standard input. Its hashes are made with
    /// the team's key: of a line without it, whoever knows most could try the rest.
    pub fn open(path: &Path, key: &Key, progress: &ProgressBar) -> io::Result<Log> {
        let raw: Box<dyn Read> = match path.to_str() {
            Some("-") => Box::new(progress.wrap_read(io::stdin())),
            _ => {
                let file = File::open(path)?;
                progress.set_length(file.metadata()?.len());
                Box::new(progress.wrap_read(file))
            }
        };
        let mut raw = BufReader::with_capacity(BUFFER, raw);
        let start = raw.fill_buf()?;
        let reader: Box<dyn BufRead> = match start {
            [0x1f, 0x8b, ..] => {
                let unpacked = flate2::bufread::MultiGzDecoder::new(raw);
                Box::new(BufReader::with_capacity(BUFFER, unpacked))
            }
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let unpacked = zstd::stream::read::Decoder::with_buffer(raw)?;
                Box::new(BufReader::with_capacity(BUFFER, unpacked))
            }
            _ => Box::new(raw),
        };
        let hash =
            Hasher::new_keyed(&blake3::derive_key("certsite sensors: which log it is", &key.0));
        Ok(Log { reader, hash, bytes: 0, lines: 0, block: Vec::new(), whole: 0, long: None })
    }

    /// The next line, without its end.
    pub fn next(&mut self) -> io::Result<Piece<'_>> {
        self.block.truncate(self.whole);
        if self.whole >= BLOCK {
            self.hash_block();
        }
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                // What does not end is not there yet.
                if let Some((hash, bytes)) = self.long.take() {
                    (self.hash, self.bytes) = (hash, bytes);
                    self.block.clear();
                }
                return Ok(Piece::End(&self.block[self.whole..]));
            }
            let end = memchr::memchr(b'\n', buffer);
            let piece = &buffer[..end.map_or(buffer.len(), |end| end + 1)];
            self.block.extend_from_slice(piece);
            let size = piece.len();
            self.reader.consume(size);
            if end.is_some() {
                return Ok(self.ended());
            }
            if self.block.len() - self.whole > LONGEST {
                self.drop_long();
            }
        }
    }

    /// Hashes the lines of the block and forgets them.
    fn hash_block(&mut self) {
        self.hash.update(&self.block[..self.whole]);
        self.block.drain(..self.whole);
        self.whole = 0;
    }

    /// Hashes and counts what is there of a line that is too long, and forgets it.
    fn drop_long(&mut self) {
        self.hash_block();
        self.long.get_or_insert_with(|| (self.hash.clone(), self.bytes));
        self.bytes += self.block.len() as u64;
        self.whole = self.block.len();
        self.hash_block();
    }

    fn ended(&mut self) -> Piece<'_> {
        let start = std::mem::replace(&mut self.whole, self.block.len());
        self.lines += 1;
        self.bytes += (self.whole - start) as u64;
        match self.long.take() {
            Some(_) => Piece::Long,
            None => Piece::Line(&self.block[start..self.whole - 1]),
        }
    }

    /// Takes the unfinished line at the end as if it ended: when it does, it is known.
    pub fn take_rest(&mut self) {
        self.block.push(b'\n');
        let _ = self.ended();
    }

    /// BLAKE3 of all lines so far, in hexadecimal digits.
    pub fn hash(&self) -> String {
        self.hash.clone().update(&self.block[..self.whole]).finalize().to_hex().to_string()
    }
}
