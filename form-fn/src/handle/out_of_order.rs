//! Posts to a form that cannot be read (503), or to an address where there is none (404): every word
//! comes back, to be sent again from the same page once the form is mended, or by another form.

use super::refused::{Fault, Refused};
use super::{Event, Handled, Handler, Pages, accepts_json, answer, page_language};
use crate::form::Definition;
use crate::intake::{Encoding, read, unread};
use crate::outbox::Outbox;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use std::sync::Arc;

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// Answers for a form that cannot be read, in the words of its stand-in.
    pub(super) async fn out_of_order(
        &self,
        request: Request<Bytes>,
        form: &str,
        stand_in: Arc<Definition>,
    ) -> Handled {
        let fault = Fault::Failed("the form cannot be read".to_owned());
        self.give_back(request, form, stand_in, fault).await
    }

    /// Answers at an address where there is no form, with one that there is.
    pub(super) async fn gone(&self, request: Request<Bytes>) -> Handled {
        match self.pages.speaker() {
            Some(speaker) => {
                let form = speaker.id.clone();
                self.give_back(request, &form, speaker, Fault::Gone).await
            }
            None => answer::plain(http::StatusCode::NOT_FOUND, "not found\n").into(),
        }
    }

    async fn give_back(
        &self,
        request: Request<Bytes>,
        form: &str,
        definition: Arc<Definition>,
        fault: Fault,
    ) -> Handled {
        let method = request.method();
        if ![Method::GET, Method::HEAD, Method::POST].contains(method) {
            return answer::not_allowed("GET, HEAD, POST").into();
        }
        let event = Event { number: None, outcome: fault.outcome(), key: None };
        let event = (method == Method::POST).then_some(event);
        let (pages, form) = (self.pages.clone(), form.to_owned());
        let work = move || {
            let submission = match encoding(request.headers()) {
                Some(encoding) => read(&definition, &encoding, request.body()).0,
                None => unread(request.body()),
            };
            let fallback = page_language(&definition, &request);
            let lang = submission.language(&definition).unwrap_or(fallback).to_owned();
            let refused = Refused::new(fault, &lang, submission, Vec::new());
            refused.draw(&*pages, &definition, &form, accepts_json(request.headers()))
        };
        let response = self.aside.run(work).await;
        Handled { response, event, acknowledgement: None }
    }
}

/// How a post is encoded, if it is one of a form.
pub(super) fn encoding(headers: &HeaderMap) -> Option<Encoding> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    Encoding::of(kind.unwrap_or(""))
}
