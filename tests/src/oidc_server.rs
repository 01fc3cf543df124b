//! A server that speaks the device authorization grant ([RFC 8628]) as AWS SSO OIDC does, on 127.0.0.1.
//!
//! Left alone it serves the flow from registration to token, with the same ids and tokens in every run. A [`Script`]
//! makes it refuse, answer nonsense, break off or fall silent, request by request; a [`Log`] tells what reached it.
//!
//! It is stricter than AWS in one thing: a request with a member that the service does not know is refused.
//!
//! [RFC 8628]: https://www.rfc-editor.org/rfc/rfc8628

mod check;
mod connection;
mod endpoint;
mod flow;
mod log;
mod refusal;
mod reply;
mod script;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::error::Elapsed;

pub use self::endpoint::Endpoint;
pub use self::flow::{DEVICE_CODE_GRANT, SECRETS};
pub use self::log::{Log, Recorded};
pub use self::refusal::Refusal;
pub use self::reply::Reply;
pub use self::script::{Script, Step};

/// A running server. Dropping it closes the port and all connections.
#[derive(Debug)]
pub struct Server {
    url: String,
    log: watch::Receiver<Log>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server on a port that is free, in a thread of its own.
    ///
    /// # Errors
    /// What the system says when it has no port or no thread left.
    pub fn start(script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let (log, received) = watch::channel(Log::default());
        let (stop, stopped) = oneshot::channel();
        let state = connection::State::new(script, url.clone(), log);
        let thread = thread::Builder::new().name("oidc-server".into()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(connection::accept(listener, state));
                // Dropping the sender is the signal. The connections end with the runtime.
                let _ = stopped.await;
            });
        })?;
        Ok(Self { url, log: received, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens: `http://127.0.0.1:` and the port.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What has reached the server so far.
    pub fn log(&self) -> Log {
        self.log.borrow().clone()
    }

    /// Waits until the log is as `condition` wants it.
    ///
    /// # Errors
    /// It still is not so after ten seconds.
    pub async fn wait_for(&self, condition: impl FnMut(&Log) -> bool) -> Result<Log, Elapsed> {
        let mut log = self.log.clone();
        tokio::time::timeout(Duration::from_secs(10), async move {
            let found = log.wait_for(condition).await.map(|log| log.clone());
            match found {
                Ok(log) => log,
                // The server's thread is gone, so nothing will ever happen.
                Err(_) => std::future::pending().await,
            }
        })
        .await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the server's thread has been printed already, and the test that caused it has failed by it.
            let _ = thread.join();
        }
    }
}
