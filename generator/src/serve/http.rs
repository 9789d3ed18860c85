//! Addresses → answers of the preview.

use super::live::{Live, State};
use super::{OWN, Reports};
use crate::link::NOT_FOUND;
use crate::plan::{Make, Route};
use crate::render::{self, Bytes as Rendered};
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State as Shared};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;

/// What the handlers share.
#[derive(Clone)]
struct App {
    live: Live,
    reports: Arc<Reports>,
}

/// The preview's addresses: certsite's own, the form handler's, and the site's.
pub fn router(live: Live, reports: Arc<Reports>) -> Router {
    Router::new()
        .route(
            &format!("{OWN}live.js"),
            get(|| async { own("text/javascript", include_str!("live.js")) }),
        )
        .route(
            &format!("{OWN}live.css"),
            get(|| async { own("text/css", include_str!("live.css")) }),
        )
        .route(&format!("{OWN}events"), get(events))
        .fallback(answer)
        .with_state(App { live, reports })
}

fn own(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

async fn answer(Shared(app): Shared<App>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/forms/") || path == "/healthz" {
        return app.reports.answer(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    // Rendering is short, but it is work: off the threads that answer others.
    let state = app.live.state();
    let page = tokio::task::spawn_blocking(move || page(&state, &path)).await;
    page.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The answer for an address of the site.
fn page(state: &State, path: &str) -> Response {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let Some(site) = state.site() else { return broken(state, path) };
    match state.route(&decoded) {
        Some(route) if route.url != decoded => {
            // `/x` and `/x/index.html` are shown where a static host shows them.
            let location =
                HeaderValue::from_str(&route.url).unwrap_or(HeaderValue::from_static("/"));
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        Some(route) => show(state, path, route, StatusCode::OK),
        None => {
            let lang = decoded.split('/').nth(1).and_then(|code| site.config.languages.find(code));
            let own = lang.and_then(|lang| site.graph.page(&site.config, lang, NOT_FOUND));
            let url = own.map_or("/404.html", |id| site.graph.node(id).url.as_str());
            match site.plan.find(url) {
                Some(route) => show(state, path, route, StatusCode::NOT_FOUND),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
    }
}

fn show(state: &State, path: &str, route: &Route, status: StatusCode) -> Response {
    let Some(site) = state.site() else { return broken(state, path) };
    let kind = mime_guess::from_path(&route.out).first_or_octet_stream();
    let kind = match kind.type_() {
        mime_guess::mime::TEXT => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    let body: Body = match site.render(route) {
        Ok(Rendered::Html(html)) => with_script(&render::text(html), state.sum(path)).into(),
        Ok(Rendered::Made(bytes)) => bytes.into(),
        Ok(Rendered::File(file)) => match read(&file) {
            Some(bytes) => bytes.into(),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
        Err(_) => return broken(state, path),
    };
    let cache = match route.make {
        Make::Asset(_) => "max-age=31536000, immutable",
        _ => "no-store",
    };
    (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.to_owned())], body)
        .into_response()
}

#[expect(clippy::disallowed_methods, reason = "a preview serves files from disk")]
fn read(file: &std::path::Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

/// A page that cannot be rendered: only the overlay, until the mistake is mended.
fn broken(state: &State, path: &str) -> Response {
    let page = with_script(
        "<!doctype html><html lang=\"en\"><title>certsite</title><body></body></html>",
        state.sum(path),
    );
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, page).into_response()
}

fn with_script(html: &str, sum: u64) -> String {
    let script = format!("<script src=\"{OWN}live.js\" data-sum=\"{sum:x}\"></script>");
    match html.rfind("</body>") {
        Some(at) => [&html[..at], &script, &html[at..]].concat(),
        None => [html, &script].concat(),
    }
}

#[derive(Deserialize)]
struct Tab {
    path: String,
    sum: String,
}

/// Tells a tab when to reload and what is wrong, now and after each change.
async fn events(
    Shared(app): Shared<App>,
    Query(tab): Query<Tab>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = app.live.changes();
    changes.mark_changed();
    let sum = u64::from_str_radix(&tab.sum, 16).unwrap_or(0);
    let stream = stream::unfold((changes, tab.path, sum), |(mut changes, path, sum)| async move {
        changes.changed().await.ok()?;
        let state = changes.borrow_and_update().clone();
        let event = match state.sum(&path) == sum {
            true => Event::default().event("problems").data(state.errors(&path)),
            // An event without data is never delivered (WHATWG HTML §9.2.6).
            false => Event::default().event("reload").data("now"),
        };
        Some((Ok(event), (changes, path, sum)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
