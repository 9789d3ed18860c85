//! The forms of `content/forms/`: drawn into pages here, judged by form-fn; one definition for both.
//!
//! Knows the contract of features and form-fn's definitions, and no other feature. Begin with
//! `definitions`, which reads them.

mod checklists;
mod known;
mod switch;
mod template;
mod words;

pub use checklists::checklists;
pub use switch::{folder, is_on_in_release};
use switch::{is_on, shows};

use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::yaml::Source;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Reading, When, with_problems,
};
use certsite_site::linked::{Linked, Offers};
use certsite_site::load::Files;
use certsite_site::memo::Memo;
use certsite_site::parse::{Doc, Embed};
use certsite_site::plan::Route;
use certsite_site::rsit;
use form_fn::form::{Definition, DefinitionError, DefinitionFile, Field, Message};
use form_fn::html::{FormView, REGION_END, REGION_START, form};
use form_fn::validate::FieldError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const FOLDER: &str = "content/forms/";

/// Key of the page that a form's last question links to.
pub const PRIVACY_PAGE: &str = "privacy.md";

/// Draws forms, and says what of a report is personal data.
pub struct Forms;

/// The forms of the site that can be drawn, and what is known of the others.
struct Definitions {
    by_id: BTreeMap<String, Arc<Definition>>,
    /// The files of `content/forms/`, for places in them.
    files: Vec<(Arc<str>, Arc<str>)>,
    /// The names of those that are no forms, since something in them is wrong.
    unread: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonalDataSettings {
    form: String,
}

/// A form: a block `form` while the form is on.
#[derive(Serialize, JsonSchema)]
struct OnlineForm<'a> {
    /// Its id, the name of its file in `content/forms/`.
    id: &'a str,
    /// The whole form, with the marks between which the form function puts the one with values.
    #[schemars(extend("contentMediaType" = "text/html"))]
    form: String,
    /// The address of its questions as plain text, for encrypted mail.
    template: Option<WebPath>,
}

impl InBlock for OnlineForm<'_> {
    const TEMPLATE: &'static str = "form";
}

/// What stands in the place of a form while the form is off: a block `form`. Its template says by
/// `facts` how the team is reached.
#[derive(Serialize, JsonSchema)]
struct FormOff {
    /// The address of the form's questions as plain text, for encrypted mail.
    template: Option<WebPath>,
}

impl InBlock for FormOff {
    const TEMPLATE: &'static str = "form-off";
}

/// What of a report is personal data: a block `personal-data`.
#[derive(Serialize, JsonSchema)]
struct PersonalDataView {
    /// The groups of the form's fields that ask for personal data.
    groups: Vec<GroupView>,
}

/// A group of a form's fields.
#[derive(Serialize, JsonSchema)]
struct GroupView {
    /// What it is called in the page's language.
    label: String,
    /// Its fields that ask for personal data.
    fields: Vec<FieldView>,
}

/// A field of a form.
#[derive(Serialize, JsonSchema)]
struct FieldView {
    /// What it is called in the page's language.
    label: String,
    /// `direct` if it says who a person is, `indirect` if it may lead to one.
    mark: &'static str,
}

impl InBlock for PersonalDataView {
    const TEMPLATE: &'static str = "personal-data";
}

/// The theme's string above a form of a preview.
const NOTICE: &str = "form.development";

/// All definitions that hold.
pub fn definitions(
    files: Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Arc<Definition>> {
    let mut forms = BTreeMap::new();
    for (path, text) in files.texts_below(FOLDER).filter(|(path, _)| path.ends_with(".yaml")) {
        let source = Source::whole(path, text);
        let definition =
            source.read_maps::<DefinitionFile>().map(|written| Definition::of(written, text));
        match definition {
            Ok(Ok(definition)) => match misnamed(path, &source, &definition.id) {
                None => drop(forms.insert(definition.id.clone(), Arc::new(definition))),
                Some(diagnostic) => diagnostics.push(diagnostic),
            },
            Ok(Err(errors)) => diagnostics.extend(errors.into_iter().map(|e| told(&source, e))),
            Err(unreadable) => diagnostics.push(*unreadable),
        }
    }
    forms
}

/// A form is known by its id, and its file by its name: one truth, or a page would show a form that
/// the form function is never given.
fn misnamed(path: &Arc<str>, source: &Source, id: &str) -> Option<Diagnostic> {
    let name = path.strip_prefix(FOLDER).unwrap_or(path);
    if name.strip_suffix(".yaml") == Some(id) {
        return None;
    }
    let problem = Problem::FormName { id: id.to_owned(), name: name.to_owned() };
    Some(Diagnostic::at(problem, source.place_of(&["id"])))
}

/// A mistake of a definition that could be read: at the text that is wrong, or at the key whose
/// value is wrong as a whole or lacks something.
fn told(source: &Source, error: DefinitionError) -> Diagnostic {
    let path: Vec<&str> = error.path.iter().map(String::as_str).collect();
    let place = match source.text_of(&path).is_some_and(|text| !text.trim().is_empty()) {
        true => source.place_of_value(&path),
        false => source.place_of(&path),
    };
    Diagnostic::at(Problem::Form { message: error.message, help: error.help }, place)
}

impl Definitions {
    /// Reads the definitions and checklists, and tells of every mistake in them.
    fn read(Reading { config, files, .. }: Reading, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let forms = definitions(files, diagnostics);
        // Only the form function needs them, but whoever edits them wants to hear of mistakes.
        drop(checklists(config, files, diagnostics));
        let texts = files.texts_below(FOLDER).map(|(path, text)| (path.clone(), text.clone()));
        let names = files
            .paths_below(FOLDER)
            .chain(files.unread_below(FOLDER))
            .filter_map(|path| path.strip_prefix(FOLDER)?.strip_suffix(".yaml").map(str::to_owned));
        let unread = names.filter(|name| !forms.contains_key(name)).collect();
        let forms = Definitions { by_id: forms, files: texts.collect(), unread };
        diagnostics.extend(forms.unknown_kinds(&rsit::read(files)));
        diagnostics.extend(forms.unknown_facts(config));
        for (id, definition) in &forms.by_id {
            let missing = config.languages.codes().find(|code| definition.language(code).is_none());
            if let Some(lang) = missing {
                let problem =
                    Problem::LanguageMissing { key: format!("form {id}"), lang: lang.into() };
                diagnostics.push(Diagnostic::at(problem, forms.place(id, &["languages"])));
            }
        }
        forms
    }

    /// The place of a key of a form, or of an item of a list.
    fn place(&self, id: &str, path: &[&str]) -> Place {
        self.place_by(id, |source| source.place_of(path))
    }

    fn place_by(&self, id: &str, place: impl FnOnce(&Source) -> Place) -> Place {
        let name: Arc<str> = format!("{FOLDER}{id}.yaml").into();
        let file = self.files.iter().find(|(path, _)| **path == *name);
        file.map_or_else(|| Place::file(&name), |(file, text)| place(&Source::whole(file, text)))
    }

    /// The form that a block asks for; none if its file is wrong, which is told of there.
    fn find(
        &self,
        block: &Block,
        key: &str,
        id: &str,
    ) -> Result<Option<&Definition>, Box<Diagnostic>> {
        let known = || self.by_id.keys().cloned().collect::<Vec<_>>().join(", ");
        match self.by_id.get(id) {
            Some(form) => Ok(Some(form)),
            None if self.unread.contains(id) => Ok(None),
            None => {
                let message = match self.by_id.is_empty() {
                    true => format!("there is no form “{id}”: content/forms/ holds none"),
                    false => format!("there is no form “{id}”; there are: {}", known()),
                };
                Err(block.problem_at(&[key], message))
            }
        }
    }
}

/// All ids of a form, as it comes back when each of its fields is refused.
fn form_ids(definition: &Definition) -> Vec<String> {
    let refused = |field: &Field| FieldError {
        field: field.id.clone(),
        problem: Message::Required,
        text: String::new(),
    };
    let errors: Vec<FieldError> = definition.fields.iter().map(refused).collect();
    let fresh = FormView::fresh(definition.default_language(), "");
    let html = form(definition, &FormView { errors: &errors, ..fresh });
    let ids = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    ids.map(str::to_owned).collect()
}

impl Feature for Forms {
    fn embeds(&self) -> &'static [&'static str] {
        &["form", "personal-data"]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default()
            .block::<OnlineForm>()
            .block::<FormOff>()
            .block::<PersonalDataView>()
            .asks(When::Block(OnlineForm::TEMPLATE), [NOTICE])
    }

    fn inputs(&self) -> &'static [&'static str] {
        &[FOLDER, rsit::FILE, checklists::FILE]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        with_problems(|problems| Definitions::read(reading, problems))
    }
}

impl Part for Definitions {
    fn ids(&self, embed: &Embed, _doc: &Doc) -> Vec<String> {
        let forms = self.by_id.values().filter(|_| embed.name == "form");
        forms.flat_map(|form| form_ids(form)).collect()
    }

    fn offers(&self, site: Linked) -> Offers {
        let words =
            site.block_words(Forms.embeds(), |block| words::words(&self.by_id, site, block));
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        Contribution {
            drawn: site.draw(Forms.embeds(), |block| self.draw(site, block)),
            routes: self.templates(site),
            problems: self.without_page(site),
            ..Contribution::default()
        }
    }
}

impl Definitions {
    fn draw(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        match block.embed.name {
            "form" => self.draw_form(site, block),
            _ => self.draw_personal_data(site, block),
        }
    }

    /// A form that is drawn needs a page in each of its languages, to answer with.
    fn without_page(&self, site: Linked) -> Vec<Diagnostic> {
        let drawn = drawn(site);
        let mut problems = Vec::new();
        for (id, definition) in self.by_id.iter().filter(|(_, form)| shows(site.config, form)) {
            let pages = drawn.get(id.as_str());
            let lacks = |lang: &String| pages.is_some_and(|pages| !pages.contains(lang));
            let languages = definition.languages().iter().enumerate();
            for (n, lang) in languages.filter(|(_, lang)| lacks(lang)) {
                let problem = Problem::FormPage { id: id.clone(), lang: lang.clone() };
                let place = self.place(id, &["languages", &n.to_string()]);
                problems.push(Diagnostic::at(problem, place));
            }
        }
        problems
    }
}

/// The form that a block shows, by its id.
fn shown(embed: &Embed, doc: &Doc) -> Option<String> {
    let settings: Settings = (Block { embed, doc }).settings().ok()?;
    Some(settings.id)
}

/// The languages of the pages that draw each form.
fn drawn(site: Linked) -> BTreeMap<String, BTreeSet<String>> {
    let mut drawn: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for doc in site.graph.with_blocks().iter().map(|id| site.graph.doc(*id)) {
        for embed in doc.embeds.iter().filter(|embed| embed.name == "form") {
            if let Some(id) = shown(embed, doc) {
                drawn.entry(id).or_default().insert(site.config.languages[doc.lang].code.clone());
            }
        }
    }
    drawn
}

impl Definitions {
    /// The text of each form beside the page that has it.
    fn templates(&self, site: Linked) -> Vec<Route> {
        let mut routes = Vec::new();
        for id in site.graph.with_blocks() {
            let doc = site.graph.doc(*id);
            let mut forms = doc.embeds.iter().filter(|embed| embed.name == "form");
            let form = forms.find_map(|embed| self.by_id.get(&shown(embed, doc)?));
            routes.extend(form.map(|form| template::route(site, *id, form)));
        }
        routes
    }

    fn draw_form(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let settings: Settings = block.settings()?;
        let Some(definition) = self.find(block, "id", &settings.id)? else {
            return Ok(Embedded::Html(String::new()));
        };
        let page = site.graph.find(&block.doc.path);
        let template = page.map(|page| template::url(site, page));
        if !is_on(site, definition) {
            return Ok(FormOff { template }.embedded());
        }
        let lang = &site.config.languages[block.doc.lang].code;
        let notice = site.options.development.then(|| (site.text)(block.doc.lang, NOTICE));
        let privacy = site.graph.page(site.config, block.doc.lang, PRIVACY_PAGE);
        let action = folder(&site.options.base).join(&settings.id);
        let view = FormView {
            notice: notice.as_deref(),
            privacy_url: privacy.map(|id| site.graph.node(id).url.as_str()),
            ..FormView::fresh(lang, action.as_str())
        };
        let form = format!("{REGION_START}{}{REGION_END}\n", form(definition, &view));
        Ok(OnlineForm { id: &settings.id, form, template }.embedded())
    }

    fn draw_personal_data(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let settings: PersonalDataSettings = block.settings()?;
        let Some(definition) = self.find(block, "form", &settings.form)? else {
            return Ok(Embedded::Html(String::new()));
        };
        let groups = definition.personal_data(&site.config.languages[block.doc.lang].code);
        let groups = groups.into_iter().map(|group| {
            let fields = group.fields.into_iter();
            let fields = fields.map(|(label, mark)| FieldView { label, mark }).collect();
            GroupView { label: group.label, fields }
        });
        Ok(PersonalDataView { groups: groups.collect() }.embedded())
    }
}
