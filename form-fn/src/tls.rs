//! What a failed connection failed of, told the same way for mail servers and for AWS.

use std::error::Error;
use std::io;

/// Whether TLS could not be agreed on. rustls wraps what it dislikes about the other side, mostly
/// its certificate, in an I/O error of this kind; its callers call that a failed connection.
pub(crate) fn is_handshake(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        next = match io {
            // Its `source` would skip the error that it wraps.
            Some(error) => error.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_found_however_deep() {
        let dislike = || io::Error::new(io::ErrorKind::InvalidData, "unknown issuer");
        assert!(is_handshake(&dislike()));
        assert!(is_handshake(&io::Error::other(dislike())));
        assert!(is_handshake(&io::Error::other(io::Error::other(dislike()))));
        assert!(!is_handshake(&io::Error::other("gone")));
        assert!(!is_handshake(&io::Error::from(io::ErrorKind::ConnectionRefused)));
    }
}
