//! A post as it came → a report that holds, with its claim, or the reason why it does not.
//!
//! Nothing here waits for anything.

use crate::form::{CHECK, Definition};
use crate::guard::{Claim, Client, Effort, claim};
use crate::handle::refused::{Fault, Refused, oversize, unreadable};
use crate::intake::{Encoding, Flaw, Submission, read};
use crate::outbox::Secret;
use crate::report::{Number, Report, Suspicion};
use crate::token::Token;
use crate::validate::{FieldError, validate};
use bytes::Bytes;
use jiff::Timestamp;
use std::borrow::Cow;
use std::sync::Arc;

/// A post as it came, with all that it is judged by.
pub struct Post {
    pub definition: Arc<Definition>,
    pub encoding: Encoding,
    pub body: Bytes,
    /// The bytes that were sent in all; `body` may hold fewer.
    pub size: usize,
    /// The offset in `body` at which others were left out; none if they were left out at its end.
    pub seam: Option<usize>,
    /// The language of the answer, if the post does not say.
    pub fallback: String,
    /// The address of the page that it was posted from, if that is another site's.
    pub origin: Result<(), String>,
    /// The outbox's secret, or why it could not be had.
    pub secret: Result<Secret, String>,
    /// Who posted it; none where nobody counts that.
    pub client: Option<Client>,
    /// When the whole of it had come, by the clock of this machine.
    pub now: Timestamp,
    /// The number that its report gets.
    pub number: Number,
}

/// A post that holds against token and definition, and becomes a report.
pub struct ValidPost {
    pub submission: Submission,
    /// The code of the language that its reporter is answered in.
    pub lang: String,
    pub report: Report,
    pub claim: Claim,
    pub effort: Effort,
    pub secret: Secret,
}

/// Why a post is not taken, and what is wrong with its fields.
type Rejection = (Fault, Vec<FieldError>);

impl Post {
    /// Reads and checks a post.
    ///
    /// # Errors
    /// If it does not hold: why, with all that could be read of it.
    pub fn judge(self) -> Result<ValidPost, Box<Refused>> {
        let (submission, flaws) = read(&self.definition, &self.encoding, &self.whole_body());
        let lang = submission.language(&self.definition).unwrap_or(&self.fallback).to_owned();
        match self.report(&submission, &flaws, &lang) {
            Ok((report, secret)) => Ok(self.claimed(submission, lang, report, secret)),
            Err((fault, errors)) => Err(Refused::new(fault, &lang, submission, errors)),
        }
    }

    /// The body; one that was cut, so that it can be read across the seam.
    fn whole_body(&self) -> Cow<'_, Bytes> {
        match self.seam {
            Some(seam) => Cow::Owned(self.encoding.sewn(&self.body, seam)),
            None => Cow::Borrowed(&self.body),
        }
    }

    /// The report in a post, and the secret that it is claimed with. Of several faults that comes
    /// first which makes the others worth nothing.
    fn report(
        &self,
        submission: &Submission,
        flaws: &[Flaw],
        lang: &str,
    ) -> Result<(Report, Secret), Rejection> {
        let definition = &*self.definition;
        let valid = validate(definition, submission, lang, self.now, self.number.clone());
        if self.size > definition.body_limit() {
            let (unread, errors) = (self.size - self.body.len(), valid.err().unwrap_or_default());
            let errors = oversize(definition, lang, submission, unread, errors);
            return Err((Fault::TooLarge(self.size), errors));
        }
        if let Err(origin) = &self.origin {
            return Err((Fault::Foreign(origin.clone()), Vec::new()));
        }
        if !flaws.is_empty() {
            return Err((Fault::Unreadable, unreadable(definition, lang, flaws)));
        }
        let report = valid.map_err(|errors| (Fault::Invalid, errors))?;
        if filled(submission, CHECK).is_some() {
            return Err((Fault::Check, Vec::new()));
        }
        let secret = self.secret.clone().map_err(|cause| (Fault::Failed(cause), Vec::new()))?;
        Ok((report, secret))
    }

    /// Notes what token and trap tell of whoever filled in the form, and lays the post's claim.
    fn claimed(
        self,
        submission: Submission,
        lang: String,
        mut report: Report,
        secret: Secret,
    ) -> ValidPost {
        let Definition { id, limits, trap, .. } = &*self.definition;
        let posted = filled(&submission, "token");
        let token = posted.and_then(|text| Token::read(&secret, id, text));
        let is_trapped = filled(&submission, &trap.name).is_some();
        let is_forged = posted.is_some() && token.is_none();
        report.suspicions.extend(is_trapped.then_some(Suspicion::Trap));
        report.suspicions.extend(is_forged.then_some(Suspicion::TokenForged));
        if let Some(token) = &token {
            report.suspicions.extend(token.suspicions(limits, self.now));
        }
        let effort = token.as_ref().map_or(Effort::Unproven, |t| t.effort(limits, self.now));
        let claim = claim(&secret, id, &submission, token.as_ref(), self.client, self.now);
        ValidPost { submission, lang, report, claim, effort, secret }
    }
}

/// The first text under a name that is more than blanks.
fn filled<'a>(submission: &'a Submission, name: &str) -> Option<&'a str> {
    let mut texts = submission.values.get(name)?.iter();
    texts.find(|text| !text.trim().is_empty()).map(String::as_str)
}
