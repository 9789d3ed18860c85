//! By what programs know a product (CSAF 2.0 §3.1.3.3).

use crate::csaf::model::{FileHashes, HashValue, Helper, Uri};
use crate::version::CsafVersion;
use certsite_site::parse::advisory::Product;
use std::borrow::Cow;

/// All that it is known by; none if there is nothing. CSAF 2.0 has room for one CPE name and one package URL, 2.1
/// for package URLs that differ in their qualifiers; those that follow are addresses of other lists
/// (§3.1.3.3.8).
pub fn helper(product: &Product, version: CsafVersion) -> Option<Helper<'_>> {
    let is_new = version == CsafVersion::V21;
    let purls = product.purl.iter().map(|purl| purl.0.as_str());
    let (own, others): (Vec<&str>, Vec<&str>) = match purls.clone().next().map(package) {
        // CSAF 2.1, 6.1.42.
        Some(first) if is_new => purls.partition(|purl| package(purl) == first),
        _ => (purls.clone().take(1).collect(), purls.skip(1).collect()),
    };
    let mut cpes = product.cpe.iter().map(|cpe| cpe.0.as_str());
    let cpe = cpes.next();
    let cpes = cpes.map(|name| further(name, "https://nvd.nist.gov/products/cpe"));
    let others = others.into_iter();
    let others = others.map(|name| further(name, "https://github.com/package-url/purl-spec"));
    let hashes = product.hashes.iter().map(|hash| FileHashes {
        file_hashes: [HashValue { algorithm: "sha256", value: &hash.sha256.0 }],
        filename: &hash.file,
    });
    let (purl, purls) = if is_new {
        let mut purls: Vec<_> = own.into_iter().map(lower_kind).collect();
        purls.dedup();
        (None, purls)
    } else {
        (own.into_iter().next(), Vec::new())
    };
    let helper = Helper {
        cpe,
        hashes: hashes.collect(),
        model_numbers: numbers(&product.models, version),
        purl,
        purls,
        serial_numbers: numbers(&product.serials, version),
        x_generic_uris: cpes.chain(others).collect(),
    };
    helper.says_something().then_some(helper)
}

/// A name in another list. A backslash stands in no address.
fn further<'a>(name: &'a str, namespace: &'static str) -> Uri<'a> {
    let uri = match name.contains('\\') {
        true => name.replace('\\', "%5C").into(),
        false => name.into(),
    };
    Uri { namespace, uri }
}

/// Numbers of models or series. A backslash is a sign like others in 2.0, and in 2.1 makes one of the
/// sign behind it.
fn numbers(numbers: &[String], version: CsafVersion) -> Cow<'_, [String]> {
    match version {
        CsafVersion::V20 => numbers.into(),
        CsafVersion::V21 => numbers.iter().map(|number| number.replace('\\', "\\\\")).collect(),
    }
}

/// A package URL without its qualifiers and what stands behind them.
fn package(purl: &str) -> Cow<'_, str> {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    lower_kind(&purl[..end])
}

/// A package URL whose kind is written in small letters, as its canonical form is.
fn lower_kind(purl: &str) -> Cow<'_, str> {
    match purl.find('/') {
        Some(end) if purl[..end].bytes().any(|b| b.is_ascii_uppercase()) => {
            format!("{}{}", purl[..end].to_ascii_lowercase(), &purl[end..]).into()
        }
        _ => purl.into(),
    }
}
