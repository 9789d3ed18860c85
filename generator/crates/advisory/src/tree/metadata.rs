//! What every client begins with: `provider-metadata.json` (CSAF 2.0, requirement 7 of §7.1; CSAF 2.1,
//! 7.1.7), in the version of its tree.

use super::{CATEGORY, METADATA, SERVICE, Tree, has_versions};
use crate::csaf::Publisher;
use crate::version::CsafVersion;
use serde_json::{Value, json};

impl Tree<'_> {
    /// Where it stands: the tree that counts is found without its version, and of several each with
    /// it (CSAF 2.1, 7.4.2). Both files are the same, which hosts cannot be asked to see to.
    pub fn metadata_paths(&self) -> Vec<String> {
        let is_main = self.provider.versions.first() == Some(&self.version);
        let own = has_versions(self.provider).then(|| self.version.metadata());
        own.into_iter().chain(is_main.then(|| METADATA.to_owned())).collect()
    }

    /// The metadata.
    pub fn metadata(&self) -> Value {
        let canonical = self.metadata_paths().swap_remove(0);
        let keys = self.site.keys.team().map(|key| {
            json!({
                "fingerprint": key.fingerprint,
                "url": key.url.url(),
            })
        });
        let mut metadata = json!({
            "canonical_url": self.provider.url(&canonical),
            "distributions": [self.distribution()],
            "last_updated": self.updated(),
            "list_on_CSAF_aggregators": true,
            "metadata_version": self.version.number(),
            "mirror_on_CSAF_aggregators": true,
            "public_openpgp_keys": keys.into_iter().collect::<Vec<_>>(),
            "publisher": self.publisher(),
            "role": self.provider.role,
        });
        if self.version == CsafVersion::V21 {
            metadata["$schema"] =
                "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json".into();
        }
        metadata
    }

    fn distribution(&self) -> Value {
        let folder = self.provider.url(&self.version.documents());
        let mut feed = json!({
            "summary": self.tlp(),
            "tlp_label": self.version.label(),
            "url": self.provider.url(&self.feed_path()),
        });
        if self.version == CsafVersion::V21 {
            feed["last_updated"] = self.updated().into();
        }
        let rolie = json!({
            "categories": [self.provider.url(&self.own(CATEGORY))],
            "feeds": [feed],
            "services": [self.provider.url(&self.own(SERVICE))],
        });
        match self.version {
            CsafVersion::V20 => json!({ "directory_url": folder, "rolie": rolie }),
            CsafVersion::V21 => json!({
                "directory": { "tlp_label": self.version.label(), "url": folder },
                "rolie": rolie,
            }),
        }
    }

    /// The team as the documents of the site's first language name it.
    fn publisher(&self) -> Value {
        let lang = self.site.config.languages.default_lang();
        let category = &self.provider.category;
        json!(Publisher::of(self.site, self.provider, lang, category, self.version))
    }
}
