//! Values of JSON as programs write them: a text, a number in quotes, null for nothing. One that is
//! something else is wrong only where it matters.

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;

/// A text; of a list the first one; a number as it is written. Nothing is empty.
#[derive(Clone, Default)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'a> Text<'a> {
    /// The same text, or `other` if it is empty.
    pub fn or(self, other: Text<'a>) -> Text<'a> {
        if self.0.is_empty() { other } else { self }
    }

    /// Whether it says nothing: it was not there, null, or an empty text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The IP address that the text is; `None` if it is none.
    pub fn address(&self) -> Option<IpAddr> {
        address(&self.0)
    }
}

/// An address as programs write it: in brackets, with a zone or the length of a prefix, which are
/// left out. `None` if it is none.
pub fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let text = text.trim().trim_start_matches('[');
    text.split(['%', '/', ']']).next()?.parse().ok()
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'a>, D::Error> {
        deserializer.deserialize_any(TextVisitor { is_in_list: false })
    }
}

struct TextVisitor {
    /// Lists within lists say nothing, and may be deeper than any stack.
    is_in_list: bool,
}

impl<'de> DeserializeSeed<'de> for TextVisitor {
    type Value = Text<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(number.to_string().into()))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(number.to_string().into()))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Text<'de>, E> {
        Ok(Text(number.to_string().into()))
    }
    fn visit_bool<E: Error>(self, is: bool) -> Result<Text<'de>, E> {
        Ok(Text(is.to_string().into()))
    }
    fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }
    fn visit_none<E: Error>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text<'de>, A::Error> {
        let first = match self.is_in_list {
            true => None,
            false => list.next_element_seed(TextVisitor { is_in_list: true })?,
        };
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first.unwrap_or_default())
    }
}

/// A whole number, in quotes or not; null and the empty text are none.
#[derive(Clone, Copy)]
pub struct Number<T>(pub Option<T>);

impl<T> Default for Number<T> {
    fn default() -> Number<T> {
        Number(None)
    }
}

impl<'de, T: TryFrom<u64>> Deserialize<'de> for Number<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number<T>, D::Error> {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }
}

struct NumberVisitor<T>(PhantomData<T>);

impl<'de, T: TryFrom<u64>> Visitor<'de> for NumberVisitor<T> {
    type Value = Number<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number in its range")
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Number<T>, E> {
        let value = T::try_from(number)
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))?;
        Ok(Number(Some(value)))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Number<T>, E> {
        // Spreadsheets and some databases write 80.0.
        match number >= 0.0 && number.fract() == 0.0 && number < 1e15 {
            true => self.visit_u64(number as u64),
            false => Err(E::invalid_value(serde::de::Unexpected::Float(number), &self)),
        }
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Number<T>, E> {
        let said = text.trim();
        if said.is_empty() || said == "-" {
            return Ok(Number(None));
        }
        match said.parse() {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }
    fn visit_unit<E: Error>(self) -> Result<Number<T>, E> {
        Ok(Number(None))
    }
    fn visit_none<E: Error>(self) -> Result<Number<T>, E> {
        Ok(Number(None))
    }
}

/// An object, or nothing where something else stands: what it says is not needed.
pub struct Maybe<T>(pub Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Maybe<T> {
        Maybe(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Maybe<T>, D::Error> {
        deserializer.deserialize_any(MaybeVisitor(PhantomData))
    }
}

struct MaybeVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MaybeVisitor<T> {
    type Value = Maybe<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Maybe<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|value| Maybe(Some(value)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Maybe<T>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Maybe(None))
    }
    fn visit_str<E: Error>(self, _: &str) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_unit<E: Error>(self) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
    fn visit_none<E: Error>(self) -> Result<Maybe<T>, E> {
        Ok(Maybe(None))
    }
}
