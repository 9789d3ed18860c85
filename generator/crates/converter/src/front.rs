//! A notice → the lists of the block `advisory:`. Each value is held to its type first; one that does
//! not fit is left out and told.

use super::fitting::{fits, holds, put, put_list};
use super::left::Left;
use super::notice::{Found, Item, Link, Notice, Remedy, Section, Thanks};
use super::plain::line;
use super::versions::{ones, range};
use certsite_base::lang::{has_slug, slug};
use certsite_site::parse::advisory::{
    Acknowledgement, Cpe, CveId, Cvss, Cwe, Epss, Exploited, FileHash, HttpsUrl, KnownExploited,
    Moment, OtherId, Product, Purl, Reference, Remark, Remediation, Restart, Ssvc, Threat,
    Vulnerability,
};
use serde_yaml::{Mapping, Value};

/// How many products, vulnerabilities or references an advisory takes over: more of them nobody reads.
const MOST: usize = 500;

/// What a vendor is called whom a document does not name.
const UNNAMED: &str = "maker not stated";

/// The keys by which a notice's vulnerabilities and remediations call its products.
struct Keys {
    products: Vec<Option<String>>,
    vulnerabilities: Vec<Option<String>>,
}

/// The lists of the block, as far as they hold anything.
pub fn lists(notice: &mut Notice) -> Mapping {
    let mut left = std::mem::take(&mut notice.left);
    cut(&mut notice.vulnerabilities, "vulnerabilities", &mut left);
    cut(&mut notice.products, "products", &mut left);
    cut(&mut notice.references, "references", &mut left);
    let mut keys = Keys::of(notice);
    let mut block = Mapping::new();
    let mut products = Vec::new();
    for (item, key) in notice.products.iter().zip(&mut keys.products) {
        match product(item, key.as_deref(), &mut left) {
            Some(product) => products.push(product),
            // Nothing names what is not there.
            None => *key = None,
        }
    }
    put_list(&mut block, "products", products);
    let found = (0..notice.vulnerabilities.len())
        .filter_map(|n| vulnerability(notice, n, &keys, &mut left));
    put_list(&mut block, "vulnerabilities", found.collect());
    let remedies =
        notice.remediations.iter().filter_map(|one| remediation(one, notice, &keys, &mut left));
    put_list(&mut block, "remediations", remedies.collect());
    put_list(&mut block, "references", references(&notice.references, &mut left));
    put_list(&mut block, "acknowledgements", thanks(&notice.thanks));
    notice.left = left;
    block
}

fn cut<T>(list: &mut Vec<T>, what: &str, left: &mut Left) {
    if list.len() > MOST {
        left.add(format!("{} {what} beyond the first {MOST}", list.len() - MOST));
        list.truncate(MOST);
    }
}

impl Keys {
    /// Products have keys if any vulnerability or remediation concerns not all of them; so have
    /// vulnerabilities without a CVE number, if any remediation concerns not all of those.
    fn of(notice: &Notice) -> Keys {
        let all = notice.vulnerabilities.len();
        let some = |item: &Item| item.vulnerabilities.len() < all;
        let of_some = |remedy: &Remedy| {
            remedy.products.as_ref().is_some_and(|list| list.len() < notice.products.len())
        };
        let needs = notice.products.iter().any(some) || notice.remediations.iter().any(of_some);
        let mut taken: Vec<String> = Vec::new();
        let mut name = |text: &str, n: usize| {
            let base = if has_slug(text) { slug(text) } else { format!("item-{}", n + 1) };
            let base = base.chars().take(40).collect::<String>().trim_matches('-').to_owned();
            let mut key = base.clone();
            let mut more = n;
            while taken.contains(&key) {
                more += 1;
                key = format!("{base}-{more}");
            }
            taken.push(key.clone());
            key
        };
        let products = notice.products.iter().enumerate();
        let products = products.map(|(n, item)| needs.then(|| name(&item.product, n))).collect();
        let found = notice.vulnerabilities.iter().enumerate();
        let has_cve = |found: &Found| found.cve.as_deref().is_some_and(fits::<CveId>);
        let is_some = notice.remediations.iter().any(|remedy| remedy.vulnerabilities.len() < all);
        let vulnerabilities = found
            .map(|(n, found)| (is_some && !has_cve(found)).then(|| format!("flaw-{}", n + 1)))
            .collect();
        Keys { products, vulnerabilities }
    }
}

fn product(item: &Item, key: Option<&str>, left: &mut Left) -> Option<Value> {
    let mut map = Mapping::new();
    put(&mut map, "key", key);
    if item.vendor.is_none() {
        left.add(format!("the maker of {}: the document does not name one", item.product));
    }
    put(&mut map, "vendor", Some(item.vendor.as_deref().map_or(UNNAMED.into(), line)));
    put(&mut map, "family", item.family.as_deref().map(line));
    put(&mut map, "product", Some(line(&item.product)));
    let is_said = states(item, &mut map, left);
    put_list(&mut map, "cpe", fitting::<Cpe>(&item.cpes, "CPE names of another form", left));
    put_list(&mut map, "purl", fitting::<Purl>(&item.purls, "package URLs that are none", left));
    put_list(&mut map, "models", texts(&item.models));
    put_list(&mut map, "serials", texts(&item.serials));
    let hashes = item.hashes.iter().map(|(file, sum)| pairs(&[("file", file), ("sha256", sum)]));
    let (sound, other): (Vec<Value>, Vec<Value>) = hashes.partition(holds::<FileHash>);
    put_list(&mut map, "hashes", sound);
    other.iter().for_each(|_| left.add(format!("a hash of {} that is no SHA-256", item.product)));
    let map = Value::Mapping(map);
    if is_said && holds::<Product>(&map) {
        return Some(map);
    }
    left.add(format!("the product {}", item.product));
    None
}

/// What is said of versions; whether anything of it could be carried over.
fn states(item: &Item, map: &mut Mapping, left: &mut Left) -> bool {
    let (said, before) = (&item.said, map.len());
    for (state, specs) in &said.states {
        match *state {
            "affected" | "under_investigation" | "unknown" => {
                put(map, state, Some(range(specs)));
            }
            "not_affected" => {
                let mut why = Mapping::new();
                put(&mut why, "versions", Some(range(specs)));
                put(&mut why, "justification", said.justification.clone());
                put(&mut why, "impact", said.impact.as_deref().map(str::to_owned));
                put(map, state, Some(why));
            }
            _ => {
                let (versions, other) = ones(specs);
                put(map, state, versions);
                for other in other {
                    left.add(format!(
                        "{state} of {}: {other}, which is not one version",
                        item.product
                    ));
                }
            }
        }
    }
    map.len() > before
}

fn vulnerability(notice: &Notice, n: usize, keys: &Keys, left: &mut Left) -> Option<Value> {
    let found = &notice.vulnerabilities[n];
    let name =
        found.cve.clone().or_else(|| found.title.clone()).unwrap_or_else(|| notice.id.clone());
    let mut map = Mapping::new();
    put(&mut map, "key", keys.vulnerabilities[n].clone());
    let cve = found.cve.as_deref().filter(|cve| fits::<CveId>(cve));
    put(&mut map, "cve", cve);
    let ids = found.ids.iter().map(|(system, id)| pairs(&[("system", system), ("id", id)]));
    let ids: Vec<Value> = ids.filter(holds::<OtherId>).collect();
    let title = found.title.as_deref().map(line);
    let is_named = cve.is_some() || !ids.is_empty() || title.is_some();
    put_list(&mut map, "ids", ids);
    put(&mut map, "title", title.or_else(|| (!is_named).then(|| name.clone())));
    put(&mut map, "description", found.description.as_deref().map(str::to_owned));
    put_list(
        &mut map,
        "cwe",
        fitting::<Cwe>(&found.cwes, "weaknesses without their names in CWE", left),
    );
    put_list(&mut map, "cvss", vectors(found, &name, left));
    put_list(&mut map, "notes", found.notes.iter().map(remark).filter(holds::<Remark>).collect());
    put_list(&mut map, "references", references(&found.references, left));
    put_list(&mut map, "acknowledgements", thanks(&found.thanks));
    put(&mut map, "discovered", found.discovered.as_deref().and_then(moment));
    put(&mut map, "released", found.released.as_deref().and_then(moment));
    used(found, &mut map);
    let own = notice.products.iter().zip(&keys.products);
    let own: Vec<Value> = own
        .filter(|(item, _)| item.vulnerabilities.contains(&n))
        .filter_map(|(_, key)| Some(key.clone()?.into()))
        .collect();
    if own.is_empty() && keys.products.iter().any(Option::is_some) {
        left.add(format!("which products have {name}"));
    }
    if own.len() < notice.products.len() {
        put_list(&mut map, "products", own);
    }
    let map = Value::Mapping(map);
    if holds::<Vulnerability>(&map) {
        return Some(map);
    }
    left.add(format!("the vulnerability {name}"));
    None
}

/// One vector of each version of CVSS, the gravest.
fn vectors(found: &Found, name: &str, left: &mut Left) -> Vec<Value> {
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for vector in &found.vectors {
        let version = vector.split_once('/').map_or("", |(version, _)| version);
        let version = if version.starts_with("CVSS:") { version } else { "CVSS:2.0" };
        match taken.iter().find(|(known, _)| *known == version) {
            Some((_, known)) if known == vector => {}
            Some(_) => left.add(format!("another {version} vector of {name}: {vector}")),
            None if holds::<Cvss>(&pairs(&[("vector", vector)])) => taken.push((version, vector)),
            None => left.add(format!("a CVSS vector of {name} that is none: {vector}")),
        }
    }
    taken.into_iter().map(|(_, vector)| pairs(&[("vector", vector)])).collect()
}

/// Whether and how it is used.
fn used(found: &Found, map: &mut Mapping) {
    if let Some(since) = found.exploited.as_deref().and_then(moment) {
        let exploited = pairs(&[("since", &since)]);
        put(map, "exploited", holds::<Exploited>(&exploited).then_some(exploited));
    }
    let lists = found.known_exploited.iter().filter_map(|(list, date, url)| {
        let mut known = vec![("list", line(list)), ("date", moment(date)?)];
        let url = url.as_ref().filter(|url| fits::<HttpsUrl>(url));
        known.extend(url.map(|url| ("url", url.clone())));
        Some(owned(known))
    });
    put_list(map, "known_exploited", lists.filter(holds::<KnownExploited>).collect());
    if let Some((score, percentile, date)) = &found.epss {
        let mut epss = Mapping::new();
        put(&mut epss, "score", Some(*score));
        put(&mut epss, "percentile", *percentile);
        put(&mut epss, "date", moment(date));
        let epss = Value::Mapping(epss);
        put(map, "epss", holds::<Epss>(&epss).then_some(epss));
    }
    if let Some(decided) = &found.ssvc {
        let mut ssvc = Mapping::new();
        put(&mut ssvc, "exploitation", Some(decided.exploitation));
        put(&mut ssvc, "automatable", Some(decided.automatable));
        put(&mut ssvc, "technical_impact", Some(decided.technical_impact));
        put(&mut ssvc, "date", moment(&decided.date));
        put(&mut ssvc, "source", Some(decided.source.as_str()));
        let ssvc = Value::Mapping(ssvc);
        put(map, "ssvc", holds::<Ssvc>(&ssvc).then_some(ssvc));
    }
    let threats = found.threats.iter().map(|(kind, text, date)| {
        let mut threat = vec![("kind", kind.clone()), ("text", text.clone())];
        threat.extend(date.as_deref().and_then(moment).map(|date| ("date", date)));
        owned(threat)
    });
    put_list(map, "threats", threats.filter(holds::<Threat>).collect());
}

fn remediation(one: &Remedy, notice: &Notice, keys: &Keys, left: &mut Left) -> Option<Value> {
    let mut map = Mapping::new();
    put(&mut map, "kind", Some(one.kind.clone()));
    put(&mut map, "text", Some(one.text.clone()));
    match one.url.as_deref() {
        Some(url) if fits::<HttpsUrl>(url) => put(&mut map, "url", Some(url)),
        Some(url) => left.add(format!("an address without https: {url}")),
        None => {}
    }
    put(&mut map, "date", one.date.as_deref().and_then(moment));
    put(&mut map, "restart", one.restart.as_deref().filter(|word| fits::<Restart>(word)));
    put_list(&mut map, "entitlements", texts(&one.entitlements));
    if one.vulnerabilities.len() < notice.vulnerabilities.len() {
        let (mut cves, mut own) = (Vec::new(), Vec::new());
        for n in one.vulnerabilities.iter().copied().filter(|n| *n < keys.vulnerabilities.len()) {
            match (&keys.vulnerabilities[n], &notice.vulnerabilities[n].cve) {
                (Some(key), _) => own.push(Value::from(key.clone())),
                (None, Some(cve)) => cves.push(Value::from(cve.clone())),
                (None, None) => {}
            }
        }
        put_list(&mut map, "cves", cves);
        put_list(&mut map, "vulnerabilities", own);
    }
    let products = one.products.iter().flatten().filter(|n| **n < keys.products.len());
    let products: Vec<Value> =
        products.filter_map(|n| Some(keys.products[*n].clone()?.into())).collect();
    if products.len() < notice.products.len() {
        put_list(&mut map, "products", products);
    }
    let map = Value::Mapping(map);
    if holds::<Remediation>(&map) {
        return Some(map);
    }
    left.add(format!("a remediation ({}): {}", one.kind, one.text));
    None
}

fn references(links: &[Link], left: &mut Left) -> Vec<Value> {
    let mut known: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for link in links {
        if known.contains(&link.url.as_str()) {
            continue;
        }
        known.push(&link.url);
        let title = link.title.as_deref().map(line).filter(|title| !title.is_empty());
        let reference = owned(vec![
            ("title", title.unwrap_or_else(|| link.url.clone())),
            ("url", link.url.clone()),
        ]);
        match holds::<Reference>(&reference) {
            true => all.push(reference),
            false => left.add(format!("an address without https: {}", link.url)),
        }
    }
    all
}

fn thanks(all: &[Thanks]) -> Vec<Value> {
    let one = |thanks: &Thanks| {
        let mut map = Mapping::new();
        put_list(&mut map, "names", texts(&thanks.names));
        put(&mut map, "organization", thanks.organization.as_deref().map(line));
        put(&mut map, "summary", thanks.summary.as_deref().map(str::to_owned));
        Value::Mapping(map)
    };
    let is_somebody = |thanks: &Value| thanks.as_mapping().is_some_and(|map| !map.is_empty());
    all.iter().map(one).filter(is_somebody).filter(holds::<Acknowledgement>).collect()
}

fn remark(note: &Section) -> Value {
    match &note.title {
        Some(title) => owned(vec![("title", line(title)), ("text", note.text.clone())]),
        None => note.text.clone().into(),
    }
}

/// A moment as front matter takes it: without fractions of seconds, and of midnight the day alone.
pub fn moment(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let rest = &text[10..];
    let zone = rest.rfind(['Z', 'z', '+', '-']).map_or("", |at| &rest[at..]);
    let clock = rest.get(1..9).unwrap_or_default();
    let full = format!("{day}T{clock}{zone}");
    match clock != "00:00:00" && fits::<Moment>(&full) {
        true => Some(full),
        false => fits::<Moment>(day).then(|| day.to_owned()),
    }
}

fn fitting<T: serde::de::DeserializeOwned>(
    all: &[String],
    what: &str,
    left: &mut Left,
) -> Vec<Value> {
    let mut list: Vec<Value> = Vec::new();
    for text in all {
        match fits::<T>(text) {
            true if list.contains(&text.as_str().into()) => {}
            true => list.push(text.as_str().into()),
            false => left.add(format!("{what}: {text}")),
        }
    }
    list
}

fn texts(all: &[String]) -> Vec<Value> {
    all.iter().map(|text| line(text)).filter(|text| !text.is_empty()).map(Value::from).collect()
}

fn pairs(all: &[(&str, &str)]) -> Value {
    owned(all.iter().map(|(key, value)| (*key, line(value))).collect())
}

fn owned(all: Vec<(&str, String)>) -> Value {
    Value::Mapping(all.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
}
