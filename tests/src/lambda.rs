//! A program for AWS Lambda → what it answers to events: Lambda's Runtime API, played to the real
//! program. It starts the program itself, so a first answer tells what a cold start costs.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Url, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::Value;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// With a response.
    Answered(Value),
    /// With an error, which whoever sent the event hears of.
    Failed(Value),
    /// With the end of the program.
    Died,
}

impl Ended {
    /// The response, where there must be one.
    #[track_caller]
    pub fn answered(self) -> Value {
        match self {
            Ended::Answered(value) => value,
            other => panic!("the invocation was not answered: {other:?}"),
        }
    }

    /// The message of the error, where there must be one.
    #[track_caller]
    pub fn failed(self) -> String {
        match self {
            Ended::Failed(value) => value["errorMessage"].as_str().unwrap_or_default().to_owned(),
            other => panic!("the invocation did not fail: {other:?}"),
        }
    }
}

/// A running function.
pub struct Lambda {
    child: Child,
    stage: Arc<Stage>,
    events: UnboundedSender<Invocation>,
    log: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
    /// When its process was started.
    pub started: Instant,
    // Carries the API until the program is gone.
    _runtime: Runtime,
}

/// An event on its way, with the milliseconds that its invocation may take.
struct Invocation {
    id: String,
    event: Bytes,
    time_limit: u128,
}

/// What the handlers of the API share.
struct Stage {
    events: tokio::sync::Mutex<UnboundedReceiver<Invocation>>,
    waiting: Mutex<HashMap<String, Sender<Ended>>>,
}

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an invocation may take if nothing else is said, as in the template.
const TIME_LIMIT: Duration = Duration::from_secs(60);

impl Lambda {
    /// Starts a program with nothing in its environment but these variables and Lambda's own.
    pub fn start<K: AsRef<OsStr>, V: AsRef<OsStr>>(
        program: &Path,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Lambda {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().expect("a runtime");
        let (events, receiver) = unbounded_channel();
        let stage = Stage { events: receiver.into(), waiting: Mutex::default() };
        let stage = Arc::new(stage);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        runtime.spawn(axum::serve(listener, api(stage.clone())).into_future());
        let mut command = Command::new(program);
        command.env_clear().envs(variables).envs([
            ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "form"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ]);
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let log = Arc::new(Mutex::new(String::new()));
        let listener = std::thread::spawn({
            let log = log.clone();
            move || {
                for line in stderr.lines().map_while(Result::ok) {
                    log.lock().expect("no panic").push_str(&format!("{line}\n"));
                }
            }
        });
        Lambda { child, stage, events, log, listener: Some(listener), started, _runtime: runtime }
    }

    /// Sends an event and waits for the end of its invocation.
    pub fn invoke(&mut self, event: &Value) -> Ended {
        self.invoke_bytes(event.to_string().into(), TIME_LIMIT)
    }

    /// The same with any bytes, and with a time limit that the program is told of.
    pub fn invoke_bytes(&mut self, event: Bytes, time_limit: Duration) -> Ended {
        let (sender, receiver) = channel();
        let mut waiting = self.stage.waiting.lock().expect("no panic");
        let id = format!("00000000-0000-4000-8000-{:012}", waiting.len());
        waiting.insert(id.clone(), sender);
        drop(waiting);
        let invocation = Invocation { id, event, time_limit: time_limit.as_millis() };
        self.events.send(invocation).expect("the API is there as long as we are");
        let start = Instant::now();
        loop {
            if let Ok(ended) = receiver.recv_timeout(Duration::from_millis(50)) {
                return ended;
            }
            if self.ended().is_some() {
                // It may have answered just before.
                return receiver.try_recv().unwrap_or(Ended::Died);
            }
            assert!(start.elapsed() < PATIENCE, "no answer in {PATIENCE:?}:\n{}", self.log());
        }
    }

    /// The program's process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic").clone()
    }

    /// What it logged, once so many lines hold these words. A line that was written before an
    /// answer may be read after it.
    pub fn logged(&self, words: &str, count: usize) -> String {
        crate::wait::wait_for(words, || {
            Some(self.log()).filter(|log| log.matches(words).count() >= count)
        })
    }

    /// Waits for the program to end by itself.
    pub fn end(&mut self) -> ExitStatus {
        crate::wait::wait_for("the function to end", || self.ended())
    }

    /// How it ended, with its log complete.
    fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().expect("it is our child")?;
        if let Some(listener) = self.listener.take() {
            listener.join().expect("no panic");
        }
        Some(status)
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Runtime API, version 2018-06-01.
fn api(stage: Arc<Stage>) -> Router {
    let routes = Router::new()
        .route("/invocation/next", get(next))
        .route("/invocation/{id}/response", post(response))
        .route("/invocation/{id}/error", post(error));
    let api = Router::new().nest("/2018-06-01/runtime", routes).with_state(stage);
    // Lambda takes responses of 6 MB.
    api.layer(DefaultBodyLimit::max(6 << 20))
}

async fn next(State(stage): State<Arc<Stage>>) -> impl IntoResponse {
    let mut events = stage.events.lock().await;
    let invocation = events.recv().await.expect("whoever sends events ends this program first");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let headers = [
        ("lambda-runtime-aws-request-id", invocation.id),
        ("lambda-runtime-deadline-ms", (now.as_millis() + invocation.time_limit).to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:123456789012:function:form".to_owned(),
        ),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, invocation.event)
}

async fn response(
    State(stage): State<Arc<Stage>>,
    Url(id): Url<String>,
    body: Bytes,
) -> StatusCode {
    stage.end(&id, Ended::Answered(serde_json::from_slice(&body).expect("responses are JSON")))
}

async fn error(State(stage): State<Arc<Stage>>, Url(id): Url<String>, body: Bytes) -> StatusCode {
    stage.end(&id, Ended::Failed(serde_json::from_slice(&body).expect("errors are JSON")))
}

impl Stage {
    fn end(&self, id: &str, ended: Ended) -> StatusCode {
        let waiting = self.waiting.lock().expect("no panic");
        match waiting.get(id).map(|sender| sender.send(ended)) {
            Some(Ok(())) => StatusCode::ACCEPTED,
            // Nobody waits for it, or not any more.
            _ => StatusCode::BAD_REQUEST,
        }
    }
}
