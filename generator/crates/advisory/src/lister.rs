//! Other teams that issue CSAF documents, from `content/data/providers.yaml` → `aggregator.json`, by
//! which programs find them (CSAF 2.0 §7.2.4: the team as a CSAF lister), and a block that lists them
//! for people. Nothing is fetched: an entry says what its editor read, and when.

mod entry;
mod list;

use crate::provider::{Named, metadata};
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::Lang;
use certsite_site::data::DataFile;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Publication, Reading, When,
    with_problems,
};
use certsite_site::link::DateView;
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use certsite_site::plan::{Made, Make, Rank, Route};
use entry::{Category, Listed, Role, plain};
use list::{List, place};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

const FILE: &str = "content/data/providers.yaml";

/// Issuing parties that have nothing to do with each other, which a lister has to name (CSAF 2.0 §7.1,
/// requirement 22, and §7.2.4); its schema is content with one.
const FEWEST: usize = 2;

/// Lists other providers of CSAF.
pub struct Lister;

/// The providers that the team lists.
#[derive(Clone)]
struct Providers {
    all: Arc<[Listed]>,
    /// Where they stand; none if there is no such file.
    place: Option<Place>,
    /// Whether something is wrong with the file, which is told there.
    is_wrong: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    providers: Vec<Listed>,
}

/// Other teams whose advisories programs can fetch: a block `providers`.
#[derive(Serialize, JsonSchema)]
struct ProvidersView<'a> {
    /// The providers, in the order of the language's alphabet.
    items: Vec<ProviderView<'a>>,
    /// The address of the same list for programs; none while it is not published, as one of a single
    /// provider.
    list: Option<WebPath>,
}

/// A provider of CSAF documents.
#[derive(Serialize, JsonSchema)]
struct ProviderView<'a> {
    /// Its name, as it states it.
    name: &'a str,
    /// What it is: the theme's string `providers.<category>`.
    category: String,
    /// Whether programs can prove that a document is its own and whole: it is a trusted provider.
    trusted: bool,
    /// The address with which programs begin.
    metadata: &'a str,
    /// Whom to ask there, in its own words; none if it is not stated.
    contact: Option<&'a str>,
    /// The day on which the entry was last looked at.
    updated: DateView,
}

impl InBlock for ProvidersView<'_> {
    const TEMPLATE: &'static str = "providers";
}

impl Feature for Lister {
    fn embeds(&self) -> &'static [&'static str] {
        &["providers"]
    }

    fn inputs(&self) -> &'static [&'static str] {
        &[FILE]
    }

    fn theme(&self) -> ForTheme {
        let labels = Category::ALL.map(label);
        ForTheme::default().block::<ProvidersView>().asks(When::Block("providers"), labels)
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        with_problems(|problems| Providers::read(reading, problems))
    }
}

impl Providers {
    fn read(reading: Reading, problems: &mut Vec<Diagnostic>) -> Providers {
        let mut found = Vec::new();
        let mut file = DataFile::new(reading.config, reading.files, FILE, &mut found);
        let Raw { providers } = file.read();
        let mut taken = Taken::of(reading);
        for (n, listed) in providers.iter().enumerate() {
            let wrong = taken.wrong(listed).or_else(|| later(reading, listed));
            if let Some((key, message, expected)) = wrong {
                let problem = Problem::BadValue { message, expected: expected.to_owned() };
                file.report_value(&["providers", &n.to_string(), key], problem);
            }
        }
        let place = file.place(&["providers"]);
        let is_wrong = !found.is_empty();
        problems.extend(found);
        if let Some(place) = place.clone().filter(|_| !is_wrong && providers.len() < FEWEST) {
            let count = if providers.is_empty() { "no provider" } else { "one provider" };
            let problem = Problem::FewProviders { count: count.to_owned() };
            problems.push(Diagnostic::at(problem, place));
        }
        Providers { all: providers.into(), place, is_wrong }
    }
}

/// What each provider must not be: one that was listed before, or the team itself.
struct Taken<'a> {
    /// The names of those before, by the addresses of their metadata.
    addresses: HashMap<String, &'a str>,
    /// The same by their namespaces.
    namespaces: HashMap<String, &'a str>,
    /// The address of the team's own metadata, and its namespace, as far as they are known.
    own: [Option<String>; 2],
}

impl<'a> Taken<'a> {
    fn of(reading: Reading) -> Taken<'a> {
        let Reading { config, options, .. } = reading;
        let address = options.base.is_known().then(|| metadata(&options.base).url().to_string());
        let default_lang = config.languages.default_lang();
        let namespace = config.facts.first("csaf.publisher_namespace", default_lang);
        Taken {
            addresses: HashMap::new(),
            namespaces: HashMap::new(),
            own: [address.as_deref().map(plain), namespace.map(plain)],
        }
    }

    /// What is wrong with a provider, and with which of its values; it is taken then.
    fn wrong(&mut self, listed: &'a Listed) -> Option<(&'static str, String, &'static str)> {
        const ONCE: &str =
            "leave one of the two: a provider is listed once, by its newest metadata";
        const OTHERS: &str = "take it out: this list names others; programs find the team's own documents by themselves";
        let (address, namespace) = (listed.address(), listed.named_by());
        let [is_own_address, is_own_name] = [(&self.own[0], &address), (&self.own[1], &namespace)]
            .map(|(own, listed)| own.as_ref() == Some(listed));
        let by_address = self.addresses.insert(address, &listed.name.0);
        let by_name = self.namespaces.insert(namespace, &listed.name.0);
        if let Some(other) = by_address {
            return Some(("metadata", format!("these metadata are those of “{other}”, too"), ONCE));
        }
        if let Some(other) = by_name {
            return Some(("namespace", format!("“{other}” is named so, too"), ONCE));
        }
        if is_own_address {
            return Some(("metadata", "these are the metadata of this site itself".into(), OTHERS));
        }
        is_own_name.then(|| ("namespace", "this is the team itself".into(), OTHERS))
    }
}

/// A day on which nobody can have looked at a provider yet.
fn later(reading: Reading, listed: &Listed) -> Option<(&'static str, String, &'static str)> {
    (listed.updated.day.0 > reading.options.date).then(|| {
        let message = format!("“{}” is still to come", listed.updated);
        (
            "updated",
            message,
            "write the day on which you last looked at the metadata of this provider",
        )
    })
}

impl Part for Providers {
    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(Lister.embeds(), |_| BlockWords {
            names: self.all.iter().map(|listed| listed.name.0.clone()).collect(),
            texts: self.all.iter().map(|listed| listed.metadata.0.clone()).collect(),
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        // A lister of fewer is none, whatever its file says.
        let team = Named::of(site).ok().filter(|_| self.all.len() >= FEWEST);
        let list = team.as_ref().and_then(|team| List::of(site, team, &self.all));
        let route = list.map(|list| {
            let make = Make::Made(Made::bytes(list.bytes()));
            Route::new(place(site), None, Rank::Entry, make, None)
        });
        let address = route.is_some().then(|| place(site));
        Contribution {
            drawn: site.draw(Lister.embeds(), |block| self.draw(site, block, address.as_ref())),
            routes: route.into_iter().collect(),
            publication: Some(Box::new(self.clone())),
            ..Contribution::default()
        }
    }
}

impl Publication for Providers {
    fn review(&self, site: Linked) -> Vec<Diagnostic> {
        let Err(missing) = Named::of(site) else { return Vec::new() };
        let is_told = site.config.facts.get(missing).is_some_and(|fact| fact.is_wrong);
        let place = self.place.clone().filter(|_| !self.all.is_empty() && !is_told);
        let problem = Problem::ListUnpublished { missing: missing.to_owned() };
        place.map(|place| Diagnostic::at(problem, place)).into_iter().collect()
    }
}

impl Providers {
    fn draw(
        &self,
        site: Linked,
        block: &Block,
        list: Option<&WebPath>,
    ) -> Result<Embedded, Box<Diagnostic>> {
        block.no_settings()?;
        if self.all.is_empty() && !self.is_wrong {
            return Err(block.undrawable(
                format!("{FILE} lists no providers, so there is nothing to draw"),
                "list at least two there, as “Advisories of others” in content/README.md says, or take the block out".to_owned(),
            ));
        }
        let lang = block.doc.lang;
        let language = &site.config.languages[lang];
        let mut items: Vec<ProviderView> =
            self.all.iter().map(|listed| listed.view(site, lang)).collect();
        items.sort_by(|a, b| language.compare(a.name, b.name));
        Ok(ProvidersView { items, list: list.cloned() }.embedded())
    }
}

impl Listed {
    fn view(&self, site: Linked, lang: Lang) -> ProviderView<'_> {
        ProviderView {
            name: &self.name.0,
            category: (site.text)(lang, &label(self.category)),
            trusted: self.role == Role::TrustedProvider,
            metadata: &self.metadata.0,
            contact: self.contact.as_ref().map(|contact| &*contact.0),
            updated: DateView::new(site.config, lang, self.updated.day),
        }
    }
}

/// The theme's string that says what a publisher is.
fn label(category: Category) -> String {
    format!("providers.{}", category.word())
}
