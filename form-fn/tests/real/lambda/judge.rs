//! The function behind a Lambda that others have written: cargo-lambda translates HTTP as a
//! function's own address does.

use super::{Ground, URL_ENCODED};
use crate::world::{free_port, wait_for};
use certsite_tests::{http, project};
use std::process::{Child, Command, Stdio};

/// Ends with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Running {
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Running(command.spawn().expect("`make test` installs cargo-lambda"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn another_lambda_gets_the_same_answers() {
    let ground = Ground::new("judge");
    let port = free_port().to_string();
    let mut lambda = Command::new(project().join(".venv/bin/cargo-lambda"));
    // It would build and start a function; ours is there already.
    lambda.args(["lambda", "watch", "--only-lambda-apis", "-A", "127.0.0.1", "-P", &port]);
    let _lambda = Running::start(&mut lambda);
    let address = format!("http://127.0.0.1:{port}");
    let connect = || std::net::TcpStream::connect(("127.0.0.1", port.parse().ok()?)).ok();
    wait_for("cargo-lambda to listen", connect);
    let mut function = Command::new(env!("CARGO_BIN_EXE_form-fn-lambda"));
    function.env_clear().envs(ground.variables()).envs([
        ("AWS_LAMBDA_RUNTIME_API", format!("{address}/.rt")),
        ("AWS_LAMBDA_FUNCTION_NAME", "_".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1".to_owned()),
    ]);
    let _function = Running::start(&mut function);

    let origin = [("origin", "https://cert.example")];
    let form = format!("{address}/forms/incident");
    let answer = http::post(&form, URL_ENCODED, &ground.place.body, &origin);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    let receipt = http::get(&format!("{address}{}", answer.header("location")));
    assert!(receipt.status == 200 && receipt.body.starts_with("<p lang=az>R-"), "{receipt:?}");
    assert_eq!(http::post(&form, URL_ENCODED, "lang=en", &origin).status, 422);
    assert_eq!(http::post(&form, "application/json", "{}", &origin).status, 415);
    assert_eq!(http::get(&format!("{address}/nothing")).status, 404);
    assert_eq!(ground.objects(".eml").len(), 1);
}
