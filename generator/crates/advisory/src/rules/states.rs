//! What is said of the versions of a product: of one version and one vulnerability one thing alone
//! can be true (CSAF 2.0 §6.1.6), whether it stands by itself or in a range.

use super::Page;
use certsite_site::parse::advisory::{
    Product, ProductKey, State, Stated, Verdict, Versions, begins_after, order, overlap,
};
use certsite_text::as_read;
use std::cmp::Ordering;
use std::collections::HashMap;

/// At most this many statements of one product are compared with each other.
const MAX_COMPARED: usize = 100;

/// That something is said of a version, or of a range of them.
#[derive(Clone, Copy)]
struct Said<'a> {
    /// The place of the product.
    n: usize,
    state: State,
    verdict: Verdict,
    version: &'a str,
}

impl Page<'_, '_> {
    /// A version that is fixed is not affected, by no row of its product, and comes after one that
    /// is; and so on for all that exclude each other.
    pub fn states(&mut self) {
        let advisory = self.advisory;
        let name =
            |product: &Product| [&product.vendor, &product.product].map(|name| as_read(name));
        let mut by_name: HashMap<[String; 2], Vec<Said>> = HashMap::new();
        for (n, product) in advisory.products.iter().enumerate() {
            let all = by_name.entry(name(product)).or_default();
            all.extend(product.states().filter_map(|(state, version)| {
                Some(Said { n, state, verdict: state.verdict()?, version })
            }));
        }
        // Read once: each is asked about many versions.
        let mut ranges: HashMap<&str, Stated> = HashMap::new();
        for said in by_name.values().flatten().filter(|said| !said.state.is_of_one()) {
            ranges.entry(said.version).or_insert_with(|| Stated::of(said.version));
        }
        for (n, product) in advisory.products.iter().enumerate() {
            let all = &by_name[&name(product)];
            let all = &all[..all.len().min(MAX_COMPARED)];
            let own = product.states().filter_map(|(state, version)| {
                Some(Said { n, state, verdict: state.verdict()?, version })
            });
            for said in own {
                match all.iter().find(|other| self.excludes(said, **other, &ranges)) {
                    Some(other) => self.contradicted(said, *other),
                    None => self.outside(product, said, &ranges),
                }
            }
        }
    }

    /// Whether the second says something else of a version of the first one.
    fn excludes(&self, said: Said, other: Said, ranges: &HashMap<&str, Stated>) -> bool {
        let is_other = || match said.names_the_same(other) {
            // Of two that are the same, the later one is told.
            true => said.is_after(other),
            false => match (said.state.is_of_one(), other.state.is_of_one()) {
                (true, false) => ranges[other.version].holds(said.version) == Some(true),
                (false, false) => {
                    said.is_after(other) && overlap(said.version, other.version) == Some(true)
                }
                _ => false,
            },
        };
        said.verdict != other.verdict && is_other() && self.concern_one(said.n, other.n)
    }

    /// Whether a vulnerability is of both products, and of the same relation.
    fn concern_one(&self, one: usize, other: usize) -> bool {
        let advisory = self.advisory;
        let (one, other) = (&advisory.products[one], &advisory.products[other]);
        let is_in = |product: &Product, keys: &[ProductKey]| {
            keys.is_empty() || product.key.as_ref().is_some_and(|key| keys.contains(key))
        };
        let all = || advisory.vulnerabilities.iter().map(|found| found.products.as_slice());
        // Of what no vulnerability names, nobody knows which one is meant.
        let is_named = |product: &Product| all().any(|keys| is_in(product, keys));
        let is_shared = || all().any(|keys| is_in(one, keys) && is_in(other, keys));
        one.relation == other.relation
            && !one.is_told_apart(other)
            && (!is_named(one) || !is_named(other) || is_shared())
    }

    fn contradicted(&mut self, said: Said, other: Said) {
        let (own, key) = (said.state.key(), other.state.key());
        let is = |said: Said| match (said.state, said.verdict) {
            (State::Recommended, _) => "recommended",
            (_, Verdict::Affected) => "affected",
            (_, Verdict::Fixed) => "fixed",
            (_, Verdict::NotAffected) => "not affected",
            (_, Verdict::Open) => "under investigation",
            (_, Verdict::Unknown) => "unknown",
        };
        let message = format!(
            "{} is said to be {}, and {} (“{}”), too",
            said.version,
            is(said),
            is(other),
            other.version
        );
        let help = match other.state {
            State::Affected if !said.names_the_same(other) => {
                format!("correct “{own}”, or let “{key}” end before it")
            }
            _ => format!("correct “{own}” or “{key}”: of one version one of them is true"),
        };
        said.wrong(self, message, &help);
    }

    /// A fix of what was never affected, and a first or last version that is not among those that
    /// are.
    fn outside(&mut self, product: &Product, said: Said, ranges: &HashMap<&str, Stated>) {
        if self.before_the_first(product, said) {
            return;
        }
        let Some(affected) = &product.affected else { return };
        let (message, help) = match said.state {
            State::Fixed | State::FirstFixed if begins_after(&affected.0, said.version) => (
                format!(
                    "{} is said to be fixed, and comes before all that is affected (“{}”)",
                    said.version, affected.0
                ),
                "correct “fixed”: what was never affected fixes nothing",
            ),
            State::FirstAffected | State::LastAffected
                if ranges[&*affected.0].holds(said.version) == Some(false) =>
            {
                (
                    format!(
                        "{} is none of the versions that are affected (“{}”)",
                        said.version, affected.0
                    ),
                    "correct it, or “affected”",
                )
            }
            _ => return,
        };
        said.wrong(self, message, help);
    }

    /// Tells of a version that comes before all that are said to be the first ones of their lines.
    fn before_the_first(&mut self, product: &Product, said: Said) -> bool {
        let first = match said.state {
            State::Fixed => &product.first_fixed,
            State::LastAffected => &product.first_affected,
            _ => return false,
        };
        if !come_after(first, said.version) {
            return false;
        }
        let (own, key) = match said.state {
            State::Fixed => ("fixed", "first_fixed"),
            _ => ("affected", "first_affected"),
        };
        let message = format!(
            "{} is said to be {own}, and comes before the first one (“{}”)",
            said.version, first.0[0].0
        );
        said.wrong(self, message, &format!("correct “{}” or “{key}”", said.state.key()));
        true
    }
}

/// Whether there are such versions, and each comes after this one for certain.
fn come_after(versions: &Versions, version: &str) -> bool {
    let is_after = |first: &str| order("generic", first, version) == Some(Ordering::Greater);
    !versions.0.is_empty() && versions.0.iter().all(|first| is_after(&first.0))
}

impl Said<'_> {
    /// Whether both name the same versions: in words, in any case.
    fn names_the_same(self, other: Said) -> bool {
        let are_words = [self, other].iter().all(|said| !said.version.starts_with("vers:"));
        self.version == other.version
            || are_words && as_read(self.version) == as_read(other.version)
    }

    fn is_after(self, other: Said) -> bool {
        (self.n, self.state as u8) > (other.n, other.state as u8)
    }

    /// A problem of the statement, where it stands in the block.
    fn wrong(self, page: &mut Page, message: String, help: &str) {
        let n = self.n.to_string();
        let inner = (self.state == State::NotAffected).then_some("versions");
        let path = ["products", &n, self.state.key()];
        page.wrong(&path.into_iter().chain(inner).collect::<Vec<_>>(), message, help);
    }
}
