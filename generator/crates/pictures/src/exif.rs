//! The notes of Exif → which way up a picture is to be shown; and notes that say nothing else.

/// The picture is shown as it is.
pub const UPRIGHT: u8 = 1;

/// Tag of the first directory that says how a picture is turned (Exif 3.0, 4.6.5.1.6).
const ORIENTATION: u16 = 0x0112;

/// How notes, which begin with the head of a TIFF, say that a picture is turned.
pub fn turn(notes: &[u8]) -> u8 {
    read(notes).filter(|turn| (1..=8).contains(turn)).map_or(UPRIGHT, |turn| turn as u8)
}

fn read(notes: &[u8]) -> Option<u16> {
    let is_little = match notes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *notes.get(at..)?.first_chunk()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *notes.get(at..)?.first_chunk()?;
        let long = if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        usize::try_from(long).ok()
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    let entry = |n: usize| directory.checked_add(2 + n * 12);
    let found = (0..entries).map_while(entry).find(|at| short(*at) == Some(ORIENTATION))?;
    // The value of one short stands in its entry.
    short(found.checked_add(8)?)
}

/// Notes that say how a picture is turned, and no more.
pub fn notes(turn: u8) -> [u8; 26] {
    let mut notes = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    notes[19] = turn;
    notes
}
