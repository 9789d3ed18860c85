//! A theme's folder → parsed templates and strings; Tera's errors → diagnostics.

use super::contexts::TEMPLATES;
use super::ids::{ONCE, ThemeIds};
use super::named::{self, Places};
use super::names::Names;
use super::pairs;
use super::strings::{self, Strings};
use super::tera_error::{UNKNOWN_TAG, diagnose, each};
use super::unknown;
use crate::config::Config;
use crate::feature::{Asked, Embedded, When};
use crate::link::{DocId, Graph, NOT_FOUND};
use crate::load::Inputs;
use crate::parse::{Doc, Embed};
use certsite_base::diag::{Diagnostic, Place, Problem, nearest};
use certsite_base::lang::PerLang;
use certsite_base::yaml::Source;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

/// What pages are made with.
pub struct Theme {
    /// The parsed templates.
    pub templates: Tera,
    /// The words of each language.
    pub strings: PerLang<Strings>,
    /// The ids that templates write.
    pub ids: ThemeIds,
}

impl Theme {
    /// Reads the theme that the settings name. `asked` are the strings that features ask for.
    pub fn read(config: &Config, inputs: &Inputs, asked: &[Asked]) -> (Theme, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let strings = strings::read(config, inputs, asked, &mut diagnostics);
        let folder = folder(config);
        let sources = sources(inputs, &folder);
        let ids = ThemeIds::read(&sources);
        let mut templates = Tera::default();
        templates.register_filter("safe", safe);
        let misled = named::check(&folder, inputs, &sources);
        if sources.is_empty() {
            // Whoever mistypes its name has a theme with all its words.
            diagnostics.clear();
            let problem = Problem::ThemeMissing { name: config.theme.clone() };
            diagnostics.push(Diagnostic::at(problem, config.place(&["theme"])));
        } else if !misled.is_empty() {
            // Of templates that are not there, and of circles, Tera tells no place.
            diagnostics.extend(unread(&sources, inputs, &config.theme));
        } else if let Some(many) = many_unknown(&sources, inputs, &folder) {
            diagnostics.extend(many);
            diagnostics.extend(unread(&sources, inputs, &config.theme));
        } else if let Err(error) = templates.add_raw_templates(sources.clone()) {
            let unread = unread(&sources, inputs, &config.theme);
            if unread.is_empty() {
                diagnostics.extend(each(&error.to_string(), inputs, &config.theme));
            }
            diagnostics.extend(unread);
        } else {
            let needed = TEMPLATES.iter().filter(|own| own.is_needed).map(|own| own.name);
            let missing = needed.filter(|name| !templates.contains_template(&file_name(name)));
            let missing = missing.map(|name| (name, Arc::from(format!("{folder}{name}.html"))));
            // What is there and cannot be read was told.
            let missing = missing.filter(|(_, file)| !inputs.unread.contains(file));
            diagnostics.extend(missing.map(|(name, file): (_, Arc<str>)| {
                let hint = format!("add {file}");
                let problem = Problem::TemplateMissing { name: name.into(), hint };
                Diagnostic::at(problem, Place::file(&file))
            }));
        }
        diagnostics.extend(misled);
        diagnostics.extend(check_about(inputs, &config.theme));
        (Theme { templates, strings, ids }, diagnostics)
    }

    /// Reports names in templates with nothing behind them, by the contract of themes.
    pub fn check_names(
        &self,
        config: &Config,
        inputs: &Inputs,
        contract: &serde_json::Value,
    ) -> Vec<Diagnostic> {
        let folder = folder(config);
        let sources = sources(inputs, &folder);
        // Which words one language lacks is told of without this.
        let words = self.strings.iter().flat_map(|(_, strings)| strings.keys());
        let names = Names::new(contract, words, sources.iter().map(|(_, text)| *text));
        told(&sources, inputs, &folder, |text| names.unknown(text))
    }

    /// The ids that the templates of an embed write.
    pub fn embed_ids(&self, embed: &str) -> impl Iterator<Item = &String> {
        let name = if matches!(embed, "chart" | "table") { "figures" } else { embed };
        let names = [format!("embeds/{name}.html"), format!("embeds/{name}-off.html")];
        names.into_iter().flat_map(|name| self.ids.of(&name))
    }

    /// Reports templates of blocks that the theme does not have, each at the first block that an
    /// editor wrote; where none did, at the file that the theme lacks.
    pub fn check_blocks(
        &self,
        config: &Config,
        inputs: &Inputs,
        graph: &Graph,
        drawn: &HashMap<DocId, Vec<Embedded>>,
    ) -> Vec<Diagnostic> {
        let mut missing: BTreeMap<String, (&Arc<Doc>, &Embed)> = BTreeMap::new();
        let is_written = |doc: &Doc| inputs.files.contains_key(&doc.path);
        for id in graph.with_blocks() {
            let doc = graph.doc(*id);
            for (embedded, embed) in drawn.get(id).into_iter().flatten().zip(&doc.embeds) {
                let Some(template) = embedded.template() else { continue };
                let name = format!("embeds/{template}.html");
                if !self.templates.contains_template(&name) {
                    let first = missing.entry(name).or_insert((doc, embed));
                    if is_written(doc) && !is_written(first.0) {
                        *first = (doc, embed);
                    }
                }
            }
        }
        let diagnostic = |(name, (doc, embed)): (String, (&Arc<Doc>, &Embed))| {
            let embed_name = embed.name.to_owned();
            let (or, place) = if is_written(doc) {
                (", or take the block out".to_owned(), doc.place(embed.yaml.clone()))
            } else {
                let or = format!("; {}, which certsite writes, has such a block", doc.path);
                let file = format!("themes/{}/templates/{name}", config.theme);
                (or, Place::file(&file.into()))
            };
            Diagnostic::at(Problem::TemplateOfBlock { name, embed: embed_name, or }, place)
        };
        missing.into_iter().map(diagnostic).collect()
    }

    /// Reports strings that no language has though features ask for them: see [`strings::missing`].
    /// What a block lacks whose template is not there follows from that.
    pub fn check_strings<'a>(
        &self,
        config: &Config,
        inputs: &Inputs,
        asked: &'a [Asked],
        needed: impl Fn(&Asked, Vec<&'a str>) -> Vec<&'a str>,
    ) -> Vec<Diagnostic> {
        let is_drawn = |when: When| match when {
            When::Block(template) => {
                self.templates.contains_template(&format!("embeds/{template}.html"))
            }
            When::Page(_) => true,
        };
        strings::missing(&self.strings, config, inputs, asked, |asked, missing| {
            if is_drawn(asked.when) { needed(asked, missing) } else { Vec::new() }
        })
    }

    /// Reports pages that ask for a template that the theme does not have.
    pub fn check(&self, graph: &Graph) -> Vec<Diagnostic> {
        let names: Vec<&str> = self.templates.get_template_names().collect();
        let missing = |name: &str| !names.contains(&file_name(name).as_str());
        graph
            .ids()
            .map(|id| graph.doc(id))
            .filter_map(|doc| {
                let name = &doc.front.template.as_ref()?.0;
                if let Some(of) = reserved(name, doc) {
                    let problem = Problem::BadValue {
                        message: format!("“{name}” is the template of {of}"),
                        expected: "choose another one, or leave “template” out".into(),
                    };
                    return Some(Diagnostic::at(problem, doc.front_value(&["template"])));
                }
                missing(name).then(|| {
                    let top = names
                        .iter()
                        .filter_map(|n| n.strip_suffix(".html"))
                        .filter(|n| !n.contains('/') && reserved(n, doc).is_none());
                    let hint = match nearest(name, top.clone()) {
                        Some(near) => format!("did you mean “{near}”?"),
                        None => {
                            let mut known: Vec<_> = top.collect();
                            known.sort_unstable();
                            format!("the theme has: {}", known.join(", "))
                        }
                    };
                    let problem = Problem::TemplateMissing { name: name.clone(), hint };
                    Diagnostic::at(problem, doc.front_value(&["template"]))
                })
            })
            .collect()
    }
}

/// Where the templates of the theme are.
pub(super) fn folder(config: &Config) -> String {
    format!("themes/{}/templates/", config.theme)
}

/// The names and texts of the templates in a folder.
fn sources<'a>(inputs: &'a Inputs, folder: &str) -> Vec<(&'a str, &'a str)> {
    let files = inputs.below(folder).filter_map(|(path, _)| inputs.text(path));
    files.map(|(path, text)| (&path[folder.len()..], &**text)).collect()
}

/// Whose template this is, if a page cannot have it.
fn reserved(name: &str, doc: &Doc) -> Option<&'static str> {
    match name {
        "404" if doc.key.as_ref() != NOT_FOUND => {
            Some("the page that visitors see where nothing is")
        }
        _ if TEMPLATES.iter().any(|own| own.is_own && own.name == name) => {
            Some("pages that nobody writes")
        }
        _ => None,
    }
}

/// What a theme says of itself in `theme.yaml`. Nothing needs it, but whoever finds the theme.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only what is wrong with it is told")]
pub struct About {
    /// What it is called.
    name: Option<String>,
    /// What it looks like, in a sentence.
    description: Option<String>,
    /// Which version it is.
    version: Option<String>,
    /// Who made it.
    author: Option<String>,
    /// Under which licence others may use it.
    license: Option<String>,
}

/// What is wrong with it.
fn check_about(inputs: &Inputs, theme: &str) -> Vec<Diagnostic> {
    let Some((file, text)) = inputs.text(&format!("themes/{theme}/theme.yaml")) else {
        return Vec::new();
    };
    Source::whole(file, text).read_all::<About>().1
}

/// The pieces that are the same on all pages of a language, drawn with what these share: the
/// templates of the folder `once`, by their names.
pub fn once(shared: &Tera) -> impl Iterator<Item = (&str, tera::TeraResult<String>)> {
    shared.get_template_names().filter_map(|template| {
        let name = template.strip_prefix(ONCE)?.strip_suffix(".html")?;
        Some((name, shared.render(template, &Context::new())))
    })
}

fn file_name(name: &str) -> String {
    format!("{name}.html")
}

/// Takes a text for HTML. Tera's own filter makes an empty text of a value that does not exist, so a
/// slip in its name would show nowhere.
fn safe(value: &Value, _: Kwargs, _: &State) -> tera::TeraResult<Value> {
    match value.as_str() {
        Some(text) => Ok(Value::safe_string(text)),
        None if value.is_undefined() => {
            let (expected_type, actual_type) = ("HTML".to_owned(), "undefined".to_owned());
            Err(tera::Error::new(ErrorKind::InvalidArgument { expected_type, actual_type }))
        }
        None => Ok(Value::safe_string(&value.to_string())),
    }
}

/// The templates that Tera cannot read, each for itself: of all together it tells the first.
fn unread(sources: &[(&str, &str)], inputs: &Inputs, theme: &str) -> Vec<Diagnostic> {
    // What one template asks of others is not looked at: before that Tera stops at the other one.
    let stop = ("", "{% extends \"none\" %}");
    let mut tera = Tera::default();
    let mut found = Vec::new();
    for (name, text) in sources {
        let Err(error) = tera.add_raw_templates([(*name, *text), stop]) else { continue };
        let ErrorKind::SyntaxError(report) = error.kind() else { continue };
        // Where it stopped tells nothing if something is not closed above.
        let halves = match STOPPED.contains(&report.message()) {
            true => pairs::check(text),
            false => Vec::new(),
        };
        if halves.is_empty() {
            found.push(diagnose(&error, inputs, theme, None));
            continue;
        }
        let at = Places::of(inputs, &format!("themes/{theme}/templates/"), name);
        found.extend(halves.into_iter().map(|(range, problem)| at.tell(problem, &range)));
    }
    found
}

/// What Tera says where an end is missing, or one too many.
const STOPPED: [&str; 4] = [
    UNKNOWN_TAG,
    "Unexpected end of input",
    "unexpected end of raw block",
    "This content would be ignored: only `extends`, `block` and `component` are allowed at the top level of a child template.",
];

/// Names that Tera does not have, of templates with very many of them.
fn many_unknown(
    sources: &[(&str, &str)],
    inputs: &Inputs,
    folder: &str,
) -> Option<Vec<Diagnostic>> {
    Some(told(sources, inputs, folder, unknown::many)).filter(|told| !told.is_empty())
}

/// What is found in the text of each template, told where it stands.
fn told(
    sources: &[(&str, &str)],
    inputs: &Inputs,
    folder: &str,
    find: impl Fn(&str) -> Vec<(Range<usize>, String)>,
) -> Vec<Diagnostic> {
    let told = sources.iter().flat_map(|(name, text)| {
        let at = Places::of(inputs, folder, name);
        let tell = move |(range, message)| {
            at.tell(Problem::Template { message, page: String::new() }, &range)
        };
        find(text).into_iter().map(tell)
    });
    told.collect()
}
