//! S3 and SES, played by moto: a bucket of its own for each test.

use crate::world::{free_port, project_python, wait_for};
use certsite_tests::http;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, Weak};

/// A running moto, shared by the tests that run at the same time.
pub struct Cloud {
    child: Child,
    pub address: String,
}

static RUNNING: Mutex<Weak<Cloud>> = Mutex::new(Weak::new());

impl Cloud {
    /// The running one, or a new one.
    pub fn get() -> Arc<Cloud> {
        // A test that failed while it started one leaves nothing half done.
        let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let cloud = Arc::new(Cloud::start());
            *running = Arc::downgrade(&cloud);
            cloud
        })
    }

    fn start() -> Cloud {
        let port = free_port().to_string();
        let mut command = project_python();
        command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        let child = command.spawn().expect("Python starts");
        let cloud = Cloud { child, address: format!("http://127.0.0.1:{port}") };
        wait_for("moto to answer: `make test` installs it", || {
            http::try_get(&format!("{}/moto-api/data.json", cloud.address))
        });
        // As in AWS, nobody sends from an address that is not verified.
        let action = "Action=VerifyEmailIdentity&EmailAddress=form%40cert.example";
        let kind = "application/x-www-form-urlencoded";
        let signed = signature("ses");
        let answer = http::post(&cloud.address, kind, action, &[("authorization", &signed)]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        cloud
    }

    /// The mails that were sent to an address.
    pub fn sent(&self, to: &str) -> Vec<Vec<u8>> {
        let data = http::get(&format!("{}/moto-api/data.json", self.address)).body;
        let data: Value = serde_json::from_str(&data).expect("JSON");
        let mails = data["ses"]["RawMessage"].as_array().cloned().unwrap_or_default();
        let to_it = mails.iter().filter(|mail| mail["destinations"].to_string().contains(to));
        to_it.map(|mail| mail["raw_data"].as_str().expect("text").as_bytes().to_vec()).collect()
    }
}

/// moto looks only at which service is meant, and that somebody signed.
fn signature(service: &str) -> String {
    let scope = format!("x/20260101/eu-central-1/{service}/aws4_request");
    format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=x")
}

impl Drop for Cloud {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A bucket.
pub struct Bucket {
    pub cloud: Arc<Cloud>,
    pub name: String,
}

impl Bucket {
    pub fn new(name: &str) -> Bucket {
        let cloud = Cloud::get();
        let answer = http::put(&format!("{}/{name}", cloud.address), "");
        assert_eq!(answer.status, 200, "{}", answer.body);
        Bucket { cloud, name: name.into() }
    }

    /// The objects whose names end so, with their content.
    pub fn objects(&self, end: &str) -> BTreeMap<String, Vec<u8>> {
        let url = format!("{}/{}", self.cloud.address, self.name);
        let list = http::get(&format!("{url}?list-type=2")).body;
        let names = list.split("<Key>").skip(1).filter_map(|rest| rest.split_once("</Key>"));
        let names = names.map(|(name, _)| name).filter(|name| name.ends_with(end));
        // What this program keeps is ASCII.
        let read = |name: &str| {
            let signed = signature("s3");
            let object =
                http::try_get_with(&format!("{url}/{name}"), &[("authorization", &signed)]);
            object.expect("moto answers").body.into_bytes()
        };
        names.map(|name| (name.to_owned(), read(name))).collect()
    }

    /// The sealed mails.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.objects(".eml").into_values().collect()
    }
}
