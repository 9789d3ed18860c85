//! Which certificates of a mail server are trusted: those by authorities that browsers know, those by
//! authorities of the team's own, and those that the team named themselves.

use rustls::SignatureScheme;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore};
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
            roots.add(certificate.clone()).map_err(|_| damaged())?;
            own.push(certificate);
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

/// The usual verifier, and whoever shows one of the team's own certificates.
#[derive(Debug)]
struct Verifier {
    authorities: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
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
        if is_over || !self.own.iter().any(|own| **own == **certificate) {
            return judged;
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
        self.authorities.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}
