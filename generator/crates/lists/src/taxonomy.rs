//! The incident taxonomy (RSIT) from `content/data/rsit.yaml`, and the embed that shows it.

use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::{Lang, PerLang};
use certsite_site::config::Texts;
use certsite_site::data::DataFile;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, InBlock, Part, Reading, with_problems,
};
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use certsite_site::rsit::{self, Codes, FILE, WrongCode};
use schemars::JsonSchema;
use serde::Serialize;

/// Draws the taxonomy, and says what is wrong with it.
pub struct Taxonomy;

/// The classes of incidents in force.
struct Classes {
    release: String,
    /// In the order of the standard; internal ones are left out.
    classes: Vec<Class>,
}

/// A class: the first column of RSIT.
struct Class {
    /// RSIT's code. A code is not its name.
    code: String,
    name: PerLang<String>,
    description: PerLang<String>,
    /// Its types: the second column.
    types: Vec<Type>,
}

/// A type of incident within a class: the second column of RSIT.
struct Type {
    /// The code of RSIT, which is no name and is never translated.
    code: String,
    name: PerLang<String>,
    description: PerLang<String>,
}

/// The classes and types of incidents: a block `taxonomy`.
#[derive(Serialize, JsonSchema)]
struct TaxonomyView<'a> {
    /// The release of the taxonomy.
    release: &'a str,
    /// The classes, in the order of the taxonomy.
    classes: Vec<ClassView<'a>>,
}

/// A class of incidents.
#[derive(Serialize, JsonSchema)]
struct ClassView<'a> {
    /// Its code, which is also its id.
    code: &'a str,
    /// Its name in the page's language.
    name: &'a str,
    /// What belongs to it, in plain text.
    description: &'a str,
    /// Its types.
    types: Vec<TypeView<'a>>,
}

/// A type of incidents.
#[derive(Serialize, JsonSchema)]
struct TypeView<'a> {
    /// Its code.
    code: &'a str,
    /// Its name in the page's language.
    name: &'a str,
    /// What belongs to it, in plain text.
    description: &'a str,
}

impl InBlock for TaxonomyView<'_> {
    const TEMPLATE: &'static str = "taxonomy";
}

impl Type {
    fn view(&self, lang: Lang) -> TypeView<'_> {
        let Type { code, name, description } = self;
        TypeView { code, name: &name[lang], description: &description[lang] }
    }
}

impl Class {
    /// The class with its texts in all languages; it is the `n`th of the file.
    fn read(class: rsit::Class, file: &mut DataFile, n: &str) -> Class {
        let types = class.types.into_iter().enumerate().map(|(i, kind)| {
            let i = i.to_string();
            let mut text =
                |key, texts| file.texts(&["classes", n, "types", &i, key], &Texts(texts));
            Type {
                name: text("name", kind.name),
                description: text("description", kind.description),
                code: kind.code,
            }
        });
        Class {
            types: types.collect(),
            name: file.texts(&["classes", n, "name"], &Texts(class.name)),
            description: file.texts(&["classes", n, "description"], &Texts(class.description)),
            code: class.code.to_string(),
        }
    }
}

impl Classes {
    /// Reads the data file; without one there are no classes.
    fn read(reading: Reading, diagnostics: &mut Vec<Diagnostic>) -> Classes {
        let mut file = DataFile::new(reading.config, reading.files, FILE, diagnostics);
        let raw: Codes = file.read();
        for wrong in raw.wrong_codes() {
            let (path, problem) = wrong_code(&wrong);
            file.report_value(&path.iter().map(String::as_str).collect::<Vec<_>>(), problem);
        }
        for (key, what, said, found) in [
            ("class_count", "classes", raw.meta.class_count, raw.classes.len()),
            (
                "type_count",
                "types",
                raw.meta.type_count,
                raw.classes.iter().map(|c| c.types.len()).sum(),
            ),
        ] {
            if let Some(said) = said.filter(|said| *said != found) {
                let message = format!("the taxonomy has {found} {what}, and this says {said}");
                let expected =
                    "compare with the release: add what is missing, or correct the number";
                let problem = Problem::BadValue { message, expected: expected.to_owned() };
                file.report_value(&["meta", key], problem);
            }
        }
        let shown = raw.classes.into_iter().enumerate().filter(|(_, class)| !class.internal);
        let classes =
            shown.map(|(n, class)| Class::read(class, &mut file, &n.to_string())).collect();
        Classes { release: raw.meta.release, classes }
    }
}

/// The place of a code that the taxonomy cannot have, and what is wrong with it.
fn wrong_code(wrong: &WrongCode) -> (Vec<String>, Problem) {
    let WrongCode { class, kind, code, is_twice } = wrong;
    let mut path = vec!["classes".to_owned(), class.to_string()];
    path.extend(kind.iter().flat_map(|kind| ["types".to_owned(), kind.to_string()]));
    path.push("code".to_owned());
    let what = if kind.is_some() { "type of this class" } else { "class" };
    let (message, expected) = match is_twice {
        true => (format!("the {what} “{code}” stands twice"), "leave one of them".to_owned()),
        false => (
            format!("“{code}” is no code of a {what}"),
            "write small letters, digits and hyphens, as RSIT does".to_owned(),
        ),
    };
    (path, Problem::BadValue { message, expected })
}

impl Feature for Taxonomy {
    fn embeds(&self) -> &'static [&'static str] {
        &["taxonomy"]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<TaxonomyView>()
    }

    fn inputs(&self) -> &'static [&'static str] {
        &[FILE]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        with_problems(|problems| Classes::read(reading, problems))
    }
}

impl Part for Classes {
    fn anchors(&self, _embed: &str, _lang: Lang) -> Vec<String> {
        self.classes.iter().map(|class| class.code.clone()).collect()
    }

    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(Taxonomy.embeds(), |&Block { doc, .. }| {
            let types = || self.classes.iter().flat_map(|class| &class.types);
            let names = self.classes.iter().map(|class| &class.name);
            let texts = self.classes.iter().map(|class| &class.description);
            let own = |text: &PerLang<String>| text[doc.lang].clone();
            BlockWords {
                names: names.chain(types().map(|kind| &kind.name)).map(own).collect(),
                texts: texts.chain(types().map(|kind| &kind.description)).map(own).collect(),
            }
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(Taxonomy.embeds(), |block| self.draw(block));
        Contribution { drawn, ..Contribution::default() }
    }
}

impl Classes {
    fn draw(&self, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        block.no_settings()?;
        if self.classes.is_empty() {
            return Err(block.problem(format!("{FILE} has no classes")));
        }
        let lang = block.doc.lang;
        let classes = self.classes.iter().map(|class| ClassView {
            code: &class.code,
            name: &class.name[lang],
            description: &class.description[lang],
            types: class.types.iter().map(|kind| kind.view(lang)).collect(),
        });
        Ok(TaxonomyView { release: &self.release, classes: classes.collect() }.embedded())
    }
}
