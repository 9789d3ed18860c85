//! The address of one file of the site.

use super::Base;
use super::encode::encode;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// What browsers encode in a fragment (WHATWG URL, “fragment percent-encode set”), and what would
/// end an attribute.
const IN_FRAGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\'').add(b'%');

/// A place in a page or file, decoded, as links in HTML have it: `#act`, `#page=3&amp;zoom=50`, or
/// nothing for none. Encoded and escaped here, once.
pub fn fragment(name: &str) -> Box<str> {
    match name.is_empty() {
        true => "".into(),
        false => {
            let encoded = utf8_percent_encode(name, IN_FRAGMENT).to_string();
            format!("#{}", encoded.replace('&', "&amp;")).into()
        }
    }
}

/// Where a file of the site lies and how it is linked to. What is shown of it, by [`fmt::Display`]
/// or as a value of a template, is the address from the root of the host, encoded: nothing in it
/// means anything to HTML, XML, CSS or JSON, so it stands there as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebPath {
    base: Base,
    /// Below the site's root, as on disk: `az/xeberler/`. A folder ends in `/`, the root is empty.
    path: Box<str>,
    /// The same from the root of the host, encoded: `/cert/az/xeberler/`.
    address: Box<str>,
}

impl Base {
    /// The address of the site itself.
    pub fn root(&self) -> WebPath {
        let address = format!("{}/", self.path()).into();
        WebPath { base: self.clone(), path: "".into(), address }
    }

    /// The address of what lies at a path below the site's root, as on disk: `az/xeberler/`, or
    /// `files/C# notes.txt`.
    pub fn at(&self, path: &str) -> WebPath {
        self.root().join(path)
    }
}

impl WebPath {
    /// What lies at a path below this one, which is as on disk and may end in `/`. No path leads
    /// out: empty parts, `.` and `..` are left out.
    pub fn join(&self, below: &str) -> WebPath {
        let mut path = String::with_capacity(self.path.len() + below.len() + 1);
        let mut address = String::with_capacity(self.address.len() + below.len() * 2 + 1);
        path.push_str(&self.path);
        address.push_str(&self.address);
        let mut is_open = address.ends_with('/');
        for part in below.split('/').filter(|part| !matches!(*part, "" | "." | "..")) {
            if !is_open {
                path.push('/');
                address.push('/');
            }
            path.push_str(part);
            encode(part, &mut address);
            is_open = false;
        }
        if below.ends_with('/') && !is_open {
            path.push('/');
            address.push('/');
        }
        WebPath { base: self.base.clone(), path: path.into(), address: address.into() }
    }

    /// The file beside it whose name goes on with `ending`, such as `.asc`.
    pub fn with_ending(&self, ending: &str) -> WebPath {
        let ending = ending.replace('/', "");
        let mut address = String::from(&*self.address);
        encode(&ending, &mut address);
        let path = format!("{}{ending}", self.path).into();
        WebPath { base: self.base.clone(), path, address: address.into() }
    }

    /// The address from the root of the host: encoded, and as it is wherever it stands.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The path below the site's root, as on disk.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The file below the output folder that the address is served from.
    pub fn file(&self) -> String {
        match self.path.is_empty() || self.path.ends_with('/') {
            true => format!("{}index.html", self.path),
            false => self.path.to_string(),
        }
    }

    /// The whole address, with scheme and host.
    pub fn url(&self) -> Url {
        Url(format!("{}{}", self.base.origin(), self.address).into())
    }
}

impl fmt::Display for WebPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl fmt::Debug for WebPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl Serialize for WebPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.address)
    }
}

impl JsonSchema for WebPath {
    fn schema_name() -> Cow<'static, str> {
        "WebPath".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri-reference" })
    }
}

/// A whole address of the site, with scheme and host: encoded, and as it is wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Box<str>);

impl Url {
    /// The whole address as text, encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for Url {
    fn schema_name() -> Cow<'static, str> {
        "Url".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri" })
    }
}
