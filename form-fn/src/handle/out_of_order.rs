//! Posts to a form that cannot be read (503), to an address where there is none (404), or to one
//! that takes no posts (405): every word comes back, to be sent again from the same page once the
//! form is mended, or by another form.

use super::answer::Audience;
use super::refused::{Fault, Refused};
use super::{Handled, Handler, LogEntry, Pages, answer, is_question, page_language};
use crate::form::Definition;
use crate::intake::{Encoding, read, unread};
use crate::outbox::Outbox;
use bytes::Bytes;
use http::{Request, header};

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// Answers for a form that cannot be read, in the words of its stand-in.
    pub(super) fn out_of_order(
        &self,
        request: &Request<Bytes>,
        form: &str,
        stand_in: &Definition,
    ) -> Handled {
        let fault = Fault::Failed("the form cannot be read".to_owned());
        self.give_back(request, form, stand_in, fault)
    }

    /// Answers at an address where there is no form, with one that there is.
    pub(super) fn gone(&self, request: &Request<Bytes>) -> Handled {
        match self.pages.speaker() {
            Some(speaker) => self.give_back(request, &speaker.id, &speaker, Fault::Gone),
            None => answer::plain(http::StatusCode::NOT_FOUND, "not found\n").into(),
        }
    }

    /// Answers at an address of a form, or by a method, that takes no report.
    pub(super) fn misplaced(
        &self,
        request: &Request<Bytes>,
        form: &str,
        methods: &'static str,
    ) -> Handled {
        match self.pages.definition(form).or_else(|| self.pages.stand_in(form)) {
            Some(definition) => self.give_back(request, form, &definition, Fault::Method(methods)),
            None => self.gone(request),
        }
    }

    fn give_back(
        &self,
        request: &Request<Bytes>,
        form: &str,
        definition: &Definition,
        fault: Fault,
    ) -> Handled {
        let event = LogEntry { number: None, outcome: fault.outcome(), key: None };
        let event = (!is_question(request.method())).then_some(event);
        let submission = match encoding(definition, request) {
            Some(encoding) => read(definition, &encoding, request.body()).0,
            None => unread(definition, request.body()),
        };
        let fallback = page_language(definition, request);
        let lang = submission.language(definition).unwrap_or(fallback).to_owned();
        let post = Refused::new(fault, &lang, submission, Vec::new());
        let audience = Audience::of(request.headers());
        let response = answer::refused(&*self.pages, definition, form, &post, audience);
        Handled { response, event, acknowledgement: None }
    }
}

/// How a post is encoded, if it is one of a form: as it says, or if it does not say, as it plainly is.
pub(super) fn encoding(definition: &Definition, request: &Request<Bytes>) -> Option<Encoding> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    match kind.filter(|kind| !kind.as_bytes().trim_ascii().is_empty()) {
        Some(kind) => Encoding::of(kind.to_str().unwrap_or("")),
        None => Encoding::guess(definition, request.body()),
    }
}
