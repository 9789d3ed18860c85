//! A document in which another issuer warns – CSAF 2.0 or 2.1 (OASIS), a CVE record (CVE JSON 5) or
//! an OSV record – → the draft of an advisory for `certsite new advisory --from`. What has a place in
//! the front matter is carried over, what has none is listed, and nothing is added.
//!
//! Pure: bytes → [`Draft`]. One reader for each format makes a [`notice::Notice`], which `draft` writes
//! as a page. Whatever stands in a document, a build takes the draft: each value is held to the types
//! of the advisory first (`fitting`), and each text is plain (`plain`).

mod cpe;
mod csaf;
mod cve;
mod draft;
mod fitting;
mod front;
mod json;
mod left;
mod notice;
mod once;
mod osv;
mod plain;
mod unread;
mod versions;

pub use draft::{Draft, Numbered};

use json::{each_text, has, text};
use notice::Notice;
use serde_json::Value;

/// How large a document may be, in bytes. The largest of public issuers have some 30 MB.
pub const MOST: u64 = 64 << 20;

/// Why no draft is made of a document, in a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// Reads a document, whichever of the formats it has.
pub fn convert(bytes: &[u8]) -> Result<Draft, Refused> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut document = once::read(bytes).map_err(|wrong| no_json(bytes, &wrong))?;
    let mut unseen = 0;
    each_text(&mut document, &mut |text| {
        unseen += plain::unseen(text);
        *text = plain::seen(text);
    });
    let mut notice = notice(&document)?;
    if unseen > 0 {
        notice.left.add(format!("characters that nobody sees: {unseen}"));
    }
    Ok(Draft::of(notice))
}

fn notice(document: &Value) -> Result<Notice, Refused> {
    if let Some(version) = text(document, &["document", "csaf_version"]) {
        return match version {
            "2.0" | "2.1" => csaf::read(document, version),
            _ => Err(Refused(format!("CSAF {version} is not read, only 2.0 and 2.1"))),
        };
    }
    if text(document, &["dataType"]) == Some("CVE_RECORD") {
        return cve::read(document);
    }
    if has(document, "id") && has(document, "modified") {
        return osv::read(document);
    }
    Err(Refused(other(document)))
}

/// What a document seems to be that is none of those that are read.
fn other(document: &Value) -> String {
    let what = match document {
        _ if text(document, &["data_type"]) == Some("CVE") => {
            "CVE JSON 4, which is no longer issued"
        }
        _ if has(document, "canonical_url") && has(document, "publisher") => {
            "the metadata of a CSAF provider: give one of its documents"
        }
        _ if has(document, "feed") => "a feed: give one of the documents that it names",
        _ if text(document, &["type"]) == Some("bundle") => "a STIX bundle",
        _ if has(document, "Event") => "a MISP event",
        _ if has(document, "@context") => "OpenVEX",
        Value::Array(_) => "a list: give one document",
        _ => "something else",
    };
    format!("this is {what}; CSAF 2.0 and 2.1, CVE JSON 5 and OSV are read")
}

fn no_json(bytes: &[u8], wrong: &serde_json::Error) -> Refused {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    Refused(match first {
        None => "the document is empty".to_owned(),
        Some(b'<') => {
            "this is XML or HTML, such as CVRF or a web page; give the JSON of CSAF, CVE or OSV"
                .to_owned()
        }
        _ if once::is_twice(wrong) => {
            format!("what the document says depends on who reads it: {wrong}")
        }
        _ => format!("the document is not JSON, or a cut one: {wrong}"),
    })
}

#[cfg(test)]
mod tests;
