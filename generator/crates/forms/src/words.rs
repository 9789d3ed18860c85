//! What the blocks of forms say in words, for those who look for them.

use super::{PersonalDataSettings, is_on, shown};
use certsite_site::feature::Block;
use certsite_site::linked::{BlockWords, Linked};
use form_fn::form::Definition;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The questions of a form with their hints and answers, or the names of the fields with personal data.
/// A form that is off says nothing.
pub fn words(forms: &BTreeMap<String, Arc<Definition>>, site: Linked, block: &Block) -> BlockWords {
    let lang = &site.config.languages[block.doc.lang].code;
    let texts = match block.embed.name {
        "form" => {
            let form = shown(block.embed, block.doc).and_then(|id| forms.get(&id));
            form.filter(|form| is_on(site, form))
                .map_or_else(Vec::new, |form| questions(form, lang))
        }
        // What is wrong with the settings is told where the block is drawn.
        _ => match block.settings::<PersonalDataSettings>() {
            Ok(PersonalDataSettings { form }) => {
                forms.get(&form).map_or_else(Vec::new, |form| personal(form, lang))
            }
            Err(_) => Vec::new(),
        },
    };
    BlockWords { names: Vec::new(), texts }
}

fn questions(form: &Definition, lang: &str) -> Vec<String> {
    let groups = form.groups.iter().flat_map(|group| [Some(&group.label), group.help.as_ref()]);
    let fields = form.fields.iter().flat_map(|field| {
        let answers = field.options.iter().map(|choice| Some(&choice.label));
        [Some(&field.label), field.help.as_ref()].into_iter().chain(answers)
    });
    groups.chain(fields).flatten().map(|text| text.get(lang).to_owned()).collect()
}

fn personal(form: &Definition, lang: &str) -> Vec<String> {
    let groups = form.personal_data(lang).into_iter();
    let labels = groups.flat_map(|group| {
        let fields = group.fields.into_iter().map(|(label, _)| label);
        [group.label].into_iter().chain(fields).collect::<Vec<_>>()
    });
    labels.collect()
}
