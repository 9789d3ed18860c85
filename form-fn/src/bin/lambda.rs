//! `form-fn-lambda`: environment → the function on AWS Lambda. No option, no file of its own;
//! `form_fn::config` lists the variables.

#![allow(clippy::disallowed_methods, reason = "a shell reads the environment")]

use form_fn::config::{Config, Mistake};
use form_fn::lambda::Function;
use form_fn::mailer::Delivery;
use form_fn::setup::prepare;
use lambda_http::{Error, service_fn};
use std::collections::BTreeMap;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    form_fn::failpoint::arm();
    // The usual message of a panic may quote what a reporter typed.
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("?", 0), |place| (place.file(), place.line()));
        // `lambda_http` panics at what no gateway sends, such as broken base64. The invocation
        // fails, and nobody has to be woken for it.
        let is_event = file.contains("/lambda_http-") || file.contains("/aws_lambda_events-");
        let what = if is_event { "an unreadable event" } else { "ALARM: a mistake in the program" };
        let file = file.rsplit('/').next().unwrap_or(file);
        log(&format!("{what} ({file}:{line})"));
    }));
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    let variables: BTreeMap<String, String> =
        std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect();
    let (variables, warnings) =
        form_fn::setup::variables(variables, None).map_err(|mistakes| refuse(&mistakes))?;
    let config = Config::read(&variables).map_err(|mistakes| refuse(&mistakes))?;
    let parts = prepare(&config, None).await.map_err(|mistakes| refuse(&mistakes))?;
    warnings.iter().chain(&parts.remarks).for_each(|remark| log(remark));
    // The figures of the sender raise the alarm: an instance starts too often for that.
    parts.alarms.iter().for_each(|alarm| log(&format!("WARNING: {alarm}")));
    let mailer = parts.route.as_ref().map(|route| route.mailer.clone());
    let delivery = parts.route.map(|route| Delivery::new(parts.kept.outbox, route));
    // Lambda sets it.
    let name = variables.get("AWS_LAMBDA_FUNCTION_NAME").cloned();
    let function =
        Function::new(parts.handler, delivery, mailer, config.trusted_hops, log).counted(name);
    let function = Arc::new(function);
    lambda_http::run(service_fn(move |request| {
        let function = function.clone();
        async move { function.call(request).await }
    }))
    .await
}

fn refuse(mistakes: &[Mistake]) -> Error {
    log("form-fn-lambda does not start:");
    mistakes.iter().for_each(|mistake| log(&format!("  {mistake}")));
    "the configuration does not hold".into()
}

/// A line of the log, to standard error, which Lambda keeps.
fn log(line: &str) {
    use std::io::Write;
    // A log that cannot be written must not stop reports from being taken.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
