//! `GET /healthz`: 200 if reports can be taken, 503 if not, for load balancers and whoever else asks.
//! This machine, and whoever knows the team's word, is told what is wrong, and gets 503 for all of
//! it; `?ready` asks for the first alone.

use super::{Handled, Handler, Moment, Pages, answer};
use crate::health::{Asker, Neighbour};
use crate::outbox::Outbox;
use crate::tag::tag;
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};

impl<P: Pages, O: Outbox> Handler<P, O> {
    pub(super) async fn healthz(&self, request: &Request<Bytes>, moment: &Moment) -> Handled {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return answer::not_allowed("GET, HEAD").into();
        }
        let now = moment.time;
        let may_know = self.may_know(request, moment);
        let asker = if may_know { Asker::Own } else { Asker::Stranger };
        let view = self.look_as(asker, now).await;
        let asks_for_all = request.uri().query() != Some("ready") && may_know;
        let alarms = if asks_for_all { view.alarms(now) } else { Vec::new() };
        match (view.can_take(), alarms.is_empty()) {
            (true, true) => answer::plain(StatusCode::OK, "ok\n").into(),
            (false, true) => {
                answer::plain(StatusCode::SERVICE_UNAVAILABLE, "no report is taken\n").into()
            }
            (_, false) => {
                let lines: String =
                    alarms.iter().map(|alarm| format!("{}\n", alarm.text)).collect();
                answer::plain(StatusCode::SERVICE_UNAVAILABLE, &lines).into()
            }
        }
    }

    fn may_know(&self, request: &Request<Bytes>, moment: &Moment) -> bool {
        let told = request.headers().get(header::AUTHORIZATION);
        let told = told.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        // Hashes are compared, so that how long it takes tells nothing of the word.
        let hash = |word: &str| tag(&moment.seed, &[word.trim().as_bytes()]);
        request.extensions().get::<Neighbour>().is_some()
            || self
                .settings
                .health_token
                .as_deref()
                .zip(told)
                .is_some_and(|(token, told)| hash(token) == hash(told))
    }
}
