//! Amazon SES, `SendRawEmail`: the mail goes as it is.
//!
//! SES has no way to ask whether it has a mail. One whose answer was lost is sent again after a
//! pause, and may arrive twice; its number and subject are the same.
//!
//! It does not take an empty return path either: it writes one of its own into every mail, and
//! passes on what bounces to whoever is in `From`.

use super::{Mailer, SendError};
use crate::aws::{limits, words};
use crate::config::SesOptions;
use crate::mime::Mail;
use aws_config::SdkConfig;
use aws_sdk_ses::Client;
use aws_sdk_ses::config::interceptors::InterceptorContext;
use aws_sdk_ses::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_ses::config::{Builder, Config};
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

/// Amazon's mail service, which takes each mail as it is (`SendRawEmail`).
#[derive(Clone)]
pub struct Ses {
    client: Client,
    options: SesOptions,
}

impl Ses {
    /// Prepares the client; nothing is sent yet.
    pub fn new(settings: &SdkConfig, options: SesOptions) -> Ses {
        let config = Builder::from(settings).retry_classifier(OnlyRefused).build();
        Ses { client: Client::from_conf(config), options }
    }
}

impl Mailer for Ses {
    async fn send(&self, mail: &Mail, from: Option<&str>, to: &str) -> Result<(), SendError> {
        let never = |why: &str| SendError::Never(why.to_owned());
        let message = RawMessage::builder().data(Blob::new(mail.0.as_slice())).build();
        let message = message.map_err(|_| never("it is empty"))?;
        let tag = |(name, value): &(String, String)| {
            MessageTag::builder().name(name).value(value).build()
        };
        let tags = self.options.tags.iter().map(tag).collect::<Result<Vec<_>, _>>();
        let tags = tags.map_err(|_| never("its tags are damaged"))?;
        // It travels as base64 in a form.
        let limits = Config::builder().timeout_config(limits(mail.0.len() / 2 * 3));
        let call = self
            .client
            .send_raw_email()
            .raw_message(message)
            // It writes a return path of its own into an automatic answer.
            .set_source(from.map(str::to_owned).or_else(|| mail.author()))
            .destinations(to)
            .set_configuration_set_name(self.options.configuration_set.clone())
            .set_source_arn(self.options.source_arn.clone())
            .set_tags(Some(tags).filter(|tags| !tags.is_empty()));
        let sent = call.customize().config_override(limits).send().await;
        sent.map(drop).map_err(|error| judge(&error))
    }
}

/// Within a call, only what SES has refused is tried again. A call without an answer may have sent
/// the mail: it is left to the outbox, whose pauses give the service time.
#[derive(Debug)]
struct OnlyRefused;

impl ClassifyRetry for OnlyRefused {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context.output_or_error() {
            Some(Err(error))
                if error.is_timeout_error()
                    || error.is_connector_error()
                    || error.is_response_error() =>
            {
                RetryAction::RetryForbidden
            }
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "only refused"
    }
}

/// Whom an answer of SES is about. They are judged as the answers of mail servers are: what people
/// mend passes in the end, and the same mail then goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Every mail: credentials, quotas, the account, the sender, the region.
    Service,
    /// This mail or recipient, by a rule or a list that may change: SMTP's 5.7.1.
    Policy,
    /// This mail or recipient, whatever changes: an address that can be none, a mail that is too
    /// large.
    Mail,
}

impl About {
    fn of(code: &str) -> About {
        match code {
            "InvalidParameterValue" => About::Mail,
            "MessageRejected" => About::Policy,
            _ => About::Service,
        }
    }
}

fn judge(error: &SdkError<SendRawEmailError>) -> SendError {
    let why = words("SES", error);
    let code = error.as_service_error().and_then(|answer| answer.code());
    match error {
        _ if code.map(About::of) == Some(About::Mail) => SendError::Never(why),
        _ if code.map(About::of) == Some(About::Policy) => SendError::Later(why),
        // It may have been sent, and it may be this mail that takes so long.
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => SendError::Later(why),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => SendError::Late(why),
        _ => SendError::Down(why),
    }
}
