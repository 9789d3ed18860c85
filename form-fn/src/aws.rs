//! Environment → what every client of AWS is made from: region, credentials, end point, time
//! limits, and one HTTPS client for all; and what a failed call says in the log.

mod addresses;

use crate::config::{Authorities, Mistake};
use crate::tls::dislike;
use addresses::Addresses;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_sdk_s3::config::ProvideCredentials;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use data_encoding::BASE64;
use memchr::memmem::find;
use std::error::Error;
use std::time::Duration;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// The time that one attempt of a call may take. A reporter waits for it.
const ATTEMPT: Duration = Duration::from_secs(3);
/// The time that all attempts of a call together may take.
pub const CALL: Duration = Duration::from_secs(8);

/// Reads the standard variables (`AWS_REGION`, `AWS_PROFILE` …) and the machine's own settings.
/// Services are asked nothing yet, so that one that is down does not stop the start.
///
/// # Errors
/// If there is no region, or nothing to sign calls with.
pub async fn settings(authorities: Authorities) -> Result<SdkConfig, Mistake> {
    let settings = load(aws_config::defaults(BehaviorVersion::v2026_01_12()), authorities).await;
    if settings.region().is_none() {
        return Err(Mistake::new("AWS_REGION", "is not set"));
    }
    let none = || {
        let wrong = "is not set, and neither a profile nor this machine's role gives credentials";
        Mistake::new("AWS_ACCESS_KEY_ID", wrong)
    };
    let provider = settings.credentials_provider().ok_or_else(none)?;
    provider.provide_credentials().await.map_err(|_| none())?;
    Ok(settings)
}

/// The settings of a loader, with the limits and the HTTPS of all calls.
async fn load(loader: ConfigLoader, authorities: Authorities) -> SdkConfig {
    // The TLS that lettre brings anyway.
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let https = match authorities {
        Authorities::Amazon => https.tls_context(amazon()),
        Authorities::Machine => https,
    };
    let https = https.build_with_resolver(Addresses::default());
    loader.http_client(https).timeout_config(limits(0)).load().await
}

/// What the names of Amazon's authorities hold.
const AMAZON: [&str; 2] = ["Amazon Root CA", "Starfield Services Root"];

/// Trusts Amazon's authorities alone. To read the hundred and more that a machine trusts, and at
/// each cold start, would cost more than all else that comes before a first answer.
fn amazon() -> TlsContext {
    let trusted = amazons().fold(TrustStore::empty(), |store, certificate| {
        let text = BASE64.encode(certificate);
        store.with_pem_certificate(format!(
            "-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"
        ))
    });
    let context = TlsContext::builder().with_trust_store(trusted).build();
    context.expect("nothing is checked yet that could fail")
}

/// Their certificates, among those of all authorities.
fn amazons() -> impl Iterator<Item = &'static [u8]> {
    let is_amazons = |der: &&[u8]| AMAZON.iter().any(|name| find(der, name.as_bytes()).is_some());
    TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref).filter(is_amazons)
}

/// Time limits of a call that carries so many bytes: a megabyte a second has to get through.
pub fn limits(bytes: usize) -> TimeoutConfig {
    let transfer = Duration::from_millis(bytes as u64 / 1024);
    TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT + transfer)
        .operation_timeout(CALL + transfer)
        .build()
}

/// Why a call failed, for the log: the code of an answer, or why there was none. Whatever else is
/// in an answer may quote addresses, and the library's own words name buckets.
pub fn words<E>(service: &str, error: &SdkError<E>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let without_answer = match error {
        SdkError::ServiceError(answer) => {
            return match answer.err().code().filter(|code| is_code(code)) {
                Some(code) => format!("{service} answered {code}"),
                None => format!("{service} answered {}", answer.raw().status().as_u16()),
            };
        }
        SdkError::TimeoutError(_) => "took too long",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "took too long",
        error if let Some(dislike) = dislike(error) => {
            return format!("{service} could not be reached by TLS: {dislike}");
        }
        // Credentials are looked up again when they run out.
        SdkError::ConstructionFailure(_) => "could not be asked: are there credentials?",
        SdkError::DispatchFailure(failure)
            if failure.is_other() && failure.as_other().is_none() =>
        {
            "could not be asked: are there credentials?"
        }
        _ => "could not be reached, or broke off",
    };
    format!("{service} {without_answer}")
}

/// A code is one word of letters and digits.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_config::Region;

    /// A client reads what it trusts when it is made, and panics at what it cannot read.
    #[tokio::test]
    async fn amazon_s_authorities_are_there_and_can_be_read() {
        // Amazon Root CA 1 to 4, and that of Starfield which vouches for them.
        assert_eq!(amazons().count(), 5);
        let loader = aws_config::defaults(BehaviorVersion::v2026_01_12());
        let loader = loader.region(Region::from_static("eu-central-1"));
        let settings = load(loader, Authorities::Amazon).await;
        let _ = aws_sdk_s3::Client::new(&settings);
    }
}
