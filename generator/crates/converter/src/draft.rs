//! A notice → the page of a draft: front matter, and the text as paragraphs.

use super::fitting::{fits, make_literal, put, put_list};
use super::front;
use super::notice::Notice;
use super::plain::{first_sentence, line, markdown, one_line, title};
use certsite_site::parse::advisory::{HttpsUrl, Severity};
use serde_yaml::{Mapping, Value};

/// The draft of an advisory, made of a document of another issuer.
#[derive(Debug)]
pub struct Draft {
    title: String,
    description: String,
    language: Option<String>,
    source: String,
    block: Mapping,
    text: String,
    left: Vec<String>,
}

/// What only the site knows of a draft.
pub struct Numbered<'a> {
    /// Its number.
    pub id: &'a str,
    /// The day on which it is begun, `YYYY-MM-DD`.
    pub day: &'a str,
    /// The language of the site in which the document is written; none if the site has none such.
    pub original: Option<&'a str>,
    /// The language of the page.
    pub language: &'a str,
}

impl Draft {
    pub(super) fn of(mut notice: Notice) -> Draft {
        let mut block = Mapping::new();
        let mut names: Vec<String> = vec![notice.id.clone()];
        names.extend(notice.aliases.iter().cloned());
        let names = names.iter().map(|name| line(name)).filter(|name| !name.is_empty());
        put_list(&mut block, "aliases", names.map(Value::from).collect());
        let lists = front::lists(&mut notice);
        let has_score = notice.vulnerabilities.iter().any(|found| !found.vectors.is_empty());
        match notice.severity.as_deref().map(str::to_ascii_lowercase) {
            Some(word) if !has_score && fits::<Severity>(&word) => {
                put(&mut block, "severity", Some(word));
            }
            Some(word) => notice.left.add(format!("the severity “{word}” of its issuer")),
            None => {}
        }
        block.extend(lists);
        block.values_mut().for_each(make_literal);
        let title = notice.title.clone().unwrap_or_else(|| notice.id.clone());
        let summary = notice.summary.clone().unwrap_or_default();
        let issuer = notice.issuer.as_deref().map(line);
        let version = notice.day.as_deref().and_then(front::moment);
        let mut source = format!("{} {}", notice.format, line(&notice.id));
        issuer.iter().for_each(|issuer| source.push_str(&format!(" of {issuer}")));
        version.iter().for_each(|version| source.push_str(&format!(", {version}")));
        let language = notice.language.clone();
        if language.is_none() {
            notice.left.add("the language of the texts: the document does not state it");
        }
        let mut left: Vec<String> = notice.left.told().collect();
        let is_source = |link: &&super::notice::Link| fits::<HttpsUrl>(&link.url);
        if notice.references.iter().find(is_source).is_none() {
            left.push("an address of the document, for “references”: it names none".to_owned());
        }
        Draft {
            title,
            description: first_sentence(&summary),
            language,
            source,
            block,
            text: body(&notice, &summary),
            left,
        }
    }

    /// The title, in the language of the document.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The language of the texts, as a tag of BCP 47; none if the document does not state it.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Which document it was made of: format, number, issuer, day of the version.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What has no place in an advisory, or could not be understood; a sentence each.
    pub fn left(&self) -> &[String] {
        &self.left
    }

    /// The page of a language. The texts are those of the document: who edits the page translates them.
    pub fn page(&self, numbered: &Numbered) -> String {
        let mut block = Mapping::new();
        put(&mut block, "id", Some(numbered.id));
        put(&mut block, "status", Some("draft"));
        put(&mut block, "tlp", Some("TLP:CLEAR"));
        put(&mut block, "original", numbered.original);
        let mut revision = Mapping::new();
        put(&mut revision, "number", Some(1));
        put(&mut revision, "date", Some(numbered.day));
        put(&mut revision, "summary", Some(""));
        put_list(&mut block, "revisions", vec![revision.into()]);
        block.extend(self.block.clone());
        let mut front = Mapping::new();
        put(&mut front, "title", Some(title(&self.title)));
        put(&mut front, "description", Some(title(&self.description)));
        put(&mut front, "date", Some(numbered.day));
        put(&mut front, "advisory", Some(block));
        put(&mut front, "draft", Some(true));
        // A mapping of texts, numbers and lists can always be written.
        let front = serde_yaml::to_string(&front).unwrap_or_default();
        format!("---\n{front}---\n{}\n{}\n", self.note(numbered), self.text)
    }

    /// What the editor has to know, as a comment that no build publishes.
    fn note(&self, numbered: &Numbered) -> String {
        let mut note = format!("Made of {}. Check everything against it.", self.source);
        let own = self.language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag));
        if own != Some(numbered.language) {
            let which =
                own.map_or("another language, perhaps".to_owned(), |own| format!("“{own}”"));
            note.push_str(&format!("\nThe texts are in {which}: translate them."));
        }
        if !self.left.is_empty() {
            note.push_str("\nNot carried over:");
            self.left.iter().for_each(|left| note.push_str(&format!("\n- {left}")));
        }
        // Two hyphens could end the comment.
        format!("<!--\n{}\n-->\n", note.replace("--", "- -"))
    }
}

/// The texts as paragraphs, each under its heading.
fn body(notice: &Notice, summary: &str) -> String {
    let mut body = markdown(summary);
    for section in &notice.sections {
        let text = markdown(&section.text);
        if text.is_empty() || section.text == summary {
            continue;
        }
        if let Some(title) = &section.title {
            body.push_str(&format!("\n\n## {}", markdown(&one_line(title))));
        }
        body.push_str(&format!("\n\n{text}"));
    }
    body.trim().to_owned()
}
