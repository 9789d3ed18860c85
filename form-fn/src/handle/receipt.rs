//! The page after an accepted report. Its address carries a seal, keyed with the outbox's secret:
//! whoever makes up a number has none, and nobody has to remember who asked.

use super::answer::{self, Answerer};
use super::{Handler, Pages, RECEIPT_NUMBER, page_language, query};
use crate::form::{Definition, Message};
use crate::guard::tag;
use crate::html::escape;
use crate::outbox::{Outbox, Secret};
use crate::report::Number;
use bytes::Bytes;
use http::{Request, Response, StatusCode};

/// The address of a receipt.
pub fn address(secret: &Secret, form: &str, number: &Number, lang: &str) -> String {
    format!("/forms/{form}/receipt/{number}?lang={lang}&seal={}", seal(secret, form, number))
}

fn seal(secret: &Secret, form: &str, number: &Number) -> String {
    tag(secret, &[b"receipt", form.as_bytes(), number.as_str().as_bytes()])
}

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// The receipt, if the address is one that was given out; for any other of a number that could
    /// be one of this form's, a page that says what it cannot tell.
    pub(super) async fn receipt(
        &self,
        request: &Request<Bytes>,
        form: &str,
        number: &str,
    ) -> Response<Bytes> {
        // What numbers a form gives out that cannot be read, nobody knows: only the seal counts.
        let is_of = |form: &Definition, number: &Number| number.is_of(&form.number_prefix);
        let found = Number::parse(number).and_then(|number| match self.pages.definition(form) {
            Some(form) => is_of(&form, &number).then_some((form, number)),
            None => self.pages.stand_in(form).zip(Some(number)),
        });
        let Some((definition, number)) = found else {
            return answer::plain(StatusCode::NOT_FOUND, "not found\n");
        };
        let lang = page_language(&definition, request);
        let secret = self.outbox.secret().await.ok();
        let posted = query(request, "seal").next().unwrap_or("");
        // Comparing keyed hashes of both takes the same time wherever they differ.
        let is_ours = secret.is_some_and(|secret| {
            let expected = seal(&secret, form, &number);
            tag(&secret, &[posted.as_bytes()]) == tag(&secret, &[expected.as_bytes()])
        });
        if !is_ours {
            let text = escape(definition.say(Message::ReceiptUnknown, lang));
            let answerer = Answerer { pages: &*self.pages, definition: &definition, lang };
            return answerer.instead_of_form(form, &format!("<p>{text}</p>\n"));
        }
        match self.pages.receipt_page(lang) {
            Some(page) => {
                answer::html(StatusCode::OK, page.replace(RECEIPT_NUMBER, number.as_str()))
            }
            None => answer::plain(
                StatusCode::OK,
                &definition.say_with(Message::Accepted, lang, &[("number", number.as_str())]),
            ),
        }
    }
}
