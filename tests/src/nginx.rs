//! nginx as a static host: a folder at a path, with more settings if a test wants them.

use crate::server::free_port;
use crate::wait::wait_for;
use crate::{Site, http};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running nginx, which ends with the value.
pub struct Nginx {
    child: Child,
    /// `http://127.0.0.1:port`, without a slash at the end.
    pub origin: String,
    // Its settings and logs.
    _folder: Site,
}

impl Nginx {
    /// Serves `public` at a path such as `/` or `/cert/`. `http` and `server` are settings that are
    /// put into the blocks of these names.
    pub fn start(public: &Path, path: &str, http: &str, server: &str) -> Nginx {
        let folder = Site::from("");
        let root = folder.root().display().to_string();
        let port = free_port();
        let public = public.display();
        folder.write(
            "nginx.conf",
            format!(
                "daemon off;\nmaster_process off;\npid {root}/pid;\nerror_log {root}/error.log;\n\
                 events {{}}\nhttp {{\n\
                 include /etc/nginx/mime.types;\naccess_log off;\nabsolute_redirect off;\n\
                 client_body_temp_path {root}/body;\nproxy_temp_path {root}/proxy;\n\
                 fastcgi_temp_path {root}/fastcgi;\nuwsgi_temp_path {root}/uwsgi;\n\
                 scgi_temp_path {root}/scgi;\n{http}\n\
                 server {{\nlisten 127.0.0.1:{port};\n{server}\n\
                 location {path} {{ alias {public}/; }}\n}}\n}}\n"
            ),
        );
        let child = Command::new("nginx")
            .arg("-c")
            .arg(folder.path("nginx.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx is installed: `make test` does it");
        let mut nginx =
            Nginx { child, origin: format!("http://127.0.0.1:{port}"), _folder: folder };
        let log = nginx._folder.path("error.log");
        wait_for("nginx to answer", || {
            if let Some(status) = nginx.child.try_wait().expect("it is our child") {
                panic!(
                    "nginx ended with {status}: {}",
                    std::fs::read_to_string(&log).unwrap_or_default()
                );
            }
            http::try_get(&nginx.origin).map(drop)
        });
        nginx
    }

    /// Gets an address of it.
    #[track_caller]
    pub fn get(&self, address: &str) -> http::Response {
        http::get(&format!("{}{address}", self.origin))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
