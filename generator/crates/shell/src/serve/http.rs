//! Addresses → answers of the preview.

use super::app::App;
use super::page::{Body as PageBody, with_script};
use super::state::{Found, State};
use super::{OWN, tabs};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use certsite_hosting::Headers;
use certsite_site::plan::{Make, Route};
use certsite_site::site::Site;
use futures_util::stream;
use std::convert::Infallible;
use std::path::Path;

/// The preview's addresses: certsite's own, the form handler's, and the site's.
pub fn router(app: App) -> Router {
    Router::new().fallback(answer).with_state(app)
}

/// No other site may use what it got hold of, nor take one kind of file for another.
const ALWAYS: [(HeaderName, HeaderValue); 2] = [
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

async fn answer(Shared(app): Shared<App>, request: Request) -> Response {
    let mut response = match app.door.admit(request.method(), request.uri(), request.headers()) {
        Ok(()) => admitted(app, request).await,
        Err(refusal) => refusal.into_response(),
    };
    // The site's own rules, and the form function, send some of them too.
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, value);
    }
    response
}

async fn admitted(app: App, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/forms/") || path == "/healthz" {
        return app.desk.answer(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    match path.strip_prefix(OWN) {
        Some("live.js") => own("text/javascript", include_str!("live.js")),
        Some("tabs.js") => own("text/javascript", include_str!("tabs.js")),
        Some("live.css") => own("text/css", include_str!("live.css")),
        Some("events") => tabs::events(&app),
        Some("news") => tabs::news(app, request.uri()).await,
        _ => {
            let state = app.live.state();
            let is_head = *request.method() == Method::HEAD;
            // Rendering is short, but it is work: off the threads that answer others.
            let page = tokio::task::spawn_blocking(move || page(&state, &path, is_head)).await;
            page.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

fn own(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// The answer for an address of the site.
fn page(state: &State, path: &str, is_head: bool) -> Response {
    match state.find(path) {
        Found::NoSite => broken(),
        Found::Moved(url) => {
            let location = HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/"));
            // Not for ever: the next edit may put something here.
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        Found::Route(site, route, status) if is_head && state.ready(route).is_none() => {
            // Of a length that is not known: an empty body would claim that the page is.
            headers(
                site,
                route,
                status,
                Body::from_stream(stream::empty::<Result<Bytes, Infallible>>()),
            )
        }
        Found::Route(site, route, status) => match &state.page(site, route).body {
            PageBody::Bytes(bytes) => headers(site, route, status, bytes.clone().into()),
            PageBody::File(file) => match read(file) {
                Some(bytes) => headers(site, route, status, bytes.into()),
                None => StatusCode::NOT_FOUND.into_response(),
            },
            PageBody::Broken(_) => broken(),
        },
        Found::Nothing => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What a host is asked to send, but for what would outlast a preview: for how long to keep a page, and
/// to come by HTTPS alone.
fn headers(site: &Site, route: &Route, status: StatusCode, body: Body) -> Response {
    let kind = mime_guess::from_path(&route.out).first_or_octet_stream();
    let kind = match kind.type_() {
        mime_guess::mime::TEXT => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    let cache = match route.make {
        Make::Asset(_) => "max-age=31536000, immutable",
        _ => "no-store",
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let path = format!("/{}", route.url.path());
    for (name, value) in Headers::new("", site.config.languages.codes()).of(&path) {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name of a header");
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.remove(header::STRICT_TRANSPORT_SECURITY);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let kind = || {
        HeaderValue::try_from(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"))
    };
    headers.entry(header::CONTENT_TYPE).or_insert_with(kind);
    response
}

#[expect(clippy::disallowed_methods, reason = "a preview serves files from disk")]
fn read(file: &Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

/// What a browser without scripts shows of a page that cannot be made.
const BROKEN: &str = "<!doctype html><html lang=\"en\"><title>certsite</title><body><noscript><p>This page \
    cannot be made before a mistake is mended. The terminal in which “certsite serve” runs tells which.\
    </p></noscript></body></html>";

/// In place of a page that cannot be made: only the overlay, until the mistake is mended.
fn broken() -> Response {
    let page = with_script(BROKEN, 0);
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, page).into_response()
}
