//! Posts of the preview's forms.
use super::live::Live;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
/// Takes reports.
pub struct Reports {
    _live: Live,
}
impl Reports {
    /// x
    pub fn new(live: Live) -> Reports {
        Reports { _live: live }
    }
    pub(super) async fn answer(&self, _request: Request, _peer: SocketAddr) -> Response {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}
