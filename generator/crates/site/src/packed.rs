//! Values ↔ bytes that the next process reads quickly. Only a short cut: what does not read back is
//! made anew, so a form needs no history.
//!
//! Serde's traits stand for what editors write in these types, with all that is checked on the way;
//! this is the same value and nothing else.

use std::ops::Range;
use std::sync::Arc;

/// A value as bytes.
pub trait Packed: Sized {
    /// Writes it behind what is there.
    fn pack(&self, to: &mut Vec<u8>);

    /// Reads it off the beginning; `None` if no such value stands there.
    fn unpack(from: &mut &[u8]) -> Option<Self>;
}

/// Takes so many bytes off the beginning.
pub fn take<'a>(from: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(taken)
}

/// Takes a text off the beginning, as [`String`] packs it.
pub fn take_text<'a>(from: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::unpack(from)?;
    simdutf8::basic::from_utf8(take(from, length)?).ok()
}

/// Packs structures by their fields, and enumerations of bare words.
#[macro_export]
macro_rules! packed {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                // A field that is forgotten here does not compile.
                let $type { $($field),* } = self;
                $($crate::packed::Packed::pack($field, to);)*
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                Some($type { $($field: $crate::packed::Packed::unpack(from)?),* })
            }
        }
    };
    ($type:ident($inner:ident)) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                let $type($inner) = self;
                $crate::packed::Packed::pack($inner, to);
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                $crate::packed::Packed::unpack(from).map($type)
            }
        }
    };
    ($type:ident: $($word:ident),* $(,)?) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                // A word that is forgotten below does not compile.
                let word = match self { $($type::$word => stringify!($word)),* };
                let at = [$(stringify!($word)),*].iter().position(|known| *known == word);
                $crate::packed::Packed::pack(&at.unwrap_or_default(), to);
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                let at = <usize as $crate::packed::Packed>::unpack(from)?;
                [$($type::$word),*].into_iter().nth(at)
            }
        }
    };
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
impl Packed for u64 {
    fn pack(&self, to: &mut Vec<u8>) {
        let mut left = *self;
        while left >= 0x80 {
            to.push(left as u8 | 0x80);
            left >>= 7;
        }
        to.push(left as u8);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let mut whole = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = from.split_first()?;
            *from = rest;
            whole |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(whole);
            }
        }
        None
    }
}

macro_rules! as_u64 {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                (*self as u64).pack(to);
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                u64::unpack(from)?.try_into().ok()
            }
        }
    )*};
}

as_u64!(usize, u32, u8);

impl Packed for i64 {
    fn pack(&self, to: &mut Vec<u8>) {
        self.cast_unsigned().rotate_left(1).pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        u64::unpack(from).map(|bits| bits.rotate_right(1).cast_signed())
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        match take(from, 1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                self.len().pack(to);
                to.extend_from_slice(self.as_bytes());
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                take_text(from).map(Into::into)
            }
        }
    )*};
}

as_text!(String, Box<str>, Arc<str>);

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Vec<u8>) {
        self.is_some().pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        match bool::unpack(from)? {
            true => T::unpack(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn pack(&self, to: &mut Vec<u8>) {
        self.len().pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let count = usize::unpack(from)?;
        // Each has bytes of its own, so no nonsense is taken for room.
        let mut all = Vec::with_capacity(count.min(from.len()));
        for _ in 0..count {
            all.push(T::unpack(from)?);
        }
        Some(all.into())
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Vec<u8>) {
        self.len().pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Box::unpack(from).map(Vec::from)
    }
}

impl<T: Packed> Packed for Range<T> {
    fn pack(&self, to: &mut Vec<u8>) {
        self.start.pack(to);
        self.end.pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Some(T::unpack(from)?..T::unpack(from)?)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, to: &mut Vec<u8>) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    #[derive(Debug, PartialEq)]
    struct Pair {
        one: Option<i64>,
        other: Vec<Word>,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Word {
        Yes,
        No,
    }

    packed!(Pair { one, other });
    packed!(Word: Yes, No);

    fn check<T: Packed + Debug + PartialEq>(value: T) {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut rest = &bytes[..];
        assert_eq!(T::unpack(&mut rest).as_ref(), Some(&value));
        assert!(rest.is_empty(), "{value:?}");
        for end in 0..bytes.len() {
            assert_eq!(T::unpack(&mut &bytes[..end]), None, "{value:?} to {end}");
        }
    }

    #[test]
    fn values_come_back_and_what_is_cut_off_is_none() {
        [0, 1, 127, 128, 16_384, u64::MAX].into_iter().for_each(check);
        [0, 1, -1, 64, i64::MIN, i64::MAX].into_iter().for_each(check);
        [true, false].into_iter().for_each(check);
        ["", "a", "şəbəkə"].into_iter().for_each(|text| check(text.to_owned()));
        check((vec![Some(Box::<str>::from("a")), None], 3_usize..4));
        check(Pair { one: Some(-7), other: vec![Word::No, Word::Yes] });
    }

    #[test]
    fn nonsense_is_nothing() {
        assert_eq!(u64::unpack(&mut &[0xff; 10][..]), None);
        assert_eq!(u8::unpack(&mut &[0x80, 2][..]), None);
        assert_eq!(bool::unpack(&mut &[2][..]), None);
        assert_eq!(String::unpack(&mut &[1, 0xff][..]), None);
        assert_eq!(Word::unpack(&mut &[2][..]), None);
        // It would be more than any memory holds.
        assert_eq!(Vec::<u64>::unpack(&mut &[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1][..]), None);
    }
}
