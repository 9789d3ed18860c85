//! A form → plain text beside its page, to be filled in and sent as encrypted mail: the same
//! questions in the same words, whether the form is on or not.

use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::plan::{Made, Make, Rank, Route};
use form_fn::form::{Definition, Field, Kind, Message};
use std::fmt::Write;

/// Letters on a line, as mail programs show them.
const WIDTH: usize = 72;

/// Where the text of the form stands that a page has.
pub fn url(site: Linked, page: DocId) -> WebPath {
    site.graph.node(page).url.join("template.txt")
}

/// The file of a page with this form.
pub fn route(site: Linked, page: DocId, form: &Definition) -> Route {
    let lang = site.graph.doc(page).lang;
    let make = Make::Made(Made::bytes(text(site, lang, form).into_bytes()));
    Route::new(url(site, page), Some(lang), Rank::Page, make, None)
}

fn text(site: Linked, lang: Lang, form: &Definition) -> String {
    let code = &site.config.languages[lang].code;
    let to = site.facts.plain(lang, "team.email_incidents");
    let note = form.say(Message::TemplateNote, code);
    let mut out = format!("{}\n\n{to}\n", textwrap::fill(note, WIDTH));
    for group in &form.groups {
        let is_asked = |field: &&Field| field.group == group.id && field.kind != Kind::File;
        let fields: Vec<&Field> = form.fields.iter().filter(is_asked).collect();
        if !fields.is_empty() {
            line(&mut out, &format!("\n== {} ==", group.label.get(code)));
            fields.into_iter().for_each(|field| question(&mut out, form, field, code));
        }
    }
    out
}

fn question(out: &mut String, form: &Definition, field: &Field, code: &str) {
    let label = field.label.get(code);
    if field.kind == Kind::Checkbox {
        return line(out, &format!("\n[ ] {label}"));
    }
    let is_optional = !field.required && field.required_when.is_none();
    let optional = form.say(Message::Optional, code);
    let mark = if is_optional { format!(" ({optional})") } else { String::new() };
    out.push('\n');
    line(out, &format!("{label}{mark}"));
    if let Some(help) = &field.help {
        line(out, help.get(code));
    }
    for choice in &field.options {
        line(out, &format!("[ ] {}", choice.label.get(code)));
    }
    if field.options.is_empty() {
        out.push_str("> \n");
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", textwrap::fill(text, WIDTH)).expect("a String takes every write");
}
