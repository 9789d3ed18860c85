//! The versions of the standard in which a document can be published, and all that differs between
//! them in words: where files stand, what they name, how they are marked. What a document holds is
//! decided where it is made.

use CsafVersion::{V20, V21};

/// A version of CSAF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CsafVersion {
    /// CSAF 2.0 (OASIS Standard, 18 November 2022; ISO/IEC 20153:2025).
    V20,
    /// CSAF 2.1, still a draft: what Committee Specification Draft 03 (29 July 2026) and the text of
    /// the committee after it have in common.
    V21,
}

impl CsafVersion {
    /// All, the oldest first.
    pub const ALL: [CsafVersion; 2] = [V20, V21];

    /// Its number, as documents, metadata and editors write it.
    pub fn number(self) -> &'static str {
        match self {
            V20 => "2.0",
            V21 => "2.1",
        }
    }

    /// The address of the schema of its documents.
    pub fn schema(self) -> &'static str {
        match self {
            V20 => "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
            V21 => "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
        }
    }

    /// What is for everybody: in TLP 1, which CSAF 2.0 knows, and in TLP 2.0.
    pub fn label(self) -> &'static str {
        match self {
            V20 => "WHITE",
            V21 => "CLEAR",
        }
    }

    /// The folder of its tree, below that of all that is CSAF. Documents of 2.0 stand where they
    /// stood before there was another version.
    pub fn folder(self) -> &'static str {
        match self {
            V20 => "",
            V21 => "v2.1/",
        }
    }

    /// The folder of its documents (§7.1, requirement 5: what is for everybody by itself).
    pub fn documents(self) -> String {
        format!("{}{}/", self.folder(), self.label().to_ascii_lowercase())
    }

    /// The name of the ROLIE feed in that folder.
    pub fn feed(self) -> &'static str {
        match self {
            V20 => "csaf-feed-tlp-white.json",
            V21 => "csaf-feed-tlp-clear.json",
        }
    }

    /// Where its metadata stand while there is more than one version (CSAF 2.1, 7.4.2).
    pub fn metadata(self) -> String {
        format!("v{}/provider-metadata.json", self.number())
    }
}
