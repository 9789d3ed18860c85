//! Text in UTF-16, as Windows writes it → the same in UTF-8, read piece by piece.

use std::io::{self, Read};

/// In which order the two bytes of a unit of UTF-16 stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The low byte first, as Windows writes it.
    Little,
    /// The high byte of each unit first (UTF-16BE).
    Big,
}

/// The order of text that begins so, if it is in UTF-16: it says so, or its first letters are of
/// ASCII, as those of all logs are.
pub fn order(start: &[u8]) -> Option<Order> {
    let letter = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match *start {
        // In UTF-32 two bytes more are 0.
        [0xff, 0xfe, a, b, ..] if (a, b) != (0, 0) => Some(Order::Little),
        [0xff, 0xfe] => Some(Order::Little),
        [0xfe, 0xff, ..] => Some(Order::Big),
        [a, 0, b, 0, ..] if letter(a) && letter(b) => Some(Order::Little),
        [0, a, 0, b, ..] if letter(a) && letter(b) => Some(Order::Big),
        _ => None,
    }
}

/// Gives the text of a reader in UTF-16 as UTF-8. Halves of pairs become U+FFFD.
pub struct Utf16<R> {
    reader: R,
    order: Order,
    /// Half of a pair, whose other half is to come.
    high: Option<u16>,
    /// A byte whose unit is not whole.
    byte: Option<u8>,
    out: Vec<u8>,
    at: usize,
}

impl<R: Read> Utf16<R> {
    /// The text that a reader gives from where it stands, with the bytes in this order.
    pub fn new(reader: R, order: Order) -> Utf16<R> {
        Utf16 { reader, order, high: None, byte: None, out: Vec::new(), at: 0 }
    }

    fn unit(&mut self, unit: u16) {
        let pair = self.high.take().into_iter().chain([unit]);
        for letter in char::decode_utf16(pair) {
            match letter {
                Ok(letter) => self.out.extend(letter.encode_utf8(&mut [0; 4]).bytes()),
                Err(half) if half.unpaired_surrogate() == unit && unit < 0xdc00 => {
                    self.high = Some(unit);
                }
                Err(_) => self.out.extend("\u{fffd}".bytes()),
            }
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            self.out.clear();
            self.at = 0;
            let mut bytes = [0; 1 << 14];
            let size = self.reader.read(&mut bytes)?;
            // Half a letter at the end is still being written.
            if size == 0 {
                return Ok(0);
            }
            for byte in &bytes[..size] {
                let Some(first) = self.byte.take() else {
                    self.byte = Some(*byte);
                    continue;
                };
                self.unit(match self.order {
                    Order::Little => u16::from_le_bytes([first, *byte]),
                    Order::Big => u16::from_be_bytes([first, *byte]),
                });
            }
        }
        let size = (&self.out[self.at..]).read(into)?;
        self.at += size;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let size = into.len().min(1);
            self.0.read(&mut into[..size])
        }
    }

    #[test]
    fn a_text_in_utf16_is_read_as_the_same_in_utf8() {
        let check = |units: &[u16], expect: &str| {
            for order in [Order::Little, Order::Big] {
                let bytes: Vec<u8> = units
                    .iter()
                    .flat_map(|unit| match order {
                        Order::Little => unit.to_le_bytes(),
                        Order::Big => unit.to_be_bytes(),
                    })
                    .collect();
                for cut in [0, 1] {
                    // A byte more is half a letter.
                    let bytes = [&bytes, &b"x"[..cut]].concat();
                    let mut found = String::new();
                    let mut reader = Utf16::new(Slow(&bytes), order);
                    reader.read_to_string(&mut found).expect("it is memory");
                    assert_eq!(found, expect);
                }
            }
        };
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        check(&units("{\"a\":\"ə😀\"}\r\n"), "{\"a\":\"ə😀\"}\r\n");
        check(&units("\u{feff}ə\n"), "\u{feff}ə\n");
        check(&[0xd83d, 0x61, 0xde00, 0x62], "\u{fffd}a\u{fffd}b");
        assert_eq!(order(b"{\0\"\0"), Some(Order::Little));
        assert_eq!(order(b"\0{\0\""), Some(Order::Big));
        assert_eq!(order(b"\xff\xfe{\0"), Some(Order::Little));
        assert_eq!(order(b"\xfe\xff\0{"), Some(Order::Big));
        for other in [&b"{\"a\":1}"[..], b"", b"\0\0\0\0", b"a\0", b"\xff\xfe\0\0a\0\0\0"] {
            assert_eq!(order(other), None, "{other:?}");
        }
    }
}
