//! Web servers as static hosts: a folder at a path, with more settings if a test wants them.

use crate::server::free_port;
use crate::wait::wait_for;
use crate::{Site, http};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running web server, which ends with the value.
pub struct StaticHost {
    child: Child,
    /// `http://127.0.0.1:port`, without a slash at the end.
    pub origin: String,
    // Its settings and logs.
    _folder: Site,
}

impl StaticHost {
    /// nginx, which serves `public` at a path such as `/` or `/cert/`. `http` and `server` are settings
    /// that are put into the blocks of these names.
    pub fn nginx(public: &Path, path: &str, http: &str, server: &str) -> StaticHost {
        let (folder, port, public) = (Site::from(""), free_port(), public.display());
        let root = folder.root().display().to_string();
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
        let mut command = Command::new("nginx");
        command.arg("-c").arg(folder.path("nginx.conf"));
        StaticHost::run(command, folder, port)
    }

    /// Caddy, which serves `root` with these directives.
    pub fn caddy(root: &Path, directives: &str) -> StaticHost {
        let (folder, port) = (Site::from(""), free_port());
        folder.write(
            "Caddyfile",
            format!(
                "{{\nadmin off\nauto_https off\nlog {{\noutput file {}\n}}\n}}\n\
                 http://127.0.0.1:{port} {{\nbind 127.0.0.1\nroot * {}\n{directives}\nfile_server\n}}\n",
                folder.path("error.log").display(),
                root.display()
            ),
        );
        let mut command = Command::new("caddy");
        command.args(["run", "--config"]).arg(folder.path("Caddyfile"));
        command.env("HOME", folder.root()).env("XDG_DATA_HOME", folder.root());
        StaticHost::run(command, folder, port)
    }

    /// Apache, which serves `root` with these directives in its `<Directory>`.
    pub fn apache(root: &Path, directives: &str) -> StaticHost {
        let (folder, port, root) = (Site::from(""), free_port(), root.display());
        let own = folder.root().display().to_string();
        let modules =
            ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite"].map(|name| {
                format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n")
            });
        folder.write(
            "apache.conf",
            format!(
                "{}ServerRoot {own}\nServerName localhost\nListen 127.0.0.1:{port}\n\
                 PidFile {own}/pid\nErrorLog {own}/error.log\nTypesConfig /etc/mime.types\n\
                 DocumentRoot {root}\n<Directory {root}>\nRequire all granted\n\
                 DirectoryIndex index.html\n{directives}</Directory>\n",
                modules.concat()
            ),
        );
        let mut command = Command::new("apache2");
        // As one process, so that it ends as a whole.
        command.arg("-X").arg("-f").arg(folder.path("apache.conf"));
        StaticHost::run(command, folder, port)
    }

    fn run(mut command: Command, folder: Site, port: u16) -> StaticHost {
        let name = command.get_program().display().to_string();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn();
        let child = child.unwrap_or_else(|_| panic!("{name} is installed: `make test` does it"));
        let origin = format!("http://127.0.0.1:{port}");
        let mut host = StaticHost { child, origin, _folder: folder };
        let log = host._folder.path("error.log");
        wait_for(&format!("{name} to answer"), || {
            if let Some(status) = host.child.try_wait().expect("it is our child") {
                let log = std::fs::read_to_string(&log).unwrap_or_default();
                panic!("{name} ended with {status}: {log}");
            }
            http::try_get(&host.origin).map(drop)
        });
        host
    }

    /// Gets an address of it.
    #[track_caller]
    pub fn get(&self, address: &str) -> http::Response {
        http::get(&format!("{}{address}", self.origin))
    }
}

impl Drop for StaticHost {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
