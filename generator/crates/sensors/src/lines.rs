//! A log → its finished lines. What has no end is not there yet: somebody may still be writing it.

use blake3::Hasher;
use std::io::{self, BufRead};

/// A longer line is no event; it is counted as wrong and not kept.
const LONGEST: usize = 1 << 20;
/// How much is hashed at once: of many pieces in parallel, of single lines not.
const BLOCK: usize = 1 << 16;

/// A log that is being read, line by line.
pub struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    /// Hashes what was read, as long as an older ledger may know it.
    hash: Option<Hasher>,
    /// How many bytes, unpacked, were read up to the end of the last line.
    pub bytes: u64,
    /// How many lines with an end were read; the number of the last one, from 1.
    pub lines: u64,
    /// Lines that are not hashed yet, and what is there of the next one.
    block: Vec<u8>,
    /// How many bytes of the block are lines that ended.
    whole: usize,
    /// Whether what stands at the end of the block began further on: it is too long.
    is_long: bool,
    /// How many bytes of the reader's own were lent as a line, and are not consumed yet.
    lent: usize,
}

/// What is read of a log at once.
pub enum Piece<'a> {
    /// A line that has its end, given without it.
    Line(&'a [u8]),
    /// A line of more than a megabyte, which is longer than any event; nothing of it is kept.
    Long,
    /// The log ends here. What stands behind the last end of a line is given, and may be empty.
    End(&'a [u8]),
}

/// What of a line is content: neither white space nor a mark of byte order, which editors and
/// programs put in front of a text, nor what a machine that died left there.
pub fn content(line: &[u8]) -> &[u8] {
    let mut line = line;
    loop {
        line = match line {
            [b' ' | b'\t' | b'\r' | b'\n' | b'\0' | 0x1e, rest @ ..] => rest,
            [0xef, 0xbb, 0xbf, rest @ ..] => rest,
            [rest @ .., b' ' | b'\t' | b'\r' | b'\n' | b'\0'] => rest,
            _ => return line,
        };
    }
}

/// What a reader has, of which nothing is consumed by that.
fn fill(reader: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            // Asked again, it gives the same.
            Ok(_) => return reader.fill_buf(),
        }
    }
}

impl<'a> Lines<'a> {
    /// The lines of what a reader gives, hashed by a hasher if there is one.
    pub fn new(reader: impl BufRead + 'a, hash: Option<Hasher>) -> Lines<'a> {
        Lines {
            reader: Box::new(reader),
            hash,
            bytes: 0,
            lines: 0,
            block: Vec::new(),
            whole: 0,
            is_long: false,
            lent: 0,
        }
    }

    /// The next line, without its end.
    ///
    /// # Errors
    /// If the log cannot be read further.
    pub fn read(&mut self) -> io::Result<Piece<'_>> {
        self.reader.consume(std::mem::take(&mut self.lent));
        self.block.truncate(self.whole);
        self.is_long = false;
        if self.whole >= BLOCK || self.hash.is_none() {
            self.empty_block();
        }
        // A line that is all there need not be copied, unless it is hashed with others.
        if self.hash.is_none()
            && let Some(end) = memchr::memchr(b'\n', fill(&mut self.reader)?)
        {
            self.lent = end + 1;
            self.bytes += self.lent as u64;
            self.lines += 1;
            return match end < LONGEST {
                true => Ok(Piece::Line(&fill(&mut self.reader)?[..end])),
                false => Ok(Piece::Long),
            };
        }
        loop {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                let rest = if self.is_long { &[] } else { &self.block[self.whole..] };
                return Ok(Piece::End(rest));
            }
            let end = memchr::memchr(b'\n', buffer);
            let piece = &buffer[..end.map_or(buffer.len(), |end| end + 1)];
            self.block.extend_from_slice(piece);
            let size = piece.len();
            self.reader.consume(size);
            self.bytes += size as u64;
            if end.is_some() {
                return Ok(self.ended());
            }
            if self.block.len() - self.whole > LONGEST {
                self.is_long = true;
                self.whole = self.block.len();
                self.empty_block();
            }
        }
    }

    fn ended(&mut self) -> Piece<'_> {
        let start = std::mem::replace(&mut self.whole, self.block.len());
        self.lines += 1;
        match self.is_long || self.whole - start > LONGEST {
            true => Piece::Long,
            false => Piece::Line(&self.block[start..self.whole - 1]),
        }
    }

    /// Takes the line that the log's end has cut off as if it had ended, for older ledgers did.
    pub fn end_last(&mut self) {
        self.block.push(b'\n');
        self.whole = self.block.len();
        self.bytes += 1;
    }

    /// Hashes what is in the block, and forgets it.
    fn empty_block(&mut self) {
        if let Some(hash) = &mut self.hash {
            hash.update(&self.block[..self.whole]);
        }
        self.block.drain(..self.whole);
        self.whole = 0;
    }

    /// BLAKE3 of all lines so far, in 64 hexadecimal digits. `None` if they are not hashed, or no
    /// longer.
    pub fn hash(&self) -> Option<String> {
        let hash = self.hash.as_ref()?;
        Some(hash.clone().update(&self.block[..self.whole]).finalize().to_hex().to_string())
    }

    /// Stops hashing lines, for nobody asks for their hash any more.
    pub fn forget_hash(&mut self) {
        self.hash = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    /// What comes of a text that arrives in pieces of a size.
    fn read(text: &[u8], size: usize) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(size, text), None);
        let mut found = Vec::new();
        loop {
            let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            match lines.read().expect("it is memory") {
                Piece::Line(line) => found.push(said(line)),
                Piece::Long => found.push("(long)".to_owned()),
                Piece::End(rest) => {
                    found.push(format!("…{}", said(rest)));
                    return found;
                }
            }
        }
    }

    #[test]
    fn a_line_is_its_content() {
        for line in ["a,b", "\u{feff}a,b", " a,b\r", "\u{feff}\u{feff} a,b\t", "\0\0\u{1e}a,b\r\r"]
        {
            assert_eq!(content(line.as_bytes()), b"a,b", "{line:?}");
        }
        assert_eq!(content("\u{feff}\r".as_bytes()), b"");
        assert_eq!(content("a\u{feff}b".as_bytes()), "a\u{feff}b".as_bytes());
    }

    #[test]
    fn a_line_is_what_ends() {
        let long = "x".repeat(LONGEST + 9);
        for size in [1, 2, 7, 1 << 18] {
            assert_eq!(read(b"", size), ["…"]);
            assert_eq!(read(b"a\n\nb\r\nc", size), ["a", "", "b\r", "…c"]);
            assert_eq!(read("ə".as_bytes().split_at(1).0, size), ["…\u{fffd}"]);
        }
        assert_eq!(read(format!("a\n{long}\nb\n").as_bytes(), 1 << 16), ["a", "(long)", "b", "…"]);
        assert_eq!(read(format!("a\n{long}").as_bytes(), 1 << 16), ["a", "…"]);
    }
}
