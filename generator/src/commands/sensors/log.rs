//! A log on disk or standard input → its lines, decompressed, with the hash of all that was read.

use indicatif::ProgressBar;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A longer line is no event; it is counted as wrong and not kept.
const LONGEST: usize = 1 << 20;
const BUFFER: usize = 1 << 18;

/// A log that is being read.
pub struct Log {
    reader: Box<dyn BufRead>,
    hash: Sha256,
    /// How many bytes were read up to the end of the last line.
    pub bytes: u64,
    /// How many lines.
    pub lines: u64,
    line: Vec<u8>,
    /// Where a line begins that is too long to keep, with the hash up to there.
    long: Option<(Sha256, u64)>,
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
    /// Opens a log, whatever it is compressed with; `-` is standard input.
    pub fn open(path: &Path, progress: &ProgressBar) -> io::Result<Log> {
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
        let (line, long) = (Vec::new(), None);
        Ok(Log { reader, hash: Sha256::new(), bytes: 0, lines: 0, line, long })
    }

    /// The next line, without its end.
    pub fn next(&mut self) -> io::Result<Piece<'_>> {
        self.line.clear();
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                // What does not end is not there yet.
                if let Some((hash, bytes)) = self.long.take() {
                    (self.hash, self.bytes) = (hash, bytes);
                }
                return Ok(Piece::End(&self.line));
            }
            let end = memchr::memchr(b'\n', buffer);
            let piece = &buffer[..end.map_or(buffer.len(), |end| end + 1)];
            self.line.extend_from_slice(piece);
            let size = piece.len();
            self.reader.consume(size);
            if end.is_some() {
                return Ok(self.ended());
            }
            if self.line.len() > LONGEST {
                self.long.get_or_insert_with(|| (self.hash.clone(), self.bytes));
                self.take_line();
                self.line.clear();
            }
        }
    }

    fn take_line(&mut self) {
        self.hash.update(&self.line);
        self.bytes += self.line.len() as u64;
    }

    fn ended(&mut self) -> Piece<'_> {
        self.lines += 1;
        self.take_line();
        match self.long.take() {
            Some(_) => Piece::Long,
            None => Piece::Line(&self.line[..self.line.len() - 1]),
        }
    }

    /// Takes the unfinished line at the end as if it ended: when it does, it is known.
    pub fn take_rest(&mut self) {
        self.line.push(b'\n');
        let _ = self.ended();
    }

    /// SHA-256 of all lines so far, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
    }
}
