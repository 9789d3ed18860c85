//! A bucket of S3 in memory, with just what the form function asks of one: it takes none of the
//! time that a benchmark measures.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Url, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// A running bucket; any name is its name.
pub struct Bucket {
    /// `http://127.0.0.1:port`
    pub address: String,
    objects: Objects,
    _runtime: Runtime,
}

impl Bucket {
    /// An empty one.
    pub fn start() -> Bucket {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let objects = Objects::default();
        let bucket = Router::new().route("/{bucket}/{*key}", get(read).put(write));
        let bucket = bucket.layer(DefaultBodyLimit::disable()).with_state(objects.clone());
        runtime.spawn(axum::serve(listener, bucket).into_future());
        Bucket { address, objects, _runtime: runtime }
    }

    /// How many objects it holds whose names end so.
    pub fn count(&self, end: &str) -> usize {
        self.objects.lock().expect("no panic").keys().filter(|key| key.ends_with(end)).count()
    }
}

async fn read(State(objects): State<Objects>, Url((_, key)): Url<(String, String)>) -> Response {
    match objects.lock().expect("no panic").get(&key) {
        Some(object) => ([("etag", "\"0\"")], object.clone()).into_response(),
        None => refused(StatusCode::NOT_FOUND, "NoSuchKey"),
    }
}

async fn write(
    State(objects): State<Objects>,
    Url((_, key)): Url<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match objects.lock().expect("no panic").entry(key) {
        Entry::Occupied(_) if headers.contains_key("if-none-match") => {
            return refused(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
        }
        Entry::Occupied(mut object) => drop(object.insert(body)),
        Entry::Vacant(place) => drop(place.insert(body)),
    }
    [("etag", "\"0\"")].into_response()
}

fn refused(status: StatusCode, code: &str) -> Response {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
    (status, [("content-type", "application/xml")], body).into_response()
}
