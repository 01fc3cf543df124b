//! A server that answers at once, so that the client is what is measured.

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use bench_harness::bodies::CLIENT;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Prints the URL of a server, which is there until standard input ends: as long as the program that started this one.
pub fn serve() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(accept())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn accept() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A client that goes away is done.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let is_registration = request.uri().path() == "/client/register";
    let _ = request.into_body().collect().await;
    let body = if is_registration { CLIENT } else { "{}" };
    let mut response = Response::new(Full::from(body));
    let content_type = if is_registration { "application/json" } else { "application/x-amz-json-1.0" };
    response.headers_mut().insert("content-type", http::HeaderValue::from_static(content_type));
    response
        .headers_mut()
        .insert("x-amzn-requestid", http::HeaderValue::from_static("f2a2c9f4-12c0-4ae0-ae2f-0a1d1c0c0a11"));
    Ok(response)
}
