//! Certificates, and what is agreed on with them.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use sdk_runtime::transport::{Hyper, Proxies, Roots};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use crate::client::{config, fail, succeed};
use crate::server::{Server, read_request, token};

/// A server of TLS: how many requests it has read, besides where it is.
pub(super) struct Secure {
    pub url: String,
    pub requests: Arc<AtomicUsize>,
}

/// A server with a certificate for these names, and the roots by which it is trusted.
pub(super) async fn server(names: &[&str], is_expired: bool) -> Result<(Secure, Roots)> {
    let mut authority = CertificateParams::new([])?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let mut params = params(names)?;
    if is_expired {
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let certificate = params.signed_by(&key, &authority)?;
    let roots = Roots::none().with_pem(authority.pem().as_bytes())?;
    Ok((serve(&certificate, &key, b"http/1.1").await?, roots))
}

fn params(names: &[&str]) -> Result<CertificateParams> {
    Ok(CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>())?)
}

/// Serves tokens in HTTP/1.1 or, if that is the `protocol`, in HTTP/2.
async fn serve(certificate: &rcgen::Certificate, key: &KeyPair, protocol: &'static [u8]) -> Result<Secure> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    tls.alpn_protocols = vec![protocol.to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let server = Server::start(move |stream, _| {
        let (acceptor, count) = (acceptor.clone(), Arc::clone(&count));
        async move {
            let mut stream = acceptor.accept(stream).await?;
            if protocol == b"h2" {
                return answer_http2(TokioIo::new(stream), count).await;
            }
            let mut buffer = Vec::new();
            loop {
                read_request(&mut stream, &mut buffer).await?;
                count.fetch_add(1, Ordering::SeqCst);
                stream.write_all(token().as_bytes()).await?;
            }
        }
    });
    let url = server.await?.url.replace("http://", "https://");
    Ok(Secure { url, requests })
}

async fn answer_http2(
    io: impl hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    count: Arc<AtomicUsize>,
) -> Result<()> {
    let answer = service_fn(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        let body = r#"{"accessToken":"SECRET-access"}"#;
        std::future::ready(Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from_static(
            body.as_bytes(),
        )))))
    });
    Ok(hyper::server::conn::http2::Builder::new(TokioExecutor::new()).serve_connection(io, answer).await?)
}

fn transport(roots: Roots) -> Hyper {
    Hyper::new().with_proxies(Proxies::none()).with_roots(roots)
}

pub(super) async fn trusted() -> Result<String> {
    let (server, roots) = server(&["127.0.0.1"], false).await?;
    let config = config(&server.url).with_transport(transport(roots));
    for _ in 0..3 {
        succeed(&config).await?;
    }
    ensure!(server.requests.load(Ordering::SeqCst) == 3, "not three requests");
    Ok("3 calls, 3 requests".to_owned())
}

pub(super) async fn http2() -> Result<String> {
    let key = KeyPair::generate()?;
    let certificate = params(&["127.0.0.1"])?.self_signed(&key)?;
    let server = serve(&certificate, &key, b"h2").await?;
    let roots = Roots::none().with_pem(certificate.pem().as_bytes())?;
    succeed(&config(&server.url).with_transport(transport(roots))).await?;
    ensure!(server.requests.load(Ordering::SeqCst) == 1, "not one request");
    Ok("agreed on by ALPN".to_owned())
}

pub(super) async fn http2_only() -> Result<String> {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let server =
        Server::start(move |stream, _| answer_http2(TokioIo::new(stream), Arc::clone(&counted))).await?;
    let config =
        config(&server.url).with_transport(Hyper::new().with_proxies(Proxies::none()).with_http2_only());
    let calls = (0..100).map(|_| {
        let config = config.clone();
        tokio::spawn(async move { succeed(&config).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await??;
    }
    let connections = server.connections.load(Ordering::SeqCst);
    ensure!(count.load(Ordering::SeqCst) == 100 && connections <= 2, "{connections} connections");
    Ok(format!("100 calls at once, {connections} connection"))
}

/// The server is not told anything.
async fn refused(server: Secure, roots: Roots, expected: &str) -> Result<String> {
    let (error, text) = fail(&config(&server.url).with_transport(transport(roots))).await?;
    ensure!(text.contains(expected), "{text:?} does not say {expected:?}");
    ensure!(server.requests.load(Ordering::SeqCst) == 0, "a request was sent");
    ensure!(is_of_rustls(&error), "no error of rustls among the sources");
    Ok(text.replace(&server.url, "URL"))
}

fn is_of_rustls(error: &(dyn std::error::Error + 'static)) -> bool {
    // An error of I/O does not call what it holds its source.
    let held = error.downcast_ref().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>()
        || held.is_some_and(|held| is_of_rustls(held))
        || error.source().is_some_and(is_of_rustls)
}

pub(super) async fn wrong_host() -> Result<String> {
    let (server, roots) = server(&["other.test"], false).await?;
    refused(server, roots, "not valid for name").await
}

pub(super) async fn expired() -> Result<String> {
    let (server, roots) = server(&["127.0.0.1"], true).await?;
    refused(server, roots, "expired").await
}

pub(super) async fn self_signed() -> Result<String> {
    let (server, _) = server(&["127.0.0.1"], false).await?;
    refused(server, Roots::mozilla(), "UnknownIssuer").await
}
