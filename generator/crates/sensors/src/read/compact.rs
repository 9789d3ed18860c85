//! JSON as sensors write it → values, in one pass that also tells whether it has
//! the canonical spelling (`spelling`). What is spelt otherwise, is wrong, or is rare is left to the
//! library that knows all of JSON: then nothing came of this pass.

use super::depth::{DEEPEST, is_deep};
use crate::spelling::Spelling;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use std::fmt;

/// The values of a text of JSON, and whether it is known to have the canonical spelling. `None` if
/// they do not fit.
pub fn read<'l, T: Deserialize<'l>>(text: &'l [u8]) -> Option<(T, Spelling)> {
    quick(text).or_else(|| {
        let all = if is_deep(text) { None } else { sonic_rs::from_slice(text).ok() };
        all.map(|values| (values, Spelling::Unknown))
    })
}

/// The same, if this pass is enough.
fn quick<'l, T: Deserialize<'l>>(text: &'l [u8]) -> Option<(T, Spelling)> {
    let text = simdutf8::basic::from_utf8(text).ok()?;
    let mut compact = Compact { text, bytes: text.as_bytes(), at: 0, depth: 0, is_canonical: true };
    let values = T::deserialize(&mut compact).ok()?;
    let spelling = if compact.is_canonical { Spelling::Canonical } else { Spelling::Unknown };
    (compact.at == text.len()).then_some((values, spelling))
}

/// It is for the library to say what it is.
#[derive(Debug)]
struct Otherwise;

impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not read in one pass")
    }
}

impl std::error::Error for Otherwise {}

impl Error for Otherwise {
    fn custom<T: fmt::Display>(_: T) -> Otherwise {
        Otherwise
    }
}

type Result<T> = std::result::Result<T, Otherwise>;

/// How far the pass over a line is.
struct Compact<'de> {
    text: &'de str,
    bytes: &'de [u8],
    at: usize,
    /// How many brackets are open at this byte.
    depth: usize,
    /// Whether all so far has the canonical spelling.
    is_canonical: bool,
}

/// Each byte of a word, one.
const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The highest bit of bytes that end a text, or stand for themselves in none: a quote, a backslash,
/// a control character. The lowest that is set is true; those above it may not be.
fn special(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    let quote = zero(word ^ (ONES * u64::from(b'"')));
    let backslash = zero(word ^ (ONES * u64::from(b'\\')));
    (quote | backslash | control) & (ONES << 7)
}

impl<'de> Compact<'de> {
    /// The byte that comes next; at the end one that JSON has nowhere.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, byte: u8) -> Result<()> {
        let is_it = self.peek() == byte;
        self.at += 1;
        if is_it { Ok(()) } else { Err(Otherwise) }
    }

    /// Passes over white space, which the canonical spelling does not have.
    fn blank(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.peek() {
            self.at += 1;
            self.is_canonical = false;
        }
    }

    /// Passes over what stands between a key and its value.
    fn colon(&mut self) -> Result<()> {
        self.blank();
        self.take(b':')?;
        self.blank();
        Ok(())
    }

    /// Goes on to what ends a text or stands for something else in it.
    fn stop(&mut self) -> Result<u8> {
        let rest = self.bytes.get(self.at..).ok_or(Otherwise)?;
        // Most texts are short: to begin with more costs more.
        let words = rest.as_chunks::<8>().0.iter().take(4);
        let mut passed = 0;
        for word in words {
            let found = special(u64::from_le_bytes(*word));
            if found != 0 {
                passed += found.trailing_zeros() as usize / 8;
                self.at += passed;
                return Ok(rest[passed]);
            }
            passed += 8;
        }
        let size = passed + memchr::memchr2(b'"', b'\\', &rest[passed..]).ok_or(Otherwise)?;
        let least = rest[passed..size].iter().fold(u8::MAX, |least, byte| least.min(*byte));
        self.at += size;
        if least < b' ' { Err(Otherwise) } else { Ok(rest[size]) }
    }

    /// Passes over a text, and says whether it has escapes.
    fn pass_text(&mut self) -> Result<bool> {
        let mut has_escapes = false;
        loop {
            match self.stop()? {
                b'"' => break,
                b'\\' => has_escapes = true,
                _ => return Err(Otherwise),
            }
            match self.bytes.get(self.at + 1) {
                Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                Some(b'/') => self.is_canonical = false,
                _ => return Err(Otherwise),
            }
            self.at += 2;
        }
        self.at += 1;
        Ok(has_escapes)
    }

    /// A text in which each letter stands for itself.
    fn text(&mut self) -> Result<&'de str> {
        self.take(b'"')?;
        let start = self.at;
        match self.pass_text()? {
            true => Err(Otherwise),
            false => self.text.get(start..self.at - 1).ok_or(Otherwise),
        }
    }

    /// Passes over digits, of which there has to be one.
    fn digits(&mut self) -> Result<()> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let size = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += size;
        if size > 0 { Ok(()) } else { Err(Otherwise) }
    }

    /// Passes over a number, and says whether it is a whole one without a sign.
    fn pass_number(&mut self) -> Result<bool> {
        let is_negative = self.peek() == b'-';
        self.at += usize::from(is_negative);
        let start = self.at;
        self.digits()?;
        if self.bytes[start] == b'0' && self.at > start + 1 {
            return Err(Otherwise);
        }
        let mut is_whole = true;
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
            is_whole = false;
        }
        if let b'e' | b'E' = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.digits()?;
            is_whole = false;
        }
        Ok(is_whole && !is_negative)
    }

    fn number(&mut self) -> Result<u64> {
        let start = self.at;
        match self.pass_number()? {
            true => self.text[start..self.at].parse().map_err(|_| Otherwise),
            false => Err(Otherwise),
        }
    }

    fn word(&mut self, word: &str) -> Result<()> {
        let is_it = self.bytes[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        if is_it { Ok(()) } else { Err(Otherwise) }
    }

    fn open(&mut self) -> Result<()> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Otherwise) } else { Ok(()) }
    }

    /// Whether something more stands in what is open, and ends with a bracket.
    fn has_more(&mut self, is_first: bool, end: u8) -> Result<bool> {
        self.blank();
        match self.peek() {
            byte if byte == end => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ if is_first => Ok(true),
            b',' => {
                self.at += 1;
                self.blank();
                Ok(true)
            }
            _ => Err(Otherwise),
        }
    }

    /// Passes over a value that nobody asks for.
    fn pass(&mut self) -> Result<()> {
        match self.peek() {
            b'"' => {
                self.at += 1;
                self.pass_text().map(drop)
            }
            b'{' => {
                self.open()?;
                let mut is_first = true;
                while self.has_more(is_first, b'}')? {
                    is_first = false;
                    self.take(b'"')?;
                    self.pass_text()?;
                    self.colon()?;
                    self.pass()?;
                }
                Ok(())
            }
            b'[' => {
                self.open()?;
                let mut is_first = true;
                while self.has_more(is_first, b']')? {
                    is_first = false;
                    self.pass()?;
                }
                Ok(())
            }
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.pass_number().map(drop),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Compact<'de> {
    type Error = Otherwise;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            b'"' => visitor.visit_borrowed_str(self.text()?),
            bracket @ (b'{' | b'[') => {
                let depth = self.depth;
                self.open()?;
                let inside = Inside { compact: self, is_first: true };
                let value = match bracket {
                    b'{' => visitor.visit_map(inside)?,
                    _ => visitor.visit_seq(inside)?,
                };
                // Who stops before the end has not read it.
                if self.depth == depth { Ok(value) } else { Err(Otherwise) }
            }
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => visitor.visit_u64(self.number()?),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            b'n' => self.word("null").and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.pass()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// Reads what stands between two brackets, one item after the other.
struct Inside<'c, 'de> {
    compact: &'c mut Compact<'de>,
    is_first: bool,
}

impl<'de> MapAccess<'de> for Inside<'_, 'de> {
    type Error = Otherwise;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let is_first = std::mem::take(&mut self.is_first);
        if !self.compact.has_more(is_first, b'}')? {
            return Ok(None);
        }
        let key = self.compact.text()?;
        self.compact.colon()?;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        seed.deserialize(&mut *self.compact)
    }
}

impl<'de> SeqAccess<'de> for Inside<'_, 'de> {
    type Error = Otherwise;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let is_first = std::mem::take(&mut self.is_first);
        match self.compact.has_more(is_first, b']')? {
            true => seed.deserialize(&mut *self.compact).map(Some),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
