//! `content/site.yaml` and `content/team.yaml` → [`Config`].

mod facts;
mod menu;
mod scalar;
mod site;

pub use certsite_base::address::Alias;
pub use facts::{FACTS, Fact, FactDef, FactKind, FactValue, Facts, Need};
pub use menu::{Menu, MenuEntry, MenuTarget};
pub use scalar::{Date, EntryId, IdScheme, SlugText, TagId, TemplateName, Texts};
pub use site::{Config, read};
