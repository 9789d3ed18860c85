//! The state of the site → what open tabs are told of it.
//!
//! A browser opens six connections to a host. So a tab keeps none: one stream for all of them
//! (`tabs.js`, which the browser runs once) says that something has changed, and each tab then asks
//! what that means for its page.

use super::Desk;
use super::app::App;
use super::state::News;
use axum::extract::Query;
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use certsite_base::diag::{Diagnostic, Problem, to_json};
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;

/// How soon a browser tries again when the preview was away.
const AGAIN: Duration = Duration::from_millis(500);

/// A stream with one event now, and one after each change.
pub(super) fn events(app: &App) -> Response {
    let mut changes = app.live.changes();
    changes.mark_changed();
    let stopped = app.stopped.clone();
    let events = stream::unfold((changes, stopped), |(mut changes, mut stopped)| async move {
        tokio::select! {
            changed = changes.changed() => changed.ok()?,
            () = ended(&mut stopped) => return None,
        }
        // An event without data is never delivered (WHATWG HTML §9.2.6).
        let event = Event::default().event("changed").data("now").retry(AGAIN);
        Some((Ok::<_, Infallible>(event), (changes, stopped)))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// Resolves once the preview is to end.
async fn ended(stopped: &mut watch::Receiver<bool>) {
    // Fails once nobody can ask any more for the end; then it has come.
    let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
}

/// What a tab says of itself.
#[derive(Deserialize)]
struct Tab {
    /// The address that it shows.
    path: String,
    /// Fingerprint of the page that it shows.
    sum: String,
}

/// Tells a tab whether to reload, and what is wrong.
pub(super) async fn news(app: App, uri: &Uri) -> Response {
    let Ok(Query(tab)) = Query::<Tab>::try_from_uri(uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let sum = u64::from_str_radix(&tab.sum, 16).unwrap_or(0);
    let state = app.live.state();
    // Its page may have to be rendered.
    let told = tokio::task::spawn_blocking(move || {
        let mut news = state.news(&tab.path, sum);
        news.problems.extend(closed(&app.desk, &news).as_ref().map(to_json));
        json!(news).to_string()
    });
    match told.await {
        Ok(news) => {
            let headers =
                [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (headers, news).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Says on a page with a form that nobody takes what it sends.
fn closed(desk: &Desk, news: &News) -> Option<Diagnostic> {
    let why = news.has_form.then(|| desk.closed()).flatten()?;
    Some(Diagnostic::site(Problem::ReportsClosed { why }))
}
