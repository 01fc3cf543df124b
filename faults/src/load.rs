//! What calls cost in memory and in time. The client runs in a process of its own, which nothing else is measured with.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use futures_core::Stream;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use sdk::Config;
use sdk::ssooidc::Client;
use sdk_fixtures::traits::operation::TransferInput;
use sdk_runtime::ByteStream;
use sdk_runtime::transport::{Hyper, Proxies};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Semaphore;

use crate::client::input;
use crate::server::{Server, read_request, response, token};

const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;

/// Does `task` with the server at `url`, in this process, and prints what was measured.
///
/// # Errors
/// When a call fails.
pub fn child(task: &str, url: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // As users have it, but for the time that ten thousand connections take.
    let transport = Hyper::new().with_proxies(Proxies::none()).with_connect_timeout(Duration::from_secs(30));
    let config = Config::new().with_endpoint_url(url).with_transport(transport).with_anonymous_access();
    runtime.block_on(async {
        let measured = match task {
            "upload" => upload_here(&config).await?,
            "download" => download_here(&config).await?,
            "crowd" => crowd_here(&config).await?,
            "overhead" => overhead_here(&config, url).await?,
            _ => bail!("there is no task {task:?}"),
        };
        std::io::Write::write_all(&mut std::io::stdout(), measured.as_bytes())?;
        Ok(())
    })
}

/// What a child prints.
async fn measure(task: &str, server: &Server) -> Result<String> {
    let (task, url) = (task.to_owned(), server.url.clone());
    let program = std::env::current_exe()?;
    let output = tokio::task::spawn_blocking(move || {
        std::process::Command::new(program).args(["--child", &task, &url]).output()
    });
    let output = output.await??;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?)
}

/// The most memory that this process has had, in bytes.
fn peak() -> Result<u64> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("only Linux says how much memory it was")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}

/// As text for people.
async fn peak_of(task: &str, server: &Server, limit: u64) -> Result<String> {
    let peak: u64 = measure(task, server).await?.parse()?;
    ensure!(peak < limit, "{} MiB of memory, of at most {}", peak / MIB, limit / MIB);
    Ok(format!("{} MiB of memory, of at most {}", peak / MIB, limit / MIB))
}

/// Zeros, so many of them.
struct Zeros(u64);

impl Stream for Zeros {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        static ZEROS: [u8; 64 << 10] = [0; 64 << 10];
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= ZEROS.len() as u64;
        Poll::Ready(Some(Ok(Bytes::from_static(&ZEROS))))
    }
}

pub async fn upload() -> Result<String> {
    let received = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&received);
    let server = Server::start(move |mut stream, _| {
        let count = Arc::clone(&count);
        async move {
            let mut buffer = vec![0; 64 << 10];
            let (mut seen, mut end) = (Vec::new(), None);
            let mut total = 0;
            while end.is_none_or(|end| total < end + GIB) {
                let read = stream.read(&mut buffer).await?;
                total += read as u64;
                if end.is_none() {
                    seen.extend_from_slice(buffer.get(..read).unwrap_or_default());
                    end = seen.windows(4).position(|window| window == b"\r\n\r\n").map(|end| end as u64 + 4);
                }
            }
            count.store(total - end.unwrap_or(0), Ordering::SeqCst);
            Ok(stream.write_all(response("200 OK", "", "").as_bytes()).await?)
        }
    });
    let text = peak_of("upload", &server.await?, 64 * MIB).await?;
    ensure!(received.load(Ordering::SeqCst) == GIB, "{} bytes came", received.load(Ordering::SeqCst));
    Ok(text)
}

async fn upload_here(config: &Config) -> Result<String> {
    let client = sdk_fixtures::traits::Client::new(config);
    let body = ByteStream::from_stream(Zeros(GIB)).with_length(GIB);
    client.transfer(TransferInput::new().with_body(body)).send().await?;
    Ok(peak()?.to_string())
}

pub async fn download() -> Result<String> {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream, &mut Vec::new()).await?;
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {GIB}\r\n\r\n").as_bytes()).await?;
        let zeros = vec![0; 64 << 10];
        for _ in 0..GIB / (64 << 10) {
            stream.write_all(&zeros).await?;
        }
        Ok(())
    });
    peak_of("download", &server.await?, 64 * MIB).await
}

async fn download_here(config: &Config) -> Result<String> {
    let client = sdk_fixtures::traits::Client::new(config);
    let mut output = client.transfer(TransferInput::new()).send().await?;
    let mut length = 0;
    while let Some(piece) = output.body.next().await {
        length += piece?.len() as u64;
    }
    ensure!(length == GIB, "{length} bytes came");
    Ok(peak()?.to_string())
}

const CROWD: usize = 10_000;

/// Nobody is answered before everybody has asked.
pub async fn crowd() -> Result<String> {
    let (arrived, all) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let server = Server::start(move |mut stream, _| {
        let (arrived, all) = (Arc::clone(&arrived), Arc::clone(&all));
        async move {
            read_request(&mut stream, &mut Vec::new()).await?;
            if arrived.fetch_add(1, Ordering::SeqCst) + 1 == CROWD {
                all.add_permits(CROWD);
            }
            all.acquire().await?.forget();
            Ok(stream.write_all(token().as_bytes()).await?)
        }
    });
    peak_of("crowd", &server.await?, 512 * MIB).await
}

async fn crowd_here(config: &Config) -> Result<String> {
    let client = Client::new(config);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CROWD {
        calls.spawn(client.create_token(input()).send());
    }
    while let Some(result) = calls.join_next().await {
        let attempts = result??.metadata().attempts;
        ensure!(attempts == 1, "{attempts} attempts");
    }
    Ok(peak()?.to_string())
}

/// How much more than hyper alone a call may cost.
const MAX_RATIO: f64 = 1.5;

pub async fn overhead() -> Result<String> {
    let (server, _) = Server::answering(|_, _| token()).await?;
    let measured = measure("overhead", &server).await?;
    let mut numbers = measured.split(' ').map(str::parse::<f64>);
    let (Some(Ok(ours)), Some(Ok(ratio))) = (numbers.next(), numbers.next()) else {
        bail!("{measured:?} is not two numbers")
    };
    let text = format!("{ours:.1} µs: {ratio:.2} of hyper's, of at most {MAX_RATIO}");
    ensure!(ratio <= MAX_RATIO, "{text}");
    Ok(text)
}

/// Microseconds of CPU per call of ours, and how many times hyper's that is. The same bytes go both ways. A machine is
/// faster at one time than at another: what is compared are rounds that follow each other, and of all the comparisons the
/// one in the middle counts.
async fn overhead_here(config: &Config, url: &str) -> Result<String> {
    const ROUNDS: usize = 40;
    const CALLS: u32 = 500;
    let client = Client::new(config);
    let request = client.create_token(input());
    let (head, body) = request.to_http()?.into_parts();
    let body = body.collect(1 << 20).await.map_err(anyhow::Error::from_boxed)?;
    ensure!(head.uri.to_string().starts_with(url), "another server");
    let bare: Pooled<HttpConnector, Full<Bytes>> = Pooled::builder(TokioExecutor::new()).build_http();
    let (mut costs, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let mut spent = [0.0; 2];
        for (which, spent) in spent.iter_mut().enumerate() {
            let before = cpu()?;
            for _ in 0..CALLS {
                if which == 0 {
                    let response = request.send().await?;
                    ensure!(response.access_token.is_some(), "no token");
                } else {
                    let request = http::Request::from_parts(head.clone(), Full::new(body.clone()));
                    let response = bare.request(request).await?.into_body().collect().await?.to_bytes();
                    ensure!(!response.is_empty(), "no answer");
                }
            }
            *spent = (cpu()? - before) / f64::from(CALLS);
        }
        let [ours, bare] = spent;
        // The first round makes connections.
        if round > 0 {
            costs.push(ours);
            ratios.push(ours / bare);
        }
    }
    Ok(format!("{} {}", middle(costs)?, middle(ratios)?))
}

/// The one in the middle.
fn middle(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().context("nothing was measured")
}

/// Microseconds of CPU that this process has had.
fn cpu() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64)
}
