//! The compiled function for AWS Lambda: events of every service in front of it, and of those that
//! tell it to send.

mod acknowledge;
mod gateway;
mod judge;
mod requests;
mod sender;
mod template;

use crate::aws::Cloud;
use crate::place::Place;
use crate::world::{encode, full_post, incident};
use certsite_tests::lambda::{Ended, Lambda};
use gateway::{Gateway, Request, Response};
use std::collections::BTreeMap;
use std::path::Path;

pub const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// Keys and environment of a function; its bucket and recipient are its own.
struct Ground {
    place: Place,
    name: String,
    cloud: &'static Cloud,
}

impl Ground {
    fn new(name: &str) -> Ground {
        let (name, cloud) = (format!("lambda-{name}"), Cloud::get());
        cloud.bucket(&name);
        Ground { place: Place::new(), name, cloud }
    }

    fn to(&self) -> String {
        format!("{}@cert.example", self.name)
    }

    fn variables(&self) -> BTreeMap<&'static str, String> {
        let mut variables = self.place.variables();
        variables.retain(|name, _| !["FORM_LISTEN", "FORM_SMTP_CA"].contains(name));
        variables.extend(self.cloud.variables());
        variables.extend([
            ("FORM_OUTBOX", format!("s3://{}/team", self.name)),
            ("FORM_MAILER", "ses:".to_owned()),
            ("FORM_TO", self.to()),
        ]);
        variables
    }

    /// The objects of the bucket whose names end so.
    fn objects(&self, end: &str) -> Vec<(String, Vec<u8>)> {
        let mut objects = self.cloud.objects(&self.name);
        objects.retain(|(name, _)| name.ends_with(end));
        objects
    }

    /// The mails that SES was given.
    fn sent(&self) -> Vec<Vec<u8>> {
        self.cloud.mails(&self.to())
    }

    fn start(&self) -> Lambda {
        self.start_with(&[])
    }

    fn start_with(&self, changes: &[(&'static str, &str)]) -> Lambda {
        let mut variables = self.variables();
        variables.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        variables.retain(|_, value| !value.is_empty());
        Lambda::start(Path::new(env!("CARGO_BIN_EXE_form-fn-lambda")), variables)
    }

    /// A post of the form, the n-th.
    fn post(&self, n: usize) -> Request {
        Request::post(URL_ENCODED, self.place.body.replace("REF-2026", &format!("REF-{n}")))
    }
}

/// Sends a request through a gateway.
#[track_caller]
fn ask(lambda: &mut Lambda, gateway: Gateway, request: &Request) -> Response {
    let ended: Ended = lambda.invoke(&request.event(gateway));
    Response::read(gateway, ended)
}

/// The number in the address of a receipt.
#[track_caller]
fn number(response: &Response) -> String {
    assert_eq!(response.status, 303, "{}", response.body);
    let location = response.header("location");
    let rest = location.strip_prefix("/forms/incident/receipt/").expect("the receipt's address");
    rest.split_once('?').expect("a language").0.to_owned()
}

/// The request of the receipt that an answer leads to.
fn receipt(response: &Response) -> Request {
    let (path, query) = response.header("location").split_once('?').expect("a query");
    Request::get(path, query)
}

/// The language of that receipt.
fn lang_of(response: &Response) -> &str {
    let (_, rest) = response.header("location").split_once("lang=").expect("a language");
    &rest[..2]
}

/// The form's fields, answered in this language.
fn pairs(lang: &str) -> Vec<(String, String)> {
    full_post(&incident(true).1, lang)
}

/// The same, as a browser encodes them.
fn body(lang: &str) -> String {
    encode(&pairs(lang))
}
