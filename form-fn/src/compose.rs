//! Report → [`Letter`]: what staff read, in their own language, with the report as data
//! beside it.
//!
//! Nothing that a reporter typed stands at the beginning of a line, and what other tools
//! would read as a command or a mark is written so that they do not.

mod data;
mod defuse;
mod evidence;
mod text;

use crate::form::{Definition, Iodef};
use crate::iodef::iodef;
use crate::report::{Number, Report};
use certsite_text::{Mailbox, bare_address};
use data::data;
use evidence::safe_name;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use text::{text, word};

/// A letter to the team about a report, not yet sealed.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The number of the report, by which its reporter and the team speak of it.
    pub number: Number,
    /// Stands for the post's content in the Message-ID, so that a second post under the
    /// same token can be told from a repeated one. Keyed: it says nothing by itself.
    pub digest: String,
    /// Its date: the moment at which the report came.
    pub date: Timestamp,
    /// The sender, as a header has it: a bare address, or a name with the address in angle
    /// brackets.
    pub from: String,
    /// The bare addresses that it goes to.
    pub to: Vec<String>,
    /// It says of itself that a program wrote it (RFC 3834).
    pub auto_submitted: bool,
    /// Subject inside the seal; made of the form's own words only.
    pub subject: String,
    /// The reporter's address, inside the seal only; `None` if no answer is wanted, or no header
    /// can hold it.
    pub reply_to: Option<String>,
    /// The text that the staff reads.
    pub text: String,
    /// The files beside the text: the report as data, and what the reporter attached.
    pub attachments: Vec<Attachment>,
}

/// A file that stands beside the text of a letter.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The name that it is given here; never one that a reporter chose.
    pub name: String,
    /// Its media type (RFC 6838), without parameters.
    pub media_type: &'static str,
    /// Its contents, not yet encoded for mail.
    pub bytes: Vec<u8>,
}

/// Who writes to whom, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Recipients<'a> {
    /// The sender, as a header has it.
    pub from: &'a str,
    /// The bare addresses that letters go to.
    pub to: &'a [String],
    /// The language of the staff, which the form has.
    pub lang: &'a str,
    /// The questions to ask about the class that the answers suggest; none if nothing is suggested,
    /// or the site has no such checklist.
    pub checklist: Option<&'a str>,
    /// The time zone of the team, in which times are stated beside UTC.
    pub zone: &'a TimeZone,
    /// Whether letters say of themselves that a program wrote them.
    pub auto_submitted: bool,
}

/// Writes the letter about a report to the team, in the language of its staff.
pub fn compose(
    definition: &Definition,
    report: &Report,
    recipients: &Recipients<'_>,
    digest: &str,
) -> Letter {
    let label = report.iodef(definition, Iodef::Restriction).unwrap_or("TLP:AMBER");
    let kind = report
        .rsit(definition)
        .map(|rsit| format!(", {}/{}", rsit.class, rsit.kind))
        .unwrap_or_default();
    let priority = definition.say(word(report.priority(definition).0), recipients.lang);
    let json = serde_json::to_vec_pretty(&data(definition, report))
        .expect("a JSON value is always written");
    let attach =
        |name: &str, media_type, bytes| Attachment { name: name.into(), media_type, bytes };
    let mut attachments = vec![
        attach("report.json", "application/json", json),
        attach("report.iodef.xml", "application/xml", iodef(definition, report, recipients.from)),
    ];
    let evidence = report.files.iter().enumerate().map(|(n, file)| {
        let name = safe_name(n + 1, &file.name);
        attach(&name, "application/octet-stream", file.bytes.to_vec())
    });
    attachments.extend(evidence);
    Letter {
        number: report.number.clone(),
        digest: digest.to_owned(),
        date: report.received,
        from: recipients.from.to_owned(),
        to: recipients.to.to_vec(),
        auto_submitted: recipients.auto_submitted,
        subject: format!("[{label}] {} {priority}{kind}", report.number),
        reply_to: reply_to(definition, report),
        text: text(definition, report, recipients, label),
        attachments,
    }
}

/// The domain of an address, with or without a name before it, which names the team to other
/// programs.
pub fn domain(address: &str) -> &str {
    Mailbox::split(bare_address(address)).map_or("localhost", |mailbox| mailbox.domain)
}

/// The reporter's address, where an answer is wanted and a header can hold it.
pub fn reply_to(definition: &Definition, report: &Report) -> Option<String> {
    let field = definition.fields.iter().find(|field| field.iodef == Some(Iodef::EmailTo))?;
    let wanted = field
        .required_when
        .as_ref()
        .is_none_or(|when| report.values(&when.field).contains(&when.equals));
    let address = report.values(&field.id).first()?;
    (wanted && address.is_ascii()).then(|| address.clone())
}
