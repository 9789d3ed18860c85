//! The page after an accepted report. Its address carries a seal, keyed with the outbox's secret:
//! whoever makes up a number has none, and nobody has to remember who asked.

use super::answer::{self, Answerer};
use super::{Handler, Pages, page_language, query};
use crate::form::Message;
use crate::outbox::{Outbox, Secret};
use crate::report::{Number, received};
use crate::tag::tag;
use bytes::Bytes;
use certsite_text::{RECEIPT_NUMBER, RECEIPT_TIME};
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The address of a receipt on its host, below the path of the site: path and query. It carries when
/// the report was received, if that is known: of one that came again, only the day in its number is.
pub fn address(
    secret: &Secret,
    form: &str,
    number: &Number,
    lang: &str,
    received: Option<Timestamp>,
) -> String {
    let at = received.map_or_else(String::new, |at| at.as_second().to_string());
    let seal = seal(secret, form, number, &at);
    let at = if at.is_empty() { at } else { format!("&at={at}") };
    format!("/forms/{form}/receipt/{number}?lang={lang}{at}&seal={seal}")
}

fn seal(secret: &Secret, form: &str, number: &Number, at: &str) -> String {
    let known = [b"receipt", form.as_bytes(), number.as_str().as_bytes(), at.as_bytes()];
    // Addresses that were given out before they carried a time have the seal of the rest.
    tag(secret, if at.is_empty() { &known[..3] } else { &known })
}

/// What the receipt says of when its report came, by the clock of the team.
fn time(number: &Number, at: &str, zone: &TimeZone) -> String {
    match at.parse().ok().and_then(|second| Timestamp::from_second(second).ok()) {
        Some(at) => received(at, zone),
        None => number.day().map_or_else(String::new, |day| day.to_string()),
    }
}

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// The receipt, if the address is one that was given out, even if its form is gone by now; for
    /// any other, a page that says what it cannot tell.
    pub(super) async fn receipt(
        &self,
        request: &Request<Bytes>,
        form: &str,
        number: &str,
    ) -> Response<Bytes> {
        let known = self.pages.definition(form);
        let number = Number::parse(number).filter(|number| match &known {
            Some(form) => number.is_of(&form.number_prefix),
            // What numbers a form gave out that cannot be read, nobody knows: only the seal counts.
            None => true,
        });
        let own = known.or_else(|| self.pages.stand_in(form));
        let is_there = own.is_some() && number.is_some();
        let Some(definition) = own.or_else(|| self.pages.speaker()) else {
            return answer::plain(StatusCode::NOT_FOUND, "not found\n");
        };
        let lang = page_language(&definition, request);
        let answerer = Answerer { pages: &*self.pages, definition: &definition, lang };
        let secret = self.outbox.secret().await.ok();
        let posted = query(request, "seal").next().unwrap_or("");
        let at = query(request, "at").next().unwrap_or("");
        // Comparing keyed hashes of both takes the same time wherever they differ.
        let is_ours = |number: &Number| {
            secret.is_some_and(|secret| {
                let expected = seal(&secret, form, number, at);
                tag(&secret, &[posted.as_bytes()]) == tag(&secret, &[expected.as_bytes()])
            })
        };
        let Some(number) = number.filter(is_ours) else {
            let status = if is_there { StatusCode::OK } else { StatusCode::NOT_FOUND };
            // A form that is gone has no page any more.
            let page = if is_there { form } else { &definition.id };
            return answerer.instead_of_form(page, status, Message::ReceiptUnknown);
        };
        match self.pages.receipt_page(lang) {
            Some(page) => {
                let time = time(&number, at, &self.pages.time_zone());
                let page = page.replace(RECEIPT_NUMBER, number.as_str());
                answer::html(StatusCode::OK, page.replace(RECEIPT_TIME, &time))
            }
            None => answer::plain(
                StatusCode::OK,
                &definition.say_with(Message::Accepted, lang, &[("number", number.as_str())]),
            ),
        }
    }
}
