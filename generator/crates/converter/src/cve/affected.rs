//! What a CVE record says of the versions of a product (CVE JSON 5, “Product and Version Encodings”) →
//! stretches in which they are affected, and the versions that end one. Whatever else it says of them
//! is listed.

use crate::json::{at, has, list, text};
use crate::left::Left;
use crate::notice::Said;
use crate::versions::{Spec, Stretch, from_zero, in_order, names_nothing, stretches};
use serde_json::Value;
use std::cmp::Ordering;

/// Words by which issuers say that a single entry is of all versions.
const ALL: [&str; 3] = ["*", "all", "any"];

/// What is found in the entries of one product.
struct Found<'a> {
    product: &'a str,
    affected: Vec<Stretch>,
    fixed: Vec<Spec>,
    /// The kinds of versions that entries name.
    kinds: Vec<&'static str>,
    /// Whether some versions are affected of which it is not told which they are.
    is_open: bool,
    left: &'a mut Left,
}

/// The states of a product's versions.
pub fn said(one: &Value, product: &str, left: &mut Left) -> Said {
    let (affected, fixed, kinds) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = Found { product, affected, fixed, kinds, is_open: false, left };
    list(one, &["versions"]).for_each(|version| found.entry(version));
    let Found { affected, fixed, kinds, is_open, .. } = found;
    let mut said = Said::default();
    if !fixed.is_empty() {
        said.states.insert("fixed", fixed);
    }
    // A version of which nothing is said has the default; where there is none, nobody knows.
    let default = text(one, &["defaultStatus"]).unwrap_or("unknown");
    match (affected.is_empty(), default) {
        (false, default) => {
            if default == "affected" {
                left.add(format!("that all other versions of {product} are affected"));
            }
            // Several kinds in one range would be ordered by the rules of none of them.
            let kind = match kinds.as_slice() {
                [kind, others @ ..] if others.iter().all(|other| other == kind) => kind,
                _ => "generic",
            };
            said.states.insert("affected", vec![Spec::Range(stretches(kind, &affected))]);
        }
        (true, default) if is_open || default == "affected" => {
            said.states.insert("affected", vec![Spec::Open]);
        }
        (true, "unaffected") => {}
        (true, _) => left.add(format!("whether {product} is affected: the record does not say")),
    }
    said
}

impl Found<'_> {
    fn entry(&mut self, version: &Value) {
        let product = self.product;
        let Some(begin) = text(version, &["version"]) else {
            return self.left.add(format!("what is said of a version of {product} without a name"));
        };
        let own = text(version, &["versionType"]);
        if own == Some("git") {
            return self.left.add(format!("commits of {product}, such as {begin}"));
        }
        let kind = scheme(own.unwrap_or("custom"));
        let status = text(version, &["status"]).unwrap_or("unknown");
        let changes = self.changes(version, kind);
        let is_affected = status == "affected" || changes.iter().any(|(_, to)| *to == "affected");
        if let Some(range) = begin.trim_start().strip_prefix("vers:") {
            self.left.add(format!("a range of {product} in the place of a version: {begin}"));
            self.is_open |= is_affected && !range.starts_with("none/");
            return;
        }
        let Some(whole) = self.whole(version, begin, kind) else {
            self.is_open |= is_affected;
            return;
        };
        if own.is_some() && is_affected {
            self.kinds.push(kind);
        }
        let mut before = None;
        for (status, part) in self.parts(kind, status, &whole, changes) {
            match status {
                "affected" => self.affected.push(part),
                // Behind affected ones, it is where these end.
                "unaffected" if before == Some("affected") => {
                    self.fixed.extend(part.from.as_deref().map(Spec::of));
                }
                "unaffected" => self.left.add(format!(
                    "versions of {product} that are not affected, for the reason is not told: {}",
                    told(&part)
                )),
                _ => self
                    .left
                    .add(format!("versions of {product} of which nobody knows: {}", told(&part))),
            }
            before = Some(status);
        }
    }

    /// All versions of an entry; nothing if it names none, which is told.
    fn whole(&mut self, version: &Value, begin: &str, kind: &str) -> Option<Stretch> {
        let product = self.product;
        let less = text(version, &["lessThan"]).map(|end| (end, false));
        let most = text(version, &["lessThanOrEqual"]).map(|end| (end, true));
        if let (Some(_), Some((most, _))) = (less, most) {
            self.left.add(format!("a second end of versions of {product} from {begin} on: {most}"));
        }
        let Some((end, is_part)) = less.or(most) else {
            if names_nothing(begin) {
                self.left.add(format!("a version of {product} that is none: {begin}"));
                return None;
            }
            let is_all = ALL.contains(&begin.to_ascii_lowercase().as_str());
            return Some(match is_all {
                true => Stretch { from: None, until: None },
                false => Stretch::one(begin),
            });
        };
        let is_first = begin == "0" || begin == "*" || names_nothing(begin);
        let from = (!is_first).then(|| begin.to_owned());
        if names_nothing(end) {
            // Records of the fourth format write so where only the beginning is known.
            let what = format!("where versions of {product} end that begin with {begin}: {end}");
            self.left.add(what);
            return from.map(|from| Stretch { from: Some(from), until: None });
        }
        let order = from.as_deref().and_then(|from| from_zero(kind, from, end));
        if order == Some(Ordering::Greater) || order == Some(Ordering::Equal) && !is_part {
            self.left.add(format!("a range of {product} that holds no version: {begin} to {end}"));
            return None;
        }
        let until = (end != "*").then(|| (end.to_owned(), is_part));
        Some(Stretch { from, until })
    }

    /// At which versions the status changes, in their order; of those that cannot be read it is told.
    fn changes<'v>(&mut self, version: &'v Value, kind: &str) -> Vec<(&'v str, &'v str)> {
        let product = self.product;
        let mut known: Vec<(&str, &str)> = Vec::new();
        for change in list(version, &["changes"]) {
            let status = text(change, &["status"]).filter(|to| STATUS.contains(to));
            let at = text(change, &["at"]).filter(|at| !names_nothing(at));
            match at.zip(status) {
                Some(change) => known.push(change),
                None => self.left.add(format!("a change of {product} without version or status")),
            }
        }
        let is_odd = at(version, &["changes"]).is_some_and(|changes| !changes.is_array());
        if is_odd && has(version, "changes") {
            self.left.add(format!("changes of {product} that are no list"));
        }
        let sorted = in_order(known.clone(), |(one, _), (other, _)| from_zero(kind, one, other));
        let sorted = sorted.unwrap_or(known);
        // Of what is said of one version the last holds.
        let mut once: Vec<(&str, &str)> = Vec::new();
        for (at, to) in sorted {
            match once.last_mut() {
                Some(last) if last.0 == at && last.1 != to => {
                    self.left.add(format!(
                        "that {product} is {} from {at} on, for it is said to be {to} from there, too",
                        last.1
                    ));
                    last.1 = to;
                }
                Some(last) if last.0 == at => {}
                _ => once.push((at, to)),
            }
        }
        once
    }

    /// The stretches of an entry between changes, with what is said of each. What changes outside of
    /// its range changes no version of it.
    fn parts<'v>(
        &mut self,
        kind: &str,
        mut status: &'v str,
        whole: &Stretch,
        changes: Vec<(&'v str, &'v str)>,
    ) -> Vec<(&'v str, Stretch)> {
        let mut parts = Vec::new();
        let mut from = whole.from.clone();
        for (at, to) in changes {
            let behind = |other: Option<&str>| from_zero(kind, at, other?);
            if let Some(Ordering::Less | Ordering::Equal) = behind(whole.from.as_deref()) {
                status = to;
                continue;
            }
            let end = whole.until.as_ref();
            match behind(end.map(|(end, _)| end.as_str())) {
                Some(Ordering::Equal) if end.is_some_and(|(_, is_part)| !is_part) => {
                    match (status, to) {
                        ("affected", "unaffected") => self.fixed.push(Spec::of(at)),
                        _ => self.outside(at, to),
                    }
                }
                Some(Ordering::Greater) => self.outside(at, to),
                _ if to == status => {}
                _ => {
                    let until = Some((at.to_owned(), false));
                    parts.push((status, Stretch { from: from.replace(at.to_owned()), until }));
                    status = to;
                }
            }
        }
        parts.push((status, Stretch { from, until: whole.until.clone() }));
        parts
    }

    fn outside(&mut self, at: &str, to: &str) {
        let product = self.product;
        self.left.add(format!("that {product} is {to} from {at} on, which lies outside its range"));
    }
}

/// What a record can say of a version.
const STATUS: [&str; 3] = ["affected", "unaffected", "unknown"];

/// A stretch in words.
fn told(stretch: &Stretch) -> String {
    match (stretch.from.as_deref(), &stretch.until) {
        (Some(from), Some((until, true))) if from == until => from.to_owned(),
        (from, Some((until, _))) => format!("{} to {until}", from.unwrap_or("0")),
        (Some(from), None) => format!("from {from} on"),
        (None, None) => "all".to_owned(),
    }
}

/// The kind of a range of vers for a kind of version.
fn scheme(kind: &str) -> &'static str {
    match kind {
        "semver" => "semver",
        "maven" => "maven",
        "python" => "pypi",
        "rpm" => "rpm",
        "dpkg" => "deb",
        _ => "generic",
    }
}

#[cfg(test)]
mod tests;
