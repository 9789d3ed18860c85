//! Answers: the site's own page with the form in it, JSON for programs, and the headers of both.

use super::{Pages, Refused};
use crate::form::{Definition, Message};
use crate::html::{FormView, form, swap_region};
use crate::report::Number;
use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde_json::json;

/// Why a post is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not one of the two encodings of forms.
    WrongType,
    /// Broken, or not UTF-8.
    Unreadable,
    /// More bytes than the form takes.
    TooLarge,
    /// Posted by another site's page.
    Foreign,
    /// Some answers are missing or wrong.
    Invalid,
    /// Too many posts; the seconds to wait.
    TooOften(u64),
    /// Its token was used for other words before.
    Changed,
    /// It could not be sealed or kept.
    Failed,
}

impl Fault {
    fn status(self) -> StatusCode {
        match self {
            Fault::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Fault::Unreadable => StatusCode::BAD_REQUEST,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Foreign => StatusCode::FORBIDDEN,
            Fault::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::Changed => StatusCode::CONFLICT,
            Fault::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn message(self) -> Option<Message> {
        Some(match self {
            Fault::WrongType => Message::WrongType,
            Fault::Unreadable => Message::Unreadable,
            Fault::TooLarge => Message::TooLarge,
            Fault::Foreign => Message::Foreign,
            Fault::TooOften(_) => Message::TooOften,
            Fault::Changed => Message::Changed,
            Fault::Failed => Message::Failed,
            // The error summary says it all.
            Fault::Invalid => return None,
        })
    }

    /// A few words for the log.
    pub fn outcome(self) -> &'static str {
        match self {
            Fault::WrongType => "refused: content type",
            Fault::Unreadable => "refused: unreadable",
            Fault::TooLarge => "refused: too large",
            Fault::Foreign => "refused: foreign origin",
            Fault::Invalid => "refused: not valid",
            Fault::TooOften(_) => "refused: too often",
            Fault::Changed => "refused: token used before",
            Fault::Failed => "FAILED",
        }
    }
}

/// Answers for one form in one language.
pub struct Answerer<'a, P> {
    pub pages: &'a P,
    pub definition: &'a Definition,
    pub lang: &'a str,
    pub wants_json: bool,
}

impl<P: Pages> Answerer<'_, P> {
    /// 303 to the receipt, so that a reload sends nothing again.
    pub fn accepted(&self, form: &str, number: &Number) -> Response<Bytes> {
        let receipt = format!("/forms/{form}/receipt/{number}?lang={}", self.lang);
        if self.wants_json {
            let body = json!({ "number": number.as_str(), "receipt": receipt }).to_string();
            return respond(StatusCode::CREATED, "application/json", body);
        }
        let mut response = plain(StatusCode::SEE_OTHER, "");
        // The form's id, the number and the language are made of letters, digits and hyphens.
        if let Ok(location) = receipt.parse() {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }

    /// The page with a fresh form.
    pub fn to_form(&self, form_id: &str) -> Response<Bytes> {
        self.page(form_id, StatusCode::OK, None, &[])
    }

    /// The form's page with every word kept and each mistake at its field.
    pub fn refused(&self, form_id: &str, refused: Refused) -> Response<Bytes> {
        let fault = refused.fault;
        let mut response = self.page_of(form_id, refused);
        let wait = match fault {
            Fault::TooOften(seconds) => seconds,
            Fault::Failed => 60,
            _ => return response,
        };
        response.headers_mut().insert(header::RETRY_AFTER, wait.into());
        response
    }

    fn page_of(&self, form_id: &str, refused: Refused) -> Response<Bytes> {
        let fault = refused.fault;
        let message =
            fault.message().map(|message| self.definition.say(message, self.lang).to_owned());
        if self.wants_json {
            let errors: Vec<_> = refused
                .errors
                .iter()
                .map(|error| json!({ "field": error.field, "code": error.problem.key(), "message": error.text }))
                .collect();
            let body = json!({ "message": message, "errors": errors }).to_string();
            return respond(fault.status(), "application/json", body);
        }
        let messages: Vec<String> = message.into_iter().collect();
        self.page(form_id, fault.status(), Some(&refused), &messages)
    }

    fn page(
        &self,
        form_id: &str,
        status: StatusCode,
        refused: Option<&Refused>,
        messages: &[String],
    ) -> Response<Bytes> {
        let Some(around) = self.pages.form_page(form_id, self.lang) else {
            return plain(status, messages.first().map_or("", String::as_str));
        };
        let action = format!("/forms/{form_id}");
        let view = FormView {
            lang: self.lang,
            action: &action,
            token: refused.map_or("", Refused::token),
            values: refused
                .and_then(|refused| refused.submission.as_ref())
                .map(|submission| &submission.values),
            errors: refused.map_or(&[], |refused| &refused.errors),
            messages,
            notice: around.notice.as_deref(),
            privacy_url: around.privacy_url.as_deref(),
        };
        let drawn = form(self.definition, &view);
        let page = swap_region(&around.page, &drawn).unwrap_or(drawn);
        let has_problem = refused.is_some();
        html(status, if has_problem { self.with_title(page) } else { page })
    }

    /// `<title>` says first that something is wrong: it is what a screen reader reads first.
    fn with_title(&self, page: String) -> String {
        let word = crate::html::escape(self.definition.say(Message::Error, self.lang));
        page.replacen("<title>", &format!("<title>{word}: "), 1)
    }
}

/// A page.
pub fn html(status: StatusCode, page: String) -> Response<Bytes> {
    respond(status, "text/html; charset=utf-8", page)
}

/// A line of text.
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

/// 405 (RFC 9110 §15.5.6).
pub fn not_allowed(allow: &'static str) -> Response<Bytes> {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n");
    response.headers_mut().insert(header::ALLOW, http::HeaderValue::from_static(allow));
    response
}

/// Nothing that an answer holds may be stored, framed, guessed at or told to another site.
/// The referrer policy is not `no-referrer`: with it a browser posts the refused page's form again
/// with `Origin: null`.
const HEADERS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
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
