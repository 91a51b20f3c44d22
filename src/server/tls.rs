//! Two PEM files to what HTTPS needs. A certificate that is renewed in its place is taken up within a minute, without a restart.

use super::{ServerError, Tls};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How often the files are looked at, if anybody connects.
const LOOK: Duration = Duration::from_secs(60);

/// The configuration for these files.
///
/// # Errors
/// [`ServerError::Tls`] where they cannot be read, hold no certificate or no key, or do not belong together.
pub(super) fn config(files: &Tls) -> Result<ServerConfig, ServerError> {
    let certificate = Certificate {
        loaded: Mutex::new(Loaded {
            key: Arc::new(load(files)?),
            stamp: stamp(files),
            looked: Instant::now(),
        }),
        files: files.clone(),
    };
    let versions = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&files.certificates, error))?;
    Ok(versions.with_no_client_auth().with_cert_resolver(Arc::new(certificate)))
}

fn load(files: &Tls) -> Result<CertifiedKey, ServerError> {
    let chain = CertificateDer::pem_file_iter(&files.certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| failed(&files.certificates, error))?;
    if chain.is_empty() {
        return Err(failed(&files.certificates, "it holds no certificate in PEM"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| failed(&files.key, error))?;
    CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| failed(&files.key, error))
}

fn failed(path: &Path, reason: impl Display) -> ServerError {
    ServerError::Tls { path: path.to_owned(), reason: reason.to_string() }
}

/// When the files were written.
fn stamp(files: &Tls) -> [Option<SystemTime>; 2] {
    [&files.certificates, &files.key].map(|path| fs::metadata(path).and_then(|data| data.modified()).ok())
}

/// The certificate as the files have it.
#[derive(Debug)]
struct Certificate {
    files: Tls,
    loaded: Mutex<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    key: Arc<CertifiedKey>,
    stamp: [Option<SystemTime>; 2],
    looked: Instant,
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.looked.elapsed() >= LOOK {
            loaded.looked = Instant::now();
            loaded.renew(&self.files);
        }
        Some(Arc::clone(&loaded.key))
    }
}

impl Loaded {
    /// Reads the files again where they have changed. The old certificate stays until both are sound: they are seldom written at once.
    fn renew(&mut self, files: &Tls) {
        let now = stamp(files);
        if now == self.stamp {
            return;
        }
        match load(files) {
            Ok(key) => {
                self.key = Arc::new(key);
                self.stamp = now;
                eprintln!("the certificate was renewed");
            }
            Err(error) => eprintln!("warning: the new certificate is not used yet: {error}"),
        }
    }
}
