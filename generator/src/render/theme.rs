//! A theme's folder → parsed templates and strings; Tera's errors → diagnostics.

use super::ids::ThemeIds;
use super::strings::{self, Strings};
use crate::config::Config;
use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::lang::PerLang;
use crate::link::Graph;
use crate::load::Inputs;
use tera::{Context, Tera};

/// What pages are made with.
pub struct Theme {
    /// The parsed templates.
    pub templates: Tera,
    /// The words of each language.
    pub strings: PerLang<Strings>,
    /// The ids that templates write.
    pub ids: ThemeIds,
}

/// Where the pieces lie that are drawn once for each language.
pub const ONCE: &str = "once/";

/// The templates without which no site can be made.
const NEEDED: [&str; 9] =
    ["404", "home", "languages", "page", "receipt", "redirect", "section", "tag", "tags"];

impl Theme {
    /// Reads the theme that the settings name.
    pub fn read(config: &Config, inputs: &Inputs) -> (Theme, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let strings = strings::read(config, inputs, &mut diagnostics);
        let folder = format!("themes/{}/templates/", config.theme);
        let files = inputs.below(&folder).filter_map(|(path, _)| inputs.text(path));
        let sources: Vec<_> = files.map(|(path, text)| (&path[folder.len()..], &**text)).collect();
        let ids = ThemeIds::read(&sources);
        let mut templates = Tera::default();
        if sources.is_empty() {
            let problem = Problem::ThemeMissing { name: config.theme.clone() };
            diagnostics.push(Diagnostic::at(problem, config.place(&["theme"])));
        } else if let Err(error) = templates.add_raw_templates(sources) {
            diagnostics.push(diagnose(&error, inputs, &config.theme, None));
        } else {
            let missing =
                NEEDED.iter().filter(|name| !templates.contains_template(&file_name(name)));
            diagnostics.extend(missing.map(|name| {
                let hint = format!("add themes/{}/templates/{name}.html", config.theme);
                Diagnostic::site(Problem::TemplateMissing { name: (*name).into(), hint })
            }));
        }
        (Theme { templates, strings, ids }, diagnostics)
    }

    /// The pieces that are the same on all pages of a language, drawn with what these share: the
    /// templates of the folder `once`, by their names.
    pub fn once<'a, 's>(
        &'a self,
        shared: &'s Tera,
    ) -> impl Iterator<Item = (&'a str, tera::TeraResult<String>)> + use<'a, 's> {
        let names = self.templates.get_template_names();
        names.filter_map(|template| {
            let name = template.strip_prefix(ONCE)?.strip_suffix(".html")?;
            Some((name, shared.render(template, &Context::new())))
        })
    }

    /// The ids that the templates of an embed write.
    pub fn embed_ids(&self, embed: &str) -> impl Iterator<Item = &String> {
        let name = if matches!(embed, "chart" | "table") { "figures" } else { embed };
        let names = [format!("embeds/{name}.html"), format!("embeds/{name}-off.html")];
        names.into_iter().flat_map(|name| self.ids.of(&name))
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
                missing(name).then(|| {
                    let top = names
                        .iter()
                        .filter_map(|n| n.strip_suffix(".html"))
                        .filter(|n| !n.contains('/'));
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

fn file_name(name: &str) -> String {
    format!("{name}.html")
}

/// Tera draws its own report, `error: … --> file:line:column …`; the first place in it is ours.
pub fn diagnose(
    error: &tera::Error,
    inputs: &Inputs,
    theme: &str,
    url: Option<&str>,
) -> Diagnostic {
    let report = error.to_string();
    let message = report.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let page = url.map_or_else(String::new, |url| format!(" (while rendering {url})"));
    let problem = Problem::Template { message: message.to_owned(), page };
    let place = report.split_once("--> ").and_then(|(_, rest)| {
        let mut parts = rest.lines().next()?.rsplitn(3, ':');
        let (column, line) = (parts.next()?.trim().parse().ok()?, parts.next()?.parse().ok()?);
        let path = format!("themes/{theme}/templates/{}", parts.next()?);
        let (file, text) = inputs.text(&path)?;
        Some(Place::line_column(file, text, line, column))
    });
    Diagnostic { problem, place }
}
