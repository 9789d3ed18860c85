//! The team's public keys on the site: the embed `keys`, the armoured files, and the Web Key
//! Directory (draft-koch-openpgp-webkey-service), by which mail programs find them.

use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::config::{Config, Date, Fact};
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Publication, Reading,
    nothing_to_read,
};
use certsite_site::keys::{Ability, PublicKey, digits};
use certsite_site::link::DateView;
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Origin, Rank, Route};
use certsite_text::{Mailbox, bare_address};
use data_encoding::{Encoding, Specification};
use pgp::composed::SignedPublicKey;
use pgp::ser::Serialize;
use schemars::JsonSchema;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Publishes the keys and watches over them.
pub struct KeyList;

/// For this many days before a key runs out, `check` warns of it.
const WARN_DAYS: i32 = 60;

impl Feature for KeyList {
    fn embeds(&self) -> &'static [&'static str] {
        &["keys"]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<KeysView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(KeyList)
    }
}

impl Part for KeyList {
    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(KeyList.embeds(), |_| {
            let mut words = BlockWords::default();
            for key in site.keys.iter() {
                let number = &key.fingerprint;
                // Programs show a key's last digits, with `0x` or without.
                let id = &number[number.len().saturating_sub(16)..];
                words.names.extend([number.clone(), id.to_owned(), format!("0x{id}")]);
                words.texts.extend(key.user_ids.iter().cloned());
                words.texts.extend(key.algorithms.iter().map(ToString::to_string));
                words.texts.push(grouped(number));
            }
            words
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        Contribution {
            drawn: site.draw(KeyList.embeds(), |block| draw(site, block)),
            routes: routes(site),
            problems: problems(site),
            publication: Some(Box::new(KeyList)),
            ..Contribution::default()
        }
    }
}

impl Publication for KeyList {
    fn review(&self, site: Linked) -> Vec<Diagnostic> {
        let soon = |key: &PublicKey| {
            let days = key.days_left(site.options.date).filter(|d| (0..WARN_DAYS).contains(d))?;
            let problem = Problem::KeyExpires { days: days.to_string() };
            Some(Diagnostic::at(problem, Place::file(&key.file)))
        };
        site.keys.iter().filter_map(soon).collect()
    }
}

/// The team's public keys: a block `keys`.
#[derive(serde::Serialize, JsonSchema)]
struct KeysView<'a> {
    /// The keys; empty while the team publishes none.
    keys: Vec<KeyView<'a>>,
}

/// An OpenPGP key.
#[derive(serde::Serialize, JsonSchema)]
struct KeyView<'a> {
    /// The address of its file.
    url: &'a WebPath,
    /// Its fingerprint, in groups of four digits.
    fingerprint: String,
    /// Whose it is, as the key says.
    user_ids: &'a [String],
    /// What it is made by, with a comma between them.
    algorithms: String,
    /// The day on which it was made, in UTC.
    created: DateView,
    /// The day on which it runs out, in UTC; none if no end is set.
    expires: Option<DateView>,
    /// Whether it has run out on the day for which the site is built.
    expired: bool,
}

impl InBlock for KeysView<'_> {
    const TEMPLATE: &'static str = "keys";
}

fn draw(site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
    block.no_settings()?;
    let day = |date: jiff::civil::Date| DateView::new(site.config, block.doc.lang, Date(date));
    let keys = site.keys.iter().map(|key| KeyView {
        url: &key.url,
        fingerprint: grouped(&key.fingerprint),
        user_ids: &key.user_ids,
        algorithms: key.algorithms.join(", "),
        created: day(key.created),
        expires: key.expires.map(day),
        expired: key.has_run_out(site.options.date),
    });
    Ok(KeysView { keys: keys.collect() }.embedded())
}

/// Digits in groups of four.
fn grouped(digits: &str) -> String {
    let groups = (0..digits.len()).step_by(4).map(|at| &digits[at..(at + 4).min(digits.len())]);
    groups.collect::<Vec<_>>().join(" ")
}

fn routes(site: Linked) -> Vec<Route> {
    let mut routes = Vec::new();
    let mut push = |url: WebPath, make: Make, place: Option<Origin>| {
        routes.push(Route::new(url, None, Rank::Asset, make, place));
    };
    let mut files: Vec<&PublicKey> = site.keys.iter().collect();
    files.dedup_by(|a, b| a.file == b.file);
    for key in files {
        let made = Made::bytes(key.armoured.clone());
        push(key.url.clone(), Make::Made(made), Some(Origin::File(key.file.clone())));
    }
    for (path, bytes) in directory(site) {
        let made = Made(Arc::new(move |_: Linked| bytes.clone()));
        push(site.at(&path), Make::Made(made), None);
    }
    routes
}

fn problems(site: Linked) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for key in site.keys.iter() {
        let ran_out = key.expires.filter(|_| key.has_run_out(site.options.date));
        let wrong = |why: &str| Some(Problem::Key { why: why.into() });
        // That a day has come is no reason to stop a site whose advisories are waited for. The
        // key stays published: whoever has it learns only from it that it holds no longer, and
        // programs refuse to encrypt to it (draft-koch-openpgp-webkey-service §3.1).
        let problem = match (ran_out, key.can_encrypt) {
            (Some(day), _) => {
                Some(Problem::KeyExpired { what: format!("this key ran out on {day}") })
            }
            _ if key.is_revoked => wrong("holds a key that was revoked"),
            (None, Ability::Lacks) => wrong("holds a key that nothing can be encrypted to"),
            (None, Ability::Had) => {
                let what = "the part of this key that is encrypted to has run out";
                Some(Problem::KeyExpired { what: what.into() })
            }
            (None, Ability::Has) => None,
        };
        found.extend(problem.map(|problem| Diagnostic::at(problem, Place::file(&key.file))));
    }
    found.extend(stated(site));
    found
}

/// What the facts say of the team's key must be what the key says of itself.
fn stated(site: Linked) -> Vec<Diagnostic> {
    let facts = |key: &str| known(site.config, key);
    let mut found = Vec::new();
    let Some(key) = site.keys.team() else {
        let file = facts("team.pgp.file").filter(|(file, _)| !site.keys.is_unread(file));
        found.extend(file.map(|(file, fact)| {
            let message = format!("content/keys/ has no key “{file}”");
            let expected = "write the name of the file there".to_owned();
            let place = site.config.facts.place_of_value(fact, file);
            Diagnostic::at(Problem::BadValue { message, expected }, place)
        }));
        return found;
    };
    let differs = |what: &str, own: &str, (stated, fact): (&str, &Fact)| {
        let place = site.config.facts.place_of_value(fact, stated);
        let message = format!("the key in {} has another {what}", key.file);
        let expected = format!("write {own}, once it has been compared with the key's holder");
        Diagnostic::at(Problem::BadValue { message, expected }, place)
    };
    let other = |(stated, _): &(&str, &Fact)| digits(stated) != key.fingerprint;
    if let Some(stated) = facts("team.pgp.fingerprint").filter(other) {
        found.push(differs("fingerprint", &key.fingerprint, stated));
    }
    let expires = key.expires.map(|date| date.to_string()).unwrap_or_default();
    if let Some(stated) = facts("team.pgp.expires").filter(|(stated, _)| *stated != expires) {
        let own = if expires.is_empty() { "!none" } else { &expires };
        found.push(differs("day of expiry", own, stated));
    }
    found
}

fn known<'a>(config: &'a Config, key: &str) -> Option<(&'a str, &'a Fact)> {
    let fact = config.facts.get(key)?;
    let value = fact.values(config.languages.default_lang()).first()?;
    Some((value.as_str(), fact))
}

/// The files of the directory, for both of its methods: a program asks the advanced one first, at
/// `openpgpkey.<domain>`, and the direct one at the domain itself.
fn directory(site: Linked) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for key in site.keys.iter() {
        for user_id in &key.user_ids {
            let Some((local, domain)) = mailbox(user_id) else { continue };
            let Some(bytes) = alone(key.certificate_key(), user_id) else { continue };
            let hash = hash(&local);
            for folder in
                [".well-known/openpgpkey".to_owned(), format!(".well-known/openpgpkey/{domain}")]
            {
                files.entry(format!("{folder}/hu/{hash}")).or_default().extend(&bytes);
                // No flag is set; the file itself tells that the directory is meant.
                files.entry(format!("{folder}/policy")).or_insert_with(|| b"# no flags\n".to_vec());
            }
        }
    }
    files
}

/// Local part and domain of the address in a user id, in lower case (§3.1).
fn mailbox(user_id: &str) -> Option<(String, String)> {
    let mailbox = Mailbox::plain(bare_address(user_id))?;
    Some((mailbox.local.to_ascii_lowercase(), mailbox.domain.to_ascii_lowercase()))
}

/// The key with this user id alone (§3.1: no other address is given away).
fn alone(key: &SignedPublicKey, user_id: &str) -> Option<Vec<u8>> {
    let mut key = key.clone();
    key.details.users.retain(|user| user.id.id() == user_id.as_bytes());
    key.details.user_attributes.clear();
    key.to_bytes().ok()
}

/// z-base-32 (RFC 6189 §5.1.6).
static Z_BASE_32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("ybndrfg8ejkmcpqxot1uwisza345h769");
    specification.encoding().expect("32 different symbols make an encoding")
});

/// What a mailbox is called in the directory.
fn hash(local: &str) -> String {
    Z_BASE_32.encode(&Sha1::digest(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the draft, §3.1.
    #[test]
    fn mailboxes_are_named_as_the_draft_says() {
        let (local, domain) = mailbox("Joe Doe <Joe.Doe@Example.ORG>").expect("an address");
        assert_eq!(
            (hash(&local).as_str(), domain.as_str()),
            ("iy9q119eutrkn8s1mk4r39qejnbu3n5q", "example.org")
        );
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        for bad in
            ["Joe Doe", "Joe <joe>", "<a/../b@example.org>", "a@", "<@example.org>", "x@../y"]
        {
            assert_eq!(mailbox(bad), None, "{bad}");
        }
    }
}
