//! Views → their fingerprint, without values of the template engine between. What is told of each
//! value begins with its kind, and ends where its length says or at the next kind, so that views that
//! differ are told otherwise.

use super::Print;
use serde::de::value::Error;
use serde::ser::{self, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

/// The kinds of values. Templates make no difference between numbers of one value.
#[derive(Clone, Copy)]
enum Kind {
    Nothing,
    Bool,
    Integer,
    Float,
    Text,
    Bytes,
    Variant,
    List,
    Map,
    End,
}

impl Print {
    /// A view as templates get it. Which of its texts are HTML its fields say, so that is not told.
    pub fn view(&mut self, view: &impl Serialize) {
        // There is nothing that could not be told.
        let _ = view.serialize(self);
    }

    fn kind(&mut self, kind: Kind) {
        self.0.push(kind as u8);
    }

    fn integer(&mut self, number: i128) -> Result<(), Error> {
        self.kind(Kind::Integer);
        self.0.extend(number.to_le_bytes());
        Ok(())
    }

    fn variant(&mut self, name: &str) {
        self.kind(Kind::Variant);
        self.text(name);
    }

    fn fields(&mut self) -> Fields<'_> {
        self.kind(Kind::Map);
        Fields { start: self.0.len(), sum: 0, count: 0, print: self }
    }
}

macro_rules! integers {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name(self, number: $kind) -> Result<(), Error> {
            self.integer(number.into())
        })*
    };
}

impl<'p> Serializer for &'p mut Print {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'p>;
    type SerializeTuple = Items<'p>;
    type SerializeTupleStruct = Items<'p>;
    type SerializeTupleVariant = Items<'p>;
    type SerializeMap = Fields<'p>;
    type SerializeStruct = Fields<'p>;
    type SerializeStructVariant = Fields<'p>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64
    }

    fn serialize_u128(self, number: u128) -> Result<(), Error> {
        // What is larger than any signed one has 39 digits.
        match i128::try_from(number) {
            Ok(number) => self.integer(number),
            Err(_) => self.serialize_str(&number.to_string()),
        }
    }

    fn serialize_bool(self, yes: bool) -> Result<(), Error> {
        self.kind(Kind::Bool);
        self.0.push(yes.into());
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        self.kind(Kind::Float);
        self.0.extend(number.to_le_bytes());
        Ok(())
    }

    fn serialize_char(self, c: char) -> Result<(), Error> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.kind(Kind::Text);
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.kind(Kind::Bytes);
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.kind(Kind::Nothing);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &str, _: u32, name: &'static str) -> Result<(), Error> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(name);
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'p>, Error> {
        self.kind(Kind::List);
        Ok(Items(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'p>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'p>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Items<'p>, Error> {
        self.variant(name);
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'p>, Error> {
        Ok(self.fields())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'p>, Error> {
        Ok(self.fields())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Fields<'p>, Error> {
        self.variant(name);
        Ok(self.fields())
    }
}

/// The values of a list, in its order.
pub struct Items<'p>(&'p mut Print);

/// The entries of a map or structure. They have no order, so their fingerprints are added up.
pub struct Fields<'p> {
    print: &'p mut Print,
    /// Where the entry begins that is being told.
    start: usize,
    sum: u64,
    count: u64,
}

impl Fields<'_> {
    fn end_of_entry(&mut self) {
        self.sum = self.sum.wrapping_add(xxh3_64(&self.print.0[self.start..]));
        self.count += 1;
        self.print.0.truncate(self.start);
    }
}

/// The traits by which serde tells of lists differ in their names alone, and so do those of fields.
macro_rules! told {
    (items: $($kind:ident $item:ident),*) => {
        $(impl ser::$kind for Items<'_> {
            type Ok = ();
            type Error = Error;

            fn $item<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(&mut *self.0)
            }

            fn end(self) -> Result<(), Error> {
                self.0.kind(Kind::End);
                Ok(())
            }
        })*
    };
    (fields: $($kind:ident),*) => {
        $(impl ser::$kind for Fields<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                ser::SerializeMap::serialize_entry(self, name, value)
            }

            fn end(self) -> Result<(), Error> {
                ser::SerializeMap::end(self)
            }
        })*
    };
}

told! { items: SerializeSeq serialize_element, SerializeTuple serialize_element }
told! { items: SerializeTupleStruct serialize_field, SerializeTupleVariant serialize_field }
told! { fields: SerializeStruct, SerializeStructVariant }

impl ser::SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Error> {
        key.serialize(&mut *self.print)
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.print)?;
        self.end_of_entry();
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.print.number(self.sum);
        self.print.number(self.count);
        Ok(())
    }
}
