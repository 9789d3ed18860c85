//! Where the server listens: at what the service manager hands over, or else where the settings say.

use form_fn::config::{Listen, Mistake};
use form_fn::server::Listener;
use listenfd::ListenFd;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use tokio::net::{TcpListener, UnixListener};

/// A port or a socket at which connections can be taken, opened here or by the service manager.
pub struct Opened {
    pub listener: Listener,
    /// For the log; it names no path.
    pub name: String,
    pub made: Made,
}

/// A socket that was made here. Whoever stops leaves nothing at which nobody listens.
pub struct Made(Option<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(|path| drop(fs::remove_file(path)));
    }
}

/// Begins to listen at the port or the socket that the settings name, unless the service manager
/// has.
pub async fn open(listen: &Listen) -> Result<Opened, Mistake> {
    let wrong = |error: io::Error| Mistake::new("FORM_LISTEN", format!("cannot be had: {error}"));
    if let Some(listener) = handed_over().map_err(wrong)? {
        return Opened::new(listener, None).map_err(wrong);
    }
    let opened = match listen {
        Listen::Port(address) => {
            TcpListener::bind(address).await.map(|port| (Listener::Port(port), None))
        }
        Listen::Socket(path) => {
            socket(path).map(|socket| (Listener::Socket(socket), Some(path.clone())))
        }
    };
    opened.and_then(|(listener, made)| Opened::new(listener, made)).map_err(wrong)
}

impl Opened {
    fn new(listener: Listener, made: Option<PathBuf>) -> io::Result<Opened> {
        let name = match &listener {
            // With port 0 the system chooses one.
            Listener::Port(port) => format!("http://{}", port.local_addr()?),
            Listener::Socket(_) => "a socket of this machine".to_owned(),
        };
        Ok(Opened { listener, name, made: Made(made) })
    }
}

/// What a service manager opened for us, as systemd does for a unit `form-fn.socket`.
fn handed_over() -> io::Result<Option<Listener>> {
    let mut handed = ListenFd::from_env();
    if handed.len() == 0 {
        return Ok(None);
    }
    if let Ok(Some(port)) = handed.take_tcp_listener(0) {
        port.set_nonblocking(true)?;
        return TcpListener::from_std(port).map(|port| Some(Listener::Port(port)));
    }
    let Some(socket) = handed.take_unix_listener(0)? else { return Ok(None) };
    socket.set_nonblocking(true)?;
    UnixListener::from_std(socket).map(|socket| Some(Listener::Socket(socket)))
}

/// A socket for everybody on this machine, as a port of it would be; the folder says who gets there.
fn socket(path: &Path) -> io::Result<UnixListener> {
    let is_left_over = || {
        let asked = UnixStream::connect(path);
        asked.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    let listener = match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_left_over() => {
            fs::remove_file(path)?;
            UnixListener::bind(path)?
        }
        listener => listener?,
    };
    fs::set_permissions(path, Permissions::from_mode(0o666))?;
    Ok(listener)
}
