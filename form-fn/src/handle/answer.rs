//! Answers: the site's own page with the form in it, JSON for programs, and the headers of both.

use super::refused::{Fault, Refused};
use super::shown::{Shown, shown};
use super::{Pages, Surroundings};
use crate::form::{Definition, Message};
use crate::html::{FormView, form, swap_region};
use crate::intake::SEAM;
use crate::report::Number;
use crate::validate::FieldError;
use bytes::Bytes;
use certsite_text::escape;
use http::{HeaderMap, Response, StatusCode, header};
use serde_json::json;

/// Who reads an answer, and so in what form it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Somebody with a browser, who is answered by a page.
    Person,
    /// A program, which is answered in JSON.
    Program,
}

impl Audience {
    /// A program says that it accepts `application/json` (RFC 9110 §12.5.1); no browser does.
    pub fn of(headers: &HeaderMap) -> Audience {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let mut ranges = accept.unwrap_or("").split(',');
        let is_json =
            |range: &str| range.split(';').next().unwrap_or("").trim() == "application/json";
        if ranges.any(is_json) { Audience::Program } else { Audience::Person }
    }
}

/// Answers for one form in one language.
pub struct Answerer<'a, P> {
    pub pages: &'a P,
    pub definition: &'a Definition,
    pub lang: &'a str,
}

/// The page of a post that is not taken, or what a program is told.
pub fn refused(
    pages: &impl Pages,
    definition: &Definition,
    form: &str,
    refused: &Refused,
    audience: Audience,
) -> Response<Bytes> {
    Answerer { pages, definition, lang: &refused.lang }.refused(form, refused, audience)
}

/// 303 to the receipt, so that a reload sends nothing again; 201 to a program.
pub fn accepted(number: &Number, receipt: &str, audience: Audience) -> Response<Bytes> {
    if audience == Audience::Program {
        let body = json!({ "number": number.as_str(), "receipt": receipt }).to_string();
        return respond(StatusCode::CREATED, "application/json", body);
    }
    let mut response = plain(StatusCode::SEE_OTHER, "");
    // It is made of letters, digits and the marks of an address.
    if let Ok(location) = receipt.parse() {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

impl<P: Pages> Answerer<'_, P> {
    /// Where the form is posted to.
    fn action(&self, form_id: &str) -> String {
        format!("{}/forms/{form_id}", self.pages.base_path())
    }

    /// The page with a fresh form.
    pub fn to_form(&self, form_id: &str) -> Response<Bytes> {
        let action = self.action(form_id);
        self.page(form_id, StatusCode::OK, FormView::fresh(self.lang, &action))
    }

    /// The form's page with a sentence in the form's place.
    pub fn instead_of_form(
        &self,
        form_id: &str,
        status: StatusCode,
        message: Message,
    ) -> Response<Bytes> {
        let around = self.pages.form_page(form_id, self.lang);
        let text = escape(self.definition.say(message, self.lang));
        html(status, self.put_into(around.as_ref(), &format!("<p>{text}</p>\n")))
    }

    /// The form's page with every word kept and each mistake at its field.
    fn refused(&self, form_id: &str, refused: &Refused, audience: Audience) -> Response<Bytes> {
        let mut response = match audience {
            Audience::Program => self.refused_to_program(refused),
            Audience::Person => self.refused_to_person(form_id, refused),
        };
        if let Fault::Method(allow) = refused.fault {
            allow_only(&mut response, allow);
        }
        if let Some(seconds) = refused.fault.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn refused_to_program(&self, refused: &Refused) -> Response<Bytes> {
        let error = |error: &FieldError| json!({ "field": error.field, "code": error.problem.key(), "message": error.text });
        let errors: Vec<_> = refused.errors.iter().map(error).collect();
        let message = refused.fault.message(self.definition, self.lang);
        let body = json!({ "message": message, "errors": errors }).to_string();
        respond(refused.fault.status(), "application/json", body)
    }

    fn refused_to_person(&self, form_id: &str, refused: &Refused) -> Response<Bytes> {
        let Shown { values, unexpected, mut cut } =
            shown(self.definition, self.lang, &refused.submission);
        // A form to which nothing was posted that could be read is a fresh one.
        let is_read = refused.submission.values.keys().any(|name| !name.is_empty());
        let posted = is_read.then_some(&values);
        // How long the whole is, only its size tells.
        cut.retain(|cut| !refused.submission.first(&cut.field).contains(SEAM));
        let mut messages: Vec<String> =
            refused.fault.message(self.definition, self.lang).into_iter().collect();
        let mut say = |message| messages.push(self.definition.say(message, self.lang).to_owned());
        let is_cut = matches!(refused.fault, Fault::TooLarge(_) | Fault::Unreadable);
        let is_lost = matches!(refused.fault, Fault::Gone | Fault::WrongType)
            && !refused.submission.values.is_empty();
        if is_cut || is_lost || !cut.is_empty() {
            say(Message::Back);
        } else if !refused.submission.files.is_empty() {
            say(Message::FilesAgain);
        }
        if matches!(refused.fault, Fault::Failed(_) | Fault::Gone) {
            let ways = self.pages.contact().join(" · ");
            messages.extend((!ways.is_empty()).then_some(ways));
            messages.extend(self.pages.reason(form_id));
        }
        let action = self.action(form_id);
        let view = FormView {
            values: posted,
            unexpected: &unexpected,
            token: refused.token(),
            errors: &together(&refused.errors, cut),
            messages: &messages,
            is_check: refused.fault == Fault::Check,
            ..FormView::fresh(self.lang, &action)
        };
        self.page(form_id, refused.fault.status(), view)
    }

    fn page(&self, form_id: &str, status: StatusCode, view: FormView<'_>) -> Response<Bytes> {
        let around = self.pages.form_page(form_id, self.lang);
        let view = FormView {
            notice: around.as_ref().and_then(|around| around.notice.as_deref()),
            privacy_url: around.as_ref().and_then(|around| around.privacy_url.as_deref()),
            ..view
        };
        let page = self.put_into(around.as_ref(), &form(self.definition, &view));
        html(status, if status == StatusCode::OK { page } else { self.with_title(page) })
    }

    /// The site's own page with something in the form's place; without such a page, one that has
    /// nothing else.
    fn put_into(&self, around: Option<&Surroundings>, drawn: &str) -> String {
        let page = around.and_then(|around| swap_region(&around.page, drawn));
        page.unwrap_or_else(|| {
            let (lang, title) =
                (self.lang, escape(self.definition.say(Message::Submit, self.lang)));
            format!(
                "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<meta \
                 name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
                 <main>\n{drawn}</main>\n</html>\n"
            )
        })
    }

    /// `<title>` says first that something is wrong: it is what a screen reader reads first.
    fn with_title(&self, page: String) -> String {
        let word = escape(self.definition.say(Message::Error, self.lang));
        page.replacen("<title>", &format!("<title>{word}: "), 1)
    }
}

/// The mistakes, one a field: what else is told of it stands in the same sentence.
fn together(errors: &[FieldError], cut: Vec<FieldError>) -> Vec<FieldError> {
    let mut all: Vec<FieldError> = Vec::with_capacity(errors.len());
    for error in errors.iter().cloned().chain(cut) {
        match all.iter_mut().find(|known| known.field == error.field) {
            Some(known) => known.text = format!("{} {}", known.text, error.text),
            None => all.push(error),
        }
    }
    all
}

/// An answer that is a page.
pub fn html(status: StatusCode, page: String) -> Response<Bytes> {
    respond(status, "text/html; charset=utf-8", page)
}

/// An answer that is a line of text, with its line feed.
pub fn plain(status: StatusCode, text: &str) -> Response<Bytes> {
    respond(status, "text/plain; charset=utf-8", text.to_owned())
}

/// The same for a program: a refusal in a line of text becomes one like all others.
pub fn json_refusal(response: Response<Bytes>) -> Response<Bytes> {
    let status = response.status();
    let is_text = |kind: &http::HeaderValue| kind.as_bytes().starts_with(b"text/plain");
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || !response.headers().get(header::CONTENT_TYPE).is_some_and(is_text) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let message = String::from_utf8_lossy(&body);
    let body = json!({ "message": message.trim_end(), "errors": [] }).to_string();
    parts.headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    Response::from_parts(parts, body.into())
}

/// The answer to a method that is not taken (405, RFC 9110 §15.5.6), with those that are.
pub fn not_allowed(allow: &'static str) -> Response<Bytes> {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n");
    allow_only(&mut response, allow);
    response
}

fn allow_only(response: &mut Response<Bytes>, methods: &'static str) {
    response.headers_mut().insert(header::ALLOW, http::HeaderValue::from_static(methods));
}

/// Nothing that an answer holds may be stored, framed, guessed at or told to another site.
/// The referrer policy is not `no-referrer`: with it a browser posts the refused page's form again
/// with `Origin: null`.
const HEADERS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("content-security-policy", certsite_hosting::POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
];

fn respond(status: StatusCode, kind: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    response
}
