//! What an answer of S3 means for the outbox.

use crate::aws::words;
use crate::outbox::slip::time;
use crate::outbox::{OutboxError, Secret};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use std::time::SystemTime;

/// When an object was written; unknown, it is the oldest.
pub fn written(millis: Option<i64>) -> SystemTime {
    time(millis.and_then(|millis| u64::try_from(millis).ok()).unwrap_or(0))
}

/// The secret in an object; an error if it has not the length of one.
pub fn secret(found: Vec<u8>) -> Result<Secret, OutboxError> {
    found.try_into().map_err(|_| OutboxError("the outbox's secret is damaged".into()))
}

/// An answer that ends too early.
pub fn broken() -> OutboxError {
    OutboxError("S3 broke off".into())
}

/// Why a call failed, in words that name no object.
pub fn fault<E>(error: &SdkError<E>) -> OutboxError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    OutboxError(words("S3", error))
}

/// The status of a failed call; `None` if S3 never answered.
pub fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}

/// S3's own name for what went wrong; `None` if it gave none, or never answered.
pub fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    error.as_service_error().and_then(|answer| answer.code())
}
