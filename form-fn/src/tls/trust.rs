//! Which certificates of a mail server are trusted: those by authorities that browsers know, those by
//! authorities of the team's own, and those that the team named themselves. One that is named and no
//! authority vouches for itself alone.

use memchr::memmem;
use rustls::SignatureScheme;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
};
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;

pub use tokio_rustls::client::TlsStream;

/// Protects connections to a server of this name.
#[derive(Clone)]
pub struct Trust {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Trust {
    /// Trusts what browsers do, and the certificates in a file of PEM.
    ///
    /// # Errors
    /// A sentence about the file, or the name.
    pub fn new(host: &str, pem: Option<&[u8]>) -> Result<Trust, String> {
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|_| "the server's name is none of a host".to_owned())?;
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let mut own = Vec::new();
        for certificate in pem.into_iter().flat_map(CertificateDer::pem_slice_iter) {
            let damaged = || "its certificate is damaged".to_owned();
            let certificate = certificate.map_err(|_| damaged())?;
            let named = Named::of(&certificate).ok_or_else(damaged)?;
            if named.is_authority {
                roots.add(certificate.clone()).map_err(|_| damaged())?;
            }
            own.push((certificate, named));
        }
        // It would not be missed before the first report.
        if pem.is_some() && own.is_empty() {
            return Err("there is no certificate in PEM in it".to_owned());
        }
        let unusable = |error: &dyn std::fmt::Display| format!("TLS cannot be set up: {error}");
        let provider: Arc<CryptoProvider> = ring::default_provider().into();
        let authorities =
            WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone())
                .build()
                .map_err(|error| unusable(&error))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Verifier { authorities, own }))
            .with_no_client_auth();
        Ok(Trust { connector: Arc::new(config).into(), name })
    }

    /// Protects a connection.
    ///
    /// # Errors
    /// If TLS cannot be agreed on; [`super::dislike`] says why.
    pub async fn protect<S>(&self, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.connector.connect(self.name.clone(), stream).await
    }
}

/// What is wrong with a certificate that nobody but the team can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Dislike {
    /// It has the name of one that the team named, and is another.
    #[error("another certificate of that name")]
    Renewed,
    /// It is signed in the name of one that the team named, and that is no authority.
    #[error("no authority")]
    NoAuthority,
    /// Its key, or that of the authority that was named for it, is too short.
    #[error("a weak key")]
    Weak,
}

impl Dislike {
    fn error(self) -> Error {
        Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(self))))
    }
}

/// Of a certificate, what can be known without trusting it.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    subject: Vec<u8>,
    is_authority: bool,
    is_weak: bool,
}

impl Named {
    fn of(certificate: &CertificateDer<'_>) -> Option<Named> {
        let mut alone = RootCertStore::empty();
        alone.add(certificate.clone().into_owned()).ok()?;
        let anchor = alone.roots.first()?;
        let subject = anchor.subject.to_vec();
        let is_weak = is_weak(&anchor.subject_public_key_info);
        Some(Named { subject, is_authority: is_authority(certificate), is_weak })
    }
}

impl Named {
    /// Whether a certificate has this name as that of its issuer, which it cannot be.
    fn is_issuer_in_vain(&self, certificate: &[u8]) -> bool {
        let is_named = || memmem::find(certificate, &self.subject).is_some();
        !self.is_authority && !self.subject.is_empty() && is_named()
    }
}

/// Whether a key of RSA has less than 2048 bits: with so many, the identifier of RSA and the number
/// take more than 256 bytes.
fn is_weak(key: &[u8]) -> bool {
    const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    memmem::find(key, &RSA).is_some() && key.len() < 256
}

/// Whether a certificate says of itself that it may vouch for others: its basic constraints (2.5.29.19)
/// are a sequence that begins with TRUE.
fn is_authority(certificate: &[u8]) -> bool {
    let constraints = memmem::find(certificate, &[0x06, 0x03, 0x55, 0x1d, 0x13]);
    let rest = constraints.map_or(&[][..], |at| &certificate[at + 5..]);
    let critical = rest.strip_prefix(&[0x01, 0x01, 0xff]).unwrap_or(rest);
    matches!(critical, [0x04, _, 0x30, _, 0x01, 0x01, 0xff, ..])
}

/// The usual verifier, and whoever shows one of the team's own certificates.
#[derive(Debug)]
struct Verifier {
    authorities: Arc<WebPkiServerVerifier>,
    own: Vec<(CertificateDer<'static>, Named)>,
}

impl Verifier {
    /// The same error, or what the team can do about it.
    fn explained(&self, error: Error, certificate: &CertificateDer<'_>) -> Error {
        let Some(shown) = Named::of(certificate) else { return error };
        let is_own = self.own.iter().any(|(own, _)| **own == **certificate);
        let others = || self.own.iter().map(|(_, named)| named).filter(|_| !is_own);
        use CertificateError as Certificate;
        // Signed by it, and the signature cannot be judged.
        let is_signature = matches!(
            error,
            Error::InvalidCertificate(
                Certificate::BadSignature
                    | Certificate::UnsupportedSignatureAlgorithmContext { .. }
                    | Certificate::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
            )
        );
        let is_weak = shown.is_weak || self.own.iter().any(|(_, named)| named.is_weak);
        if others().any(|named| named.subject == shown.subject) {
            Dislike::Renewed.error()
        } else if others().any(|named| named.is_issuer_in_vain(certificate)) {
            Dislike::NoAuthority.error()
        } else if is_signature && is_weak {
            Dislike::Weak.error()
        } else {
            error
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        use CertificateError as Certificate;
        let judged = self.authorities.verify_server_cert(certificate, others, name, ocsp, now);
        let Err(Error::InvalidCertificate(why)) = &judged else { return judged };
        let is_over = matches!(
            why,
            Certificate::Expired
                | Certificate::ExpiredContext { .. }
                | Certificate::NotValidYet
                | Certificate::NotValidYetContext { .. }
        );
        let is_named = matches!(
            why,
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }
        );
        if is_over || is_named {
            return judged;
        }
        if !self.own.iter().any(|(own, _)| **own == **certificate) {
            return judged.map_err(|error| self.explained(error, certificate));
        }
        // It is the very one that was named: what makes of it an authority, as `openssl req -x509`
        // does unasked, is no reason to turn it away. It still has to be for this server.
        verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verified = self.authorities.verify_tls12_signature(message, certificate, signed);
        verified.map_err(|error| self.explained(error, certificate))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verified = self.authorities.verify_tls13_signature(message, certificate, signed);
        verified.map_err(|error| self.explained(error, certificate))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}
