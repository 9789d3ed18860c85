//! Amazon SES, `SendRawEmail`: the mail goes as it is.

use super::{Mailer, SendError};
use crate::aws::trouble;
use crate::config::SesOptions;
use crate::mime::Mail;
use aws_config::SdkConfig;
use aws_sdk_ses::Client;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

/// Amazon's mail service.
pub struct Ses {
    client: Client,
    options: SesOptions,
}

impl Ses {
    /// Prepares the client; nothing is sent yet.
    pub fn new(settings: &SdkConfig, options: SesOptions) -> Ses {
        Ses { client: Client::new(settings), options }
    }
}

impl Mailer for Ses {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let never = |why: &str| SendError::Never(why.to_owned());
        let envelope = mail.envelope().ok_or_else(|| never("its addresses cannot be read"))?;
        let message = RawMessage::builder().data(Blob::new(mail.0.as_slice())).build();
        let message = message.map_err(|_| never("it is empty"))?;
        let tags = self
            .options
            .tags
            .iter()
            .map(|(name, value)| MessageTag::builder().name(name).value(value).build());
        let tags =
            tags.collect::<Result<Vec<_>, _>>().map_err(|_| never("its tags are damaged"))?;
        let call = self
            .client
            .send_raw_email()
            .raw_message(message)
            .set_source(envelope.from)
            .set_destinations(Some(envelope.to))
            .set_configuration_set_name(self.options.configuration_set.clone())
            .set_source_arn(self.options.source_arn.clone())
            .set_tags(Some(tags).filter(|tags| !tags.is_empty()));
        call.send().await.map(drop).map_err(|error| judge(&error))
    }
}

/// Codes with which SES refuses the mail itself. Its words may quote addresses, so the log gets
/// the code alone.
const REFUSALS: [&str; 2] = ["MessageRejected", "InvalidParameterValue"];

fn judge(error: &SdkError<SendRawEmailError>) -> SendError {
    match error {
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            match answer.err().code() {
                Some(code) if REFUSALS.contains(&code) => {
                    SendError::Never(format!("SES answered {code}"))
                }
                // A code is a word of letters; whatever else is there may quote the mail.
                Some(code) if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                    SendError::Later(format!("SES answered {code}"))
                }
                _ => SendError::Later(format!("SES answered {status}")),
            }
        }
        unanswered => SendError::Later(format!("SES: {}", trouble(unanswered))),
    }
}
