//! An event that `lambda_http` takes for no request → why the function was woken.

use serde::Deserialize;

/// Why the function was woken, if not by a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Waking {
    /// S3 tells of new mails in the outbox, or a queue passes on that it did.
    NewMails(Vec<NewMails>),
    /// The schedule says that it is time to look through the outbox.
    Schedule,
    /// A request after all, whose event cannot be read: nothing that a stranger sends may pass for
    /// one of the others.
    Request,
    /// None of these: somebody set up an event that the function does not know.
    Unknown,
}

/// What one record of an event tells, and what names it if it has to be tried again.
#[derive(Debug, PartialEq, Eq)]
pub struct NewMails {
    /// Number of the queue's message that it came in; none if the bucket itself tells.
    pub message: Option<String>,
    /// Names of mails in the outbox.
    pub keys: Vec<String>,
}

impl Waking {
    /// Reads an event of Lambda, as JSON, that is no request.
    pub fn read(json: &str) -> Waking {
        let Ok(event) = serde_json::from_str::<Raw>(json) else { return Waking::Unknown };
        if event.is_request() {
            return Waking::Request;
        }
        let is_schedule = matches!(event.source.as_deref(), Some("aws.events" | "aws.scheduler"));
        match event.records.into_iter().map(Record::notice).collect::<Option<Vec<_>>>() {
            Some(notices) if !notices.is_empty() => Waking::NewMails(notices),
            Some(_) if is_schedule => Waking::Schedule,
            _ => Waking::Unknown,
        }
    }
}

/// What tells the events of API gateways, load balancers, S3, SQS and EventBridge apart.
#[derive(Deserialize)]
struct Raw {
    #[serde(default, rename = "Records")]
    records: Vec<Record>,
    source: Option<String>,
    #[serde(rename = "requestContext")]
    context: Option<serde::de::IgnoredAny>,
    #[serde(rename = "httpMethod")]
    method: Option<serde::de::IgnoredAny>,
    headers: Option<serde::de::IgnoredAny>,
}

impl Raw {
    fn is_request(&self) -> bool {
        self.context.is_some() || self.method.is_some() || self.headers.is_some()
    }
}

#[derive(Deserialize)]
#[serde(tag = "eventSource")]
enum Record {
    #[serde(rename = "aws:s3")]
    S3 { s3: BucketObject },
    #[serde(rename = "aws:sqs", rename_all = "camelCase")]
    Sqs { message_id: String, body: String },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct BucketObject {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

impl Record {
    fn notice(self) -> Option<NewMails> {
        match self {
            Record::S3 { s3 } => {
                Some(NewMails { message: None, keys: key(&s3.object.key).into_iter().collect() })
            }
            // Without a report's name, like the message with which S3 tries the queue, it is
            // a reason to look all the same.
            Record::Sqs { message_id, body } => {
                let Waking::NewMails(inside) = Waking::read(&body) else {
                    return Some(NewMails { message: Some(message_id), keys: Vec::new() });
                };
                let keys = inside.into_iter().flat_map(|notice| notice.keys).collect();
                Some(NewMails { message: Some(message_id), keys })
            }
            Record::Other => None,
        }
    }
}

/// The mail that an object's name is of. Of whatever prefix: another one's mail is not found.
fn key(object: &str) -> Option<String> {
    let key = object.rsplit('/').next()?.strip_suffix(".eml")?;
    let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_key.then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn s3(object: &str) -> Value {
        json!({"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": object}}}]})
    }

    fn sqs(body: &str) -> Value {
        json!({"Records": [{"eventSource": "aws:sqs", "messageId": "m1", "body": body}]})
    }

    #[track_caller]
    fn check(event: &Value, expect: Waking) {
        assert_eq!(Waking::read(&event.to_string()), expect, "{event}");
    }

    fn told(message: Option<&str>, keys: &[&str]) -> Waking {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Waking::NewMails(vec![NewMails { message: message.map(str::to_owned), keys }])
    }

    #[test]
    fn the_bucket_and_the_queue_name_the_mail() {
        let object = format!("prefix/mail/{KEY}.eml");
        check(&s3(&object), told(None, &[KEY]));
        check(&sqs(&s3(&object).to_string()), told(Some("m1"), &[KEY]));
        check(&sqs(r#"{"Service":"Amazon S3","Waking":"s3:TestEvent"}"#), told(Some("m1"), &[]));
        check(&sqs("no JSON"), told(Some("m1"), &[]));
        for other in ["mail/x.eml", "secret", "mail/../secret.eml", &format!("mail/{KEY}.done")] {
            check(&s3(other), told(None, &[]));
        }
    }

    #[test]
    fn no_request_passes_for_another_event() {
        check(&json!({"source": "aws.events"}), Waking::Schedule);
        for mark in ["requestContext", "httpMethod", "headers"] {
            for mut event in [json!({"source": "aws.events"}), s3(&format!("{KEY}.eml"))] {
                event[mark] = json!({"a": [1]});
                check(&event, Waking::Request);
            }
        }
    }

    #[test]
    fn what_nobody_knows_is_unknown() {
        for event in [
            json!({}),
            json!([]),
            json!(7),
            json!({"Records": []}),
            json!({"Records": [{"eventSource": "aws:kinesis"}]}),
            json!({"Records": [{"eventSource": "aws:s3"}]}),
            json!({"source": "aws.ec2"}),
        ] {
            check(&event, Waking::Unknown);
        }
    }
}
