//! Environment → what every client of AWS is made from: region, credentials, end point, time
//! limits, and one HTTPS client for all.

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::error::SdkError;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use std::time::Duration;

/// How long one attempt of a call may take, and all attempts together. A reporter waits for it.
const ATTEMPT: Duration = Duration::from_secs(3);
const CALL: Duration = Duration::from_secs(8);

/// Reads the standard variables (`AWS_REGION`, `AWS_ENDPOINT_URL` …); asks nobody yet.
pub async fn settings() -> SdkConfig {
    let limits =
        TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(CALL).build();
    // The TLS that lettre brings anyway.
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let version = BehaviorVersion::v2026_01_12();
    aws_config::defaults(version).http_client(https).timeout_config(limits).load().await
}

/// Why a call had no answer, in a few words. The library's own may name buckets and addresses.
pub fn trouble<E>(error: &SdkError<E>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "it took too long",
        // Credentials are looked up when a call is made.
        SdkError::DispatchFailure(failure) if failure.is_other() => {
            "the call could not be made: are credentials and region set?"
        }
        SdkError::ConstructionFailure(_) => {
            "the call could not be made: are credentials and region set?"
        }
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "it took too long",
        _ => "it could not be reached, or broke off",
    }
}
