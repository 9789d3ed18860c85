//! What stands twice in a list, and the advisory's own number among those of others: readers would
//! read it twice, and for a double CSAF's schema refuses the whole document.

use super::{Page, Path, path};
use certsite_site::parse::advisory::AdvisoryFront;
use certsite_text::as_read;
use std::collections::HashMap;
use std::fmt::Display;

/// A list of the block: what leads to it, and its items.
type Items = (Path, Vec<Item>);

/// What an item says, and what it is known by.
struct Item {
    says: String,
    known_by: String,
}

impl Page<'_, '_> {
    /// Items that stand in their list already, perhaps in another spelling.
    pub fn doubles(&mut self) {
        for (list, items) in lists(self.advisory) {
            let mut first: HashMap<&str, usize> = HashMap::new();
            for (n, item) in items.iter().enumerate() {
                let known = *first.entry(&item.known_by).or_insert(n);
                if known == n {
                    continue;
                }
                let at = |n: usize| [list.clone(), vec![n.to_string()]].concat();
                let line = self.value_at(&at(known)).spot.map_or(0, |spot| spot.line);
                let message = format!("“{}” stands in line {line} already", item.says);
                self.wrong_at(&at(n), message, "keep one of the two");
            }
        }
    }

    /// What others call it is not what it is called here.
    pub fn own_number(&mut self) {
        let advisory = self.advisory;
        let own = advisory.id.0.as_str();
        for (n, alias) in advisory.aliases.iter().enumerate() {
            if alias.trim().eq_ignore_ascii_case(own) {
                let message = format!("“{alias}” is the number of the advisory itself");
                let help = "name what others call it, or leave it out";
                self.wrong(&["aliases", &n.to_string()], message, help);
            }
        }
    }
}

/// All lists whose items are told apart by what they say.
fn lists(advisory: &AdvisoryFront) -> Vec<Items> {
    let mut found = vec![
        (path(&[&"aliases"]), texts(&advisory.aliases, |alias| alias)),
        list(&[&"references"], &advisory.references, |to| to.url.0.clone()),
    ];
    for (n, product) in advisory.products.iter().enumerate() {
        let keys = |key: &'static str| path(&[&"products", &n, &key]);
        found.extend([
            (keys("cpe"), each(&product.cpe, |cpe| cpe.0.clone())),
            (keys("purl"), each(&product.purl, |purl| purl.canonical())),
            (keys("models"), each(&product.models, Clone::clone)),
            (keys("serials"), each(&product.serials, Clone::clone)),
            (keys("hashes"), each(&product.hashes, |of| format!("{} {}", of.file, of.sha256.0))),
        ]);
    }
    for (n, of) in advisory.vulnerabilities.iter().enumerate() {
        let keys = |key: &'static str| path(&[&"vulnerabilities", &n, &key]);
        found.extend([
            (keys("ids"), each(&of.ids, |id| format!("{} {}", id.system, id.id))),
            (keys("cwe"), each(&of.cwe, |cwe| cwe.id.clone())),
            (keys("references"), each(&of.references, |to| to.url.0.clone())),
            (keys("known_exploited"), each(&of.known_exploited, |of| of.list.trim().to_owned())),
            (keys("products"), each(&of.products, |key| key.0.clone())),
        ]);
    }
    for (n, of) in advisory.remediations.iter().enumerate() {
        let keys = |key: &'static str| path(&[&"remediations", &n, &key]);
        found.extend([
            (keys("entitlements"), each(&of.entitlements, Clone::clone)),
            (keys("cves"), each(&of.cves, |cve| cve.0.clone())),
            (keys("vulnerabilities"), each(&of.vulnerabilities, |key| key.0.clone())),
            (keys("products"), each(&of.products, |key| key.0.clone())),
        ]);
    }
    found.push((path(&[&"malware"]), texts(&advisory.malware, |of| &of.name)));
    for (n, of) in advisory.malware.iter().enumerate() {
        let keys = |key: &'static str| path(&[&"malware", &n, &key]);
        found.extend([
            (keys("types"), each(&of.types, |kind| kind.word().to_owned())),
            (keys("aliases"), texts(&of.aliases, |alias| alias)),
            (keys("techniques"), each(&of.techniques, |technique| technique.id.clone())),
            (keys("galaxies"), each(&of.galaxies, |tag| tag.0.clone())),
        ]);
    }
    for (n, thanked) in advisory.acknowledgements.iter().enumerate() {
        found.push(list(&[&"acknowledgements", &n, &"names"], &thanked.names, Clone::clone));
    }
    found
}

fn list<T>(keys: &[&dyn Display], items: &[T], known_by: impl Fn(&T) -> String) -> Items {
    (path(keys), each(items, known_by))
}

fn each<T>(items: &[T], known_by: impl Fn(&T) -> String) -> Vec<Item> {
    let item = |known_by: String| Item { says: known_by.clone(), known_by };
    items.iter().map(known_by).map(item).collect()
}

/// Items that are words of people, known by how readers take them.
fn texts<T>(items: &[T], says: impl Fn(&T) -> &str) -> Vec<Item> {
    let item = |text: &str| Item { says: text.trim().to_owned(), known_by: as_read(text) };
    items.iter().map(says).map(item).collect()
}
