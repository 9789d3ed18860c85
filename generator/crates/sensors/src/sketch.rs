//! How many different sources there were: HyperLogLog sketches (Flajolet et al., 2007), which merge
//! exactly, in any order, and from which nobody reads an address.
//!
//! Most cells of a tally have few sources, so a sketch keeps the registers that are set and makes
//! a whole one of them only to estimate.

use data_encoding::BASE64_NOPAD;
use simple_hll::HyperLogLog;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::net::IpAddr;

/// 2¹² registers: a standard error of 1.6 per cent.
const PRECISION: usize = 12;
const REGISTERS: usize = 1 << PRECISION;
/// The highest value of a register: the position of the first one among the remaining bits.
const HIGHEST: u8 = (64 - PRECISION + 1) as u8;

/// A secret that the sensors of one team share. Without it, whoever has a sketch could try all
/// addresses and see which of them fit.
#[derive(Clone)]
pub struct HashKey(pub [u8; 16]);

impl HashKey {
    /// What stands for an address in sketches: its SipHash-1-3 with this key. An IPv4 address that
    /// is written as IPv6 is the same.
    pub fn hash(&self, address: IpAddr) -> u64 {
        let mut hasher = SipHasher13::new_with_key(&self.0);
        match address.to_canonical() {
            IpAddr::V4(address) => hasher.write(&address.octets()),
            IpAddr::V6(address) => hasher.write(&address.octets()),
        }
        hasher.finish()
    }
}

/// A set of sources, of which only the size can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Registers that are set, in order, each with its value.
    set: Vec<(u16, u8)>,
}

impl Sketch {
    /// Adds a source, given by the hash of its address. To add it again changes nothing.
    pub fn add(&mut self, hash: u64) {
        // As the library places it; a test holds them together.
        let index = (hash & (REGISTERS as u64 - 1)) as u16;
        let value = ((hash >> PRECISION) | (1 << (64 - PRECISION))).trailing_zeros() + 1;
        self.raise(index, value as u8);
    }

    /// Adds all sources of another sketch, made with the same key.
    pub fn merge(&mut self, other: &Sketch) {
        if self.set.is_empty() {
            self.set.clone_from(&other.set);
        } else {
            other.set.iter().for_each(|(index, value)| self.raise(*index, *value));
        }
    }

    fn raise(&mut self, index: u16, value: u8) {
        match self.set.binary_search_by_key(&index, |(index, _)| *index) {
            Ok(at) => self.set[at].1 = self.set[at].1.max(value),
            Err(at) => self.set.insert(at, (index, value)),
        }
    }

    /// About how many sources there are: the standard error is 1.6 per cent.
    pub fn count(&self) -> u64 {
        let mut registers = Box::new([0; REGISTERS]);
        raise(&mut registers, self);
        HyperLogLog::<PRECISION>::with_registers(registers.to_vec()).count() as u64
    }

    /// As files have it: Base64 without padding of the registers that are set, three bytes each.
    pub fn text(&self) -> String {
        let bytes = self.set.iter().flat_map(|(index, value)| {
            let [high, low] = index.to_be_bytes();
            [high, low, *value]
        });
        BASE64_NOPAD.encode(&bytes.collect::<Vec<_>>())
    }

    /// The sketch that a file has in this form; `None` if it is none.
    pub fn parse(text: &str) -> Option<Sketch> {
        let bytes = BASE64_NOPAD.decode(text.as_bytes()).ok()?;
        let (triples, rest) = bytes.as_chunks::<3>();
        let set: Vec<(u16, u8)> = triples
            .iter()
            .map(|[high, low, value]| (u16::from_be_bytes([*high, *low]), *value))
            .collect();
        let is_sound = |(index, value): &(u16, u8)| {
            usize::from(*index) < REGISTERS && (1..=HIGHEST).contains(value)
        };
        let is_ordered = set.is_sorted_by(|a, b| a.0 < b.0);
        (rest.is_empty() && is_ordered && set.iter().all(is_sound)).then_some(Sketch { set })
    }
}

/// So many registers are worth keeping one by one.
const MAX_SPARSE_REGISTERS: usize = 256;

/// The sources of many sketches together: as quickly as may be, while few stay small.
#[derive(Clone, Default)]
pub struct Union {
    few: Sketch,
    all: Option<Box<[u8; REGISTERS]>>,
}

impl Union {
    /// Adds all sources of a sketch, made with the same key.
    pub fn add(&mut self, sketch: &Sketch) {
        match &mut self.all {
            Some(all) => raise(all, sketch),
            None if self.few.set.len() + sketch.set.len() <= MAX_SPARSE_REGISTERS => {
                self.few.merge(sketch)
            }
            None => {
                let mut all = Box::new([0; REGISTERS]);
                raise(&mut all, &std::mem::take(&mut self.few));
                raise(&mut all, sketch);
                self.all = Some(all);
            }
        }
    }

    /// Adds all sources of another union, made with the same key.
    pub fn merge(&mut self, other: &Union) {
        self.add(&other.few);
        let Some(others) = &other.all else { return };
        let few = std::mem::take(&mut self.few);
        let all = self.all.get_or_insert_with(|| Box::new([0; REGISTERS]));
        raise(all, &few);
        all.iter_mut().zip(others.iter()).for_each(|(own, other)| *own = (*own).max(*other));
    }

    /// About how many sources there are: the standard error is 1.6 per cent.
    pub fn count(&self) -> u64 {
        match &self.all {
            Some(all) => HyperLogLog::<PRECISION>::with_registers(all.to_vec()).count() as u64,
            None => self.few.count(),
        }
    }
}

fn raise(all: &mut [u8; REGISTERS], sketch: &Sketch) {
    for (index, value) in &sketch.set {
        let register = &mut all[usize::from(*index)];
        *register = (*register).max(*value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(hashes: impl Iterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::default();
        hashes.for_each(|hash| sketch.add(hash));
        sketch
    }

    fn hashes(n: u64) -> impl DoubleEndedIterator<Item = u64> {
        let key = HashKey([7; 16]);
        (0..n).map(move |n| key.hash(IpAddr::from((n as u32).to_be_bytes())))
    }

    #[test]
    fn registers_are_those_of_the_library() {
        let mut library = HyperLogLog::<PRECISION>::new();
        hashes(9_000).chain([0, u64::MAX]).for_each(|hash| library.add_hash(hash));
        let own = sketch(hashes(9_000).chain([0, u64::MAX]));
        assert_eq!(own.set.len(), REGISTERS - library.num_empty_registers());
        for (index, value) in own.set {
            assert_eq!(library.get_registers()[usize::from(index)], value);
        }
    }

    #[test]
    fn few_are_counted_exactly_and_many_nearly() {
        for n in 0..=10 {
            assert_eq!(sketch(hashes(n)).count(), n);
        }
        let many = sketch(hashes(100_000)).count() as f64;
        assert!((many / 100_000.0 - 1.0).abs() < 0.05, "{many}");
    }

    #[test]
    fn order_and_parts_do_not_matter() {
        let whole = sketch(hashes(5_000));
        assert_eq!(whole, sketch(hashes(5_000).rev()));
        let mut merged = sketch(hashes(5_000).skip(2_000));
        merged.merge(&sketch(hashes(2_500)));
        assert_eq!(whole, merged);
        assert_eq!(Sketch::parse(&whole.text()), Some(whole));
    }

    #[test]
    fn a_union_is_the_sketch_of_all() {
        for parts in [[3, 5, 9], [200, 100, 3], [2_000, 10, 4_000]] {
            let (mut union, mut merged, mut whole) =
                (Union::default(), Union::default(), Sketch::default());
            for (n, size) in parts.into_iter().enumerate() {
                let part = sketch(hashes(5_000).skip(n * 700).take(size));
                union.add(&part);
                whole.merge(&part);
                let mut one = Union::default();
                one.add(&part);
                merged.merge(&one);
            }
            assert_eq!((union.count(), merged.count()), (whole.count(), whole.count()));
        }
    }

    #[test]
    fn nonsense_is_no_sketch() {
        // A byte short, a register that is none, a value that is none, an order that is none.
        for bytes in [&[0, 1][..], &[16, 0, 1], &[0, 0, 0], &[0, 0, 54], &[0, 2, 1, 0, 1, 1]] {
            assert_eq!(Sketch::parse(&BASE64_NOPAD.encode(bytes)), None, "{bytes:?}");
        }
        assert_eq!(Sketch::parse("ə"), None);
        assert_eq!(Sketch::parse(""), Some(Sketch::default()));
    }
}
