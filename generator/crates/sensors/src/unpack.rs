//! What a log is packed with, by its first bytes → a reader of its lines. Whatever it claims, it is
//! unpacked piece by piece: nothing of it has to fit into memory.

use crate::utf16::{self, Utf16};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

const BUFFER: usize = 1 << 18;
/// A log may be packed twice: a report in gzip, mailed in a zip archive.
const DEPTH: usize = 3;
/// How much of a log is looked at to know what it is.
const START: usize = 1 << 16;
/// How much at most, if its first lines are long.
const LONGEST_START: usize = 1 << 23;
/// What xz may keep in memory, in KiB: enough for its strongest setting.
const XZ_MEMORY: u32 = 70 << 10;

/// What bytes are packed with, by how they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    Zip,
    /// Something that is not read, with its name.
    Other(&'static str),
}

fn packing(start: &[u8]) -> Packing {
    match start {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        // Frames that are to be skipped may come first.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Packing::Bzip2,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Xz,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Packing::Zip,
        [b'7', b'z', 0xbc, 0xaf, ..] => Packing::Other("a 7-Zip archive"),
        [b'R', b'a', b'r', b'!', ..] => Packing::Other("a RAR archive"),
        [0x04, 0x22, 0x4d, 0x18, ..] => Packing::Other("packed with LZ4"),
        [0x1f, 0x9d, ..] => Packing::Other("packed with compress"),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Packing::Other("text in UTF-32"),
        start if start.get(257..262) == Some(b"ustar") => Packing::Other("a tar archive"),
        _ => Packing::None,
    }
}

/// A log that can be read, whatever it was packed with.
pub struct Log<'a> {
    /// What it is called inside its archive; `None` if it came from none.
    pub name: Option<String>,
    /// Its first bytes, unpacked: 64 KiB, or more if its first lines are long.
    pub start: Vec<u8>,
    /// Gives all its bytes, unpacked and from the first one on.
    pub reader: Box<dyn BufRead + 'a>,
    /// Whether it was packed: then nobody writes to it any more.
    pub is_packed: bool,
}

/// The first bytes of a reader, which are read again. An error waits until they are.
fn peek<'a>(mut reader: impl BufRead + 'a, size: usize) -> (Vec<u8>, Box<dyn BufRead + 'a>) {
    let mut start = vec![0; size];
    let mut filled = 0;
    let error = loop {
        match reader.read(&mut start[filled..]) {
            Ok(0) => break None,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(error),
        }
    };
    start.truncate(filled);
    let again = Cursor::new(start.clone());
    let whole: Box<dyn BufRead> = match error {
        Some(error) => Box::new(again.chain(BufReader::new(Broken(Some(error))))),
        None => Box::new(again.chain(reader)),
    };
    (start, whole)
}

struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl Log<'_> {
    /// The first of its lines of which somebody knows something. If the first ones are long, more of
    /// them is read than its first bytes.
    pub fn find<T>(&mut self, mut known: impl FnMut(&[u8]) -> Option<T>) -> Option<T> {
        let mut at = 0;
        loop {
            while let Some(size) = memchr::memchr(b'\n', &self.start[at..]) {
                if let Some(found) = known(&self.start[at..at + size]) {
                    return Some(found);
                }
                at += size + 1;
            }
            if self.start.len() > LONGEST_START {
                return None;
            }
            // The reader begins with what was read before.
            let reader = std::mem::replace(&mut self.reader, Box::new(io::empty()));
            let more = (self.start.len() * 2).max(START);
            (self.start, self.reader) = peek(reader, more);
            if self.start.len() < more {
                break;
            }
        }
        // What remains has no end.
        let mut rest = self.start[at..].split(|b| *b == b'\n');
        rest.find_map(known)
    }
}

/// Unpacks a stream, as often as it is packed, and reads it as UTF-8. `name` is what it is called in
/// the archive that it comes from; `None` if it comes from none.
///
/// # Errors
/// If it cannot be read, or is packed with what is not read here.
pub fn unpack<'a>(raw: impl BufRead + 'a, name: Option<String>) -> io::Result<Log<'a>> {
    let (mut start, mut reader) = peek(raw, START);
    let mut is_packed = name.is_some();
    for _ in 0..DEPTH {
        if let Some(order) = utf16::order(&start) {
            let text = BufReader::with_capacity(BUFFER, Utf16::new(reader, order));
            let (start, reader) = peek(text, START);
            return Ok(Log { name, start, reader, is_packed });
        }
        let unpacked: Box<dyn Read> = match packing(&start) {
            Packing::None => return Ok(Log { name, start, reader, is_packed }),
            Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(reader)?),
            Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
            Packing::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(reader, true, XZ_MEMORY)),
            Packing::Zip => {
                return Err(refused("a zip archive from a pipe, or inside something else"));
            }
            Packing::Other(what) => return Err(refused(what)),
        };
        is_packed = true;
        (start, reader) = peek(BufReader::with_capacity(BUFFER, unpacked), START);
    }
    Err(refused("packed several times over"))
}

fn refused(what: &str) -> io::Error {
    io::Error::other(format!("this is {what}: unpack it, and import what is in it"))
}

/// Gives the logs of a file to somebody, one after the other: of an archive all, else the one.
/// `wrap` sees the bytes as they are read from the disk.
///
/// # Errors
/// If the file cannot be read at all, or somebody says so.
pub fn logs<E: From<io::Error>>(
    file: File,
    wrap: impl FnOnce(File) -> Box<dyn Read>,
    mut each: impl FnMut(Log) -> Result<(), E>,
) -> Result<(), E> {
    let mut start = Vec::new();
    (&file).take(4).read_to_end(&mut start)?;
    if packing(&start) == Packing::Zip && io::Seek::rewind(&mut &file).is_ok() {
        let mut archive = zip::ZipArchive::new(BufReader::with_capacity(BUFFER, file))
            .map_err(io::Error::from)?;
        for n in 0..archive.len() {
            let entry = archive.by_index(n).map_err(io::Error::from)?;
            if entry.is_dir() {
                continue;
            }
            let name = Some(entry.name().to_owned());
            each(unpack(BufReader::with_capacity(BUFFER, entry), name)?)?;
        }
        return Ok(());
    }
    // A pipe cannot be rewound: what was read of it comes first.
    let whole = Cursor::new(start).chain(wrap(file));
    each(unpack(BufReader::with_capacity(BUFFER, whole), None)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, Write};

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a scratch file");
        file.write_all(bytes).and_then(|()| file.rewind()).expect("a scratch file");
        file
    }

    /// The text of each log in a file, with whether it was packed, or why it cannot be read.
    fn read(bytes: &[u8]) -> Result<Vec<(String, bool)>, String> {
        let mut found = Vec::new();
        let whole = logs(
            file(bytes),
            |file| Box::new(file),
            |mut log| {
                let mut text = String::new();
                let read = log.reader.read_to_string(&mut text);
                assert!(read.is_err() || text.as_bytes().starts_with(&log.start));
                found.push((text, log.is_packed));
                read.map(drop)
            },
        );
        whole.map(|()| found).map_err(|error| error.to_string())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).expect("it is memory");
        packer.finish().expect("it is memory")
    }

    #[test]
    fn however_it_is_packed_it_is_the_same_log() {
        let text = "a line\n".repeat(40_000);
        let bytes = text.as_bytes();
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, bytes) in [("a.csv", bytes), ("in/b.csv.gz", &gzip(bytes)[..])] {
            archive.start_file(name, options).expect("it is memory");
            archive.write_all(bytes).expect("it is memory");
        }
        let zip = archive.finish().expect("it is memory").into_inner();
        assert_eq!(read(bytes), Ok(vec![(text.clone(), false)]));
        assert_eq!(read(b""), Ok(vec![(String::new(), false)]));
        let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bz.write_all(bytes).expect("it is memory");
        let bz = bz.finish().expect("it is memory");
        for packed in [
            gzip(bytes),
            [gzip(&bytes[..70_001]), gzip(&bytes[70_001..])].concat(),
            gzip(&gzip(bytes)),
            zstd::encode_all(bytes, 1).expect("it is memory"),
            [bz.clone(), Vec::new()].concat(),
        ] {
            assert_eq!(read(&packed), Ok(vec![(text.clone(), true)]));
        }
        assert_eq!(read(&zip), Ok(vec![(text.clone(), true), (text.clone(), true)]));
        // Cut off, it gives what it has and then says so.
        let packed = gzip(bytes);
        assert!(read(&packed[..packed.len() / 2]).is_err());
    }

    #[test]
    fn text_of_windows_is_the_same_log() {
        let text = "{\"a\": \"ə\"}\r\n".repeat(9_000);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xff\xfe", &*utf16].concat();
        assert_eq!(read(&utf16), Ok(vec![(text.clone(), false)]));
        assert_eq!(read(&marked), Ok(vec![(format!("\u{feff}{text}"), false)]));
        assert_eq!(read(&gzip(&marked)), Ok(vec![(format!("\u{feff}{text}"), true)]));
    }

    #[test]
    fn what_a_log_is_may_be_said_far_behind_its_begin() {
        let found = |text: &str| {
            let mut log = unpack(text.as_bytes(), None).expect("it is memory");
            let found = log.find(|line| line.starts_with(b"known").then_some(line.len()));
            let mut all = String::new();
            log.reader.read_to_string(&mut all).expect("it is memory");
            assert!(all == text, "all of it is read again");
            found
        };
        let long = "x".repeat(3 << 20);
        assert_eq!(found("known\n"), Some(5));
        assert_eq!(found("a\nknown"), Some(5));
        assert_eq!(found(&format!("{long}\nknown\nb\n")), Some(5));
        assert_eq!(found(&format!("{long}\n{long}\nknown 2")), Some(7));
        assert_eq!(found(&long.repeat(7)), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn what_is_not_read_is_named() {
        let check = |bytes: &[u8], said: &str| {
            let error = read(bytes).expect_err(said);
            assert!(error.contains(said), "{error}");
        };
        check(b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive");
        check(b"Rar!\x1a\x07", "a RAR archive");
        check(b"\xff\xfe\0\0a\0\0\0", "UTF-32");
        let tar = [&[b'x'; 257][..], b"ustar\0"].concat();
        check(&gzip(&tar), "a tar archive");
        check(&gzip(&gzip(&gzip(&gzip(b"x")))), "several times over");
    }
}
