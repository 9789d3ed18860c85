//! What a failed connection failed of, told the same way for mail servers and for AWS.

#[cfg(feature = "smtp")]
mod trust;

#[cfg(feature = "smtp")]
pub(crate) use trust::{TlsStream, Trust};

use rustls::{AlertDescription, CertificateError, Error as Tls};
use std::error::Error;
use std::io;

/// Why TLS could not be agreed on, in a few words about the other side; none if that was not what
/// failed. rustls wraps what it dislikes in an I/O error, and its callers call that a failed
/// connection.
pub(crate) fn dislike(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = find::<Tls>(error) {
        return Some(words(error));
    }
    let is_handshake = find_io(error, |error| error.kind() == io::ErrorKind::InvalidData).is_some();
    is_handshake.then_some("TLS could not be agreed on")
}

fn words(error: &Tls) -> &'static str {
    match error {
        Tls::InvalidCertificate(why) => certificate_words(why),
        Tls::InvalidMessage(_) => "it does not speak TLS there: is the port right?",
        Tls::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        )
        | Tls::PeerIncompatible(_) => "it speaks only versions of TLS that are too old",
        _ => "TLS could not be agreed on",
    }
}

fn certificate_words(error: &CertificateError) -> &'static str {
    use CertificateError as Certificate;
    match error {
        Certificate::Expired | Certificate::ExpiredContext { .. } => "its certificate has expired",
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            "its certificate is not valid yet: is the clock of this machine right?"
        }
        // What openssl writes without being asked for more.
        Certificate::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "its certificate has no name of a server in it: make one with a subjectAltName"
        }
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            "its certificate is for another name"
        }
        // One of the same name, with another key, is unknown too.
        Certificate::UnknownIssuer | Certificate::BadSignature => {
            "its certificate is by an authority that this machine does not know"
        }
        Certificate::Revoked => "its certificate is revoked",
        #[cfg(feature = "smtp")]
        Certificate::Other(other) => match other.0.downcast_ref() {
            Some(trust::Dislike::Renewed) => {
                "its certificate is another than the one of the same name in FORM_SMTP_CA: was it \
                 renewed?"
            }
            Some(trust::Dislike::NoAuthority) => {
                "its certificate is signed by one in FORM_SMTP_CA that is no authority (CA:TRUE)"
            }
            Some(trust::Dislike::Weak) => {
                "its key, or that of its authority, is too weak: RSA takes 2048 bits at least"
            }
            None => "its certificate is not valid",
        },
        Certificate::UnsupportedSignatureAlgorithmContext { .. }
        | Certificate::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its certificate is signed in a way that is too old, or not known here"
        }
        _ => "its certificate is not valid",
    }
}

/// The first error of a kind among those that an error wraps.
pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// The first I/O error that is of interest among those that an error wraps.
pub(crate) fn find_io<'a>(
    error: &'a (dyn Error + 'static),
    is_it: impl Fn(&io::Error) -> bool,
) -> Option<&'a io::Error> {
    chain(error).filter_map(|error| error.downcast_ref()).find(|error| is_it(error))
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    fn next<'a>(error: &&'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>() {
            // Its `source` would skip the error that it wraps.
            Some(error) => error.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    }
    std::iter::successors(Some(error), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tls_dislikes_is_found_however_deep() {
        let deep = |error: Tls| io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error));
        let check = |why, expect: &str| {
            let told = dislike(&deep(Tls::InvalidCertificate(why))).expect("it is TLS");
            assert!(told.contains(expect), "{told}");
        };
        check(CertificateError::Expired, "has expired");
        check(CertificateError::NotValidYet, "not valid yet");
        check(CertificateError::NotValidForName, "another name");
        check(CertificateError::UnknownIssuer, "does not know");
        check(CertificateError::BadEncoding, "not valid");
        let plain = io::Error::new(io::ErrorKind::InvalidData, "unknown issuer");
        assert_eq!(dislike(&io::Error::other(plain)), Some("TLS could not be agreed on"));
        assert_eq!(dislike(&io::Error::other("gone")), None);
        assert_eq!(dislike(&io::Error::from(io::ErrorKind::ConnectionRefused)), None);
    }
}
