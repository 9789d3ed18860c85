//! The form of a site below a path of its host: it posts below that path, whether the server in
//! front takes the path off or not.

use crate::handler::{URL_ENCODED, settings};
use crate::world::{INCIDENT, encode, full_post, incident, moment, page};
use bytes::Bytes;
use form_fn::handle::{Bundle, Handler};
use form_fn::outbox::Folder;
use form_fn::seal::Keys;
use http::{Request, Response, StatusCode};
use std::fs;
use std::path::Path;

/// A bundle as a build writes it, for a site at a path.
fn bundle(folder: &Path, path: Option<&str>) -> Bundle {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("below the folder")).expect("it is ours");
        fs::write(file, text).expect("it is ours");
    };
    write("forms/incident.yaml", INCIDENT);
    for lang in ["az", "en"] {
        write(&format!("pages/incident.{lang}.html"), &page(lang));
        write(&format!("pages/receipt.{lang}.html"), certsite_text::RECEIPT_NUMBER);
    }
    if let Some(path) = path {
        write("site/path", &format!("{path}\n"));
    }
    Bundle::read(folder, None).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[tokio::test]
async fn its_addresses_begin_with_the_path_however_it_is_asked() {
    for (path, base) in [(None, ""), (Some("/cert"), "/cert"), (Some("/a/k%C9%99"), "/a/k%C9%99")] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pages = bundle(&folder.path().join("bundle"), path);
        let outbox = Folder::open(&folder.path().join("outbox")).expect("an outbox");
        let handler = Handler::new(pages, outbox, settings("en", Keys::None));
        let ask = async |request: Request<Bytes>| -> Response<String> {
            let handled = handler.handle(request, &moment()).await;
            handled.response.map(|body| String::from_utf8(body.to_vec()).expect("UTF-8"))
        };
        let get = |path: &str| Request::get(path).body(Bytes::new()).expect("a request");
        let post = |path: &str, body: String| {
            let request = Request::post(path).header("content-type", URL_ENCODED);
            request.body(body.into()).expect("a request")
        };
        let action = format!("action=\"{base}/forms/incident\"");
        let post_of = encode(&full_post(&incident(false).1, "en"));
        for front in ["", base] {
            let asked = format!("{front}/forms/incident");
            let fresh = ask(get(&asked)).await;
            assert!(fresh.status() == 200 && fresh.body().contains(&action), "{asked}");
            let refused = ask(post(&asked, "lang=en".into())).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            assert!(refused.body().contains(&action), "{}", refused.body());
            let taken = ask(post(&asked, post_of.clone())).await;
            assert_eq!(taken.status(), StatusCode::SEE_OTHER, "{}", taken.body());
            let receipt = taken.headers()["location"].to_str().expect("an address").to_owned();
            assert!(receipt.starts_with(&format!("{base}/forms/incident/receipt/R-")), "{receipt}");
            for receipt in [&receipt, &receipt[base.len()..]] {
                let answer = ask(get(receipt)).await;
                assert!(answer.status() == 200 && answer.body().contains("R-"), "{receipt}");
            }
            assert_eq!(ask(get(&format!("{front}/forms/incident/token"))).await.status(), 200);
            assert_eq!(ask(get(&format!("{front}/healthz"))).await.status(), 200);
        }
        // Another site of the same host, whose path begins alike.
        let other = format!("/{}x/forms/incident", base.trim_start_matches('/'));
        let other = ask(get(&other)).await;
        assert_eq!(other.status(), StatusCode::NOT_FOUND, "{base}");
    }
}
