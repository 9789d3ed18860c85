//! Posts to a form that is there but cannot be read: 503, and every word comes back, to be sent again
//! from the same page once the form is mended.

use super::refused::{Fault, Refused};
use super::{Event, Handled, Handler, Pages, accepts_json, answer, page_language};
use crate::form::Definition;
use crate::intake::{Encoding, read};
use crate::outbox::Outbox;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use std::sync::Arc;

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// Answers in the words of the form's stand-in.
    pub(super) async fn out_of_order(
        &self,
        request: Request<Bytes>,
        form: &str,
        stand_in: Arc<Definition>,
    ) -> Handled {
        let method = request.method();
        if ![Method::GET, Method::HEAD, Method::POST].contains(method) {
            return answer::not_allowed("GET, HEAD, POST").into();
        }
        let fault = Fault::Failed("the form cannot be read".to_owned());
        let event = Event { number: None, outcome: fault.outcome(), key: None };
        let event = (method == Method::POST).then_some(event);
        let (pages, form) = (self.pages.clone(), form.to_owned());
        let work = move || {
            let posted = encoding(request.headers());
            let read = posted.map(|encoding| read(&stand_in, &encoding, request.body()).0);
            let submission = read.unwrap_or_default();
            let fallback = page_language(&stand_in, &request);
            let lang = submission.language(&stand_in).unwrap_or(fallback).to_owned();
            let refused = Refused::new(fault, &lang, submission, Vec::new());
            refused.draw(&*pages, &stand_in, &form, accepts_json(request.headers()))
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
