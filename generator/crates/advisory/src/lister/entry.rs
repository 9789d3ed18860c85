//! A provider as the editor of `content/data/providers.yaml` states it → what a list of providers
//! says of it (CSAF 2.0 §7.1, requirement 21). Each value is held to what the schema of the list
//! takes, so that no list is ever refused for one of them.

use certsite_base::from_text;
use certsite_site::parse::advisory::{HttpsUrl, Moment};
use serde::{Deserialize, Serialize, de::IntoDeserializer};

/// A provider of CSAF documents that the team lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The name of the issuing party, as its metadata state it.
    pub name: Said,
    /// What it is as a publisher.
    pub category: Category,
    /// The address by which its documents name it.
    pub namespace: Namespace,
    /// What it promises of the way in which it distributes them.
    pub role: Role,
    /// Where its `provider-metadata.json` is.
    pub metadata: MetadataUrl,
    /// When the team last held this entry against those metadata; a day begins at midnight in UTC.
    pub updated: Moment,
    /// Whom to ask there, in free form.
    pub contact: Option<Said>,
    /// By what authority it issues documents, and for whom.
    pub issuing_authority: Option<Said>,
}

impl Listed {
    /// What is the same however its address is written: capitals of a host, a port that goes
    /// without saying.
    pub fn address(&self) -> String {
        plain(&self.metadata.0)
    }

    /// The same of the address by which its documents name it.
    pub fn named_by(&self) -> String {
        plain(&self.namespace.0)
    }
}

/// An address as programs compare it, without a slash at its end.
pub fn plain(address: &str) -> String {
    let parsed = url::Url::parse(address);
    let whole = parsed.map_or_else(|_| address.to_owned(), String::from);
    whole.strip_suffix('/').map(str::to_owned).unwrap_or(whole)
}

/// Words in one language, as the provider states them; none at all say nothing.
pub struct Said(pub String);

from_text!(
    Said,
    |text| match text.trim() {
        "" => Err("says nothing"),
        said => Ok(Said(said.to_owned())),
    },
    "what the provider's own metadata say"
);

/// The address of a `provider-metadata.json`, as the schema of a list has it.
pub struct MetadataUrl(pub String);

impl MetadataUrl {
    const EXPECTED: &str = "the address of its provider-metadata.json, such as https://cert.example.org/.well-known/csaf/provider-metadata.json";
}

from_text!(
    MetadataUrl,
    |text| {
        if text.starts_with("http://") {
            return Err("is not encrypted on its way, and providers serve their metadata by HTTPS");
        }
        let address = HttpsUrl::deserialize(text.into_deserializer())
            .map_err(|_: serde::de::value::Error| "is not an address of the web")?;
        match address.0.ends_with("/provider-metadata.json") && !address.0.contains(['?', '#']) {
            true => Ok(MetadataUrl(address.0)),
            false => Err("does not lead to a provider-metadata.json"),
        }
    },
    MetadataUrl::EXPECTED
);

/// The address by which a publisher names itself: it need not lead anywhere.
pub struct Namespace(pub String);

from_text!(
    Namespace,
    |text| {
        let address = text.strip_prefix("http://").map(|rest| format!("https://{rest}"));
        let address = HttpsUrl::deserialize(address.as_deref().unwrap_or(text).into_deserializer());
        let is_one = address.map_err(|_: serde::de::value::Error| "is not an address of the web");
        is_one.map(|_| Namespace(text.to_owned()))
    },
    "the “namespace” of its metadata, such as https://cert.example.org"
);

/// What a publisher is (CSAF 2.0 §3.2.1.8.1).
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// It brings finders and makers together, as a CERT does.
    Coordinator,
    /// It finds vulnerabilities.
    Discoverer,
    /// It translates documents of others.
    Translator,
    /// It uses what is vulnerable.
    User,
    /// It makes what is vulnerable.
    Vendor,
    /// Something else.
    Other,
}

impl Category {
    pub const ALL: [Category; 6] = [
        Category::Coordinator,
        Category::Discoverer,
        Category::Translator,
        Category::User,
        Category::Vendor,
        Category::Other,
    ];

    /// The word of the standard.
    pub fn word(self) -> &'static str {
        match self {
            Category::Coordinator => "coordinator",
            Category::Discoverer => "discoverer",
            Category::Translator => "translator",
            Category::User => "user",
            Category::Vendor => "vendor",
            Category::Other => "other",
        }
    }
}

/// What an issuing party promises of its distribution (§7.2.2, §7.2.3). A publisher (§7.2.1) has no
/// place in a list without mirrors, and those who list others are no issuing parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Role {
    #[serde(rename = "csaf_provider")]
    Provider,
    #[serde(rename = "csaf_trusted_provider")]
    TrustedProvider,
}

impl Role {
    fn read(text: &str) -> Result<Role, &'static str> {
        match text {
            "csaf_provider" => Ok(Role::Provider),
            "csaf_trusted_provider" => Ok(Role::TrustedProvider),
            "csaf_publisher" => Err(
                "has no place in this list: only who mirrors the documents of a publisher may list it",
            ),
            "csaf_lister" | "csaf_aggregator" | "lister" | "aggregator" => {
                Err("is no role of those who issue documents")
            }
            _ => Err("is no role of a provider"),
        }
    }
}

from_text!(Role, Role::read, "the “role” of its metadata: csaf_provider or csaf_trusted_provider");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_the_schema_of_a_list_takes() {
        fn is_one<T: serde::de::DeserializeOwned>(text: &str) -> bool {
            serde_json::from_value::<T>(text.into()).is_ok()
        }
        for (text, expect) in [
            ("https://a.example/.well-known/csaf/provider-metadata.json", true),
            ("https://a.example/provider-metadata.json", true),
            ("http://a.example/provider-metadata.json", false),
            ("https://a.example/aggregator.json", false),
            ("https://a.example/my-provider-metadata.json", false),
            ("https://a.example/provider-metadata.json?v=1", false),
            ("https://a.example/?/provider-metadata.json", false),
            ("https://a.example/x#/provider-metadata.json", false),
            ("https://u:p@a.example/provider-metadata.json", false),
            ("https://a/provider-metadata.json", false),
            ("a.example/provider-metadata.json", false),
            ("", false),
        ] {
            assert_eq!(is_one::<MetadataUrl>(text), expect, "{text}");
        }
        for (text, expect) in [
            ("https://a.example", true),
            ("http://a.example/csaf", true),
            ("a.example", false),
            ("urn:x:y", false),
        ] {
            assert_eq!(is_one::<Namespace>(text), expect, "{text}");
        }
        for (text, expect) in [
            ("csaf_provider", true),
            ("csaf_trusted_provider", true),
            ("csaf_publisher", false),
            ("aggregator", false),
            ("boss", false),
        ] {
            assert_eq!(is_one::<Role>(text), expect, "{text}");
        }
        for category in Category::ALL {
            assert!(is_one::<Category>(category.word()), "{}", category.word());
        }
        assert!(is_one::<Said>("a") && !is_one::<Said>(" "));
    }

    #[test]
    fn one_address_is_one_however_it_is_written() {
        for (one, other) in [
            ("https://A.example", "https://a.example/"),
            ("https://a.example:443/x/", "https://a.example/x"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        assert_ne!(plain("https://a.example/x"), plain("https://a.example/X"));
    }
}
