//! What reqsign's providers may use of the world: the configured transport and clock, the environment that was read, files
//! and programs.

use std::pin::pin;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqsign_core::{CommandExecute, CommandOutput, Context, Error, FileRead, HttpSend, Result, StaticEnv};

use crate::body::Body;
use crate::clock::{Clock, within};
use crate::config::Environment;
use crate::stream::blocking;
use crate::transport::{TimeLimit, Transport};

/// The longest answer, in bytes: of credentials there are some kilobytes.
const MAX_ANSWER: usize = 1 << 20;

pub(super) fn context(
    environment: &Environment,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
) -> Context {
    Context::new()
        .with_env(StaticEnv { home_dir: environment.home().cloned(), envs: environment.texts() })
        .with_file_read(Files)
        .with_command_execute(Programs)
        .with_http_send(Http { transport, clock })
}

#[derive(Debug)]
struct Http {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

impl HttpSend for Http {
    async fn http_send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        // What is asked on the same host answers at once or is not there.
        let is_near = request.uri().host().is_some_and(|host| host.starts_with("169.254."));
        let limit = Duration::from_secs(if is_near { 1 } else { 10 });
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(TimeLimit(limit));
        let exchange = async {
            let (head, body) = self.transport.send(request).await?.into_parts();
            let body = body.collect(MAX_ANSWER).await.map_err(crate::transport::TransportError::new)?;
            Ok(http::Response::from_parts(head, body))
        };
        let answer: Option<std::result::Result<_, crate::transport::TransportError>> =
            within(&*self.clock, Some(limit), pin!(exchange)).await;
        match answer {
            Some(Ok(response)) => Ok(response),
            Some(Err(error)) => Err(Error::unexpected("there is no answer").with_source(error)),
            None => Err(Error::unexpected(format!("there is no answer within {limit:?}"))),
        }
    }
}

#[derive(Debug)]
struct Files;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        let owned = path.to_owned();
        let read = blocking(move || std::fs::read(owned)).await;
        read.map_err(|error| Error::config_invalid(format!("cannot read {path}")).with_source(error))
    }
}

#[derive(Debug)]
struct Programs;

impl CommandExecute for Programs {
    /// Runs them by the shell, as AWS's SDKs do: the words come parted at spaces, whatever quotes they are in.
    async fn command_execute<'a>(
        &'a self,
        program: &'a str,
        arguments: &'a [&'a str],
    ) -> Result<CommandOutput> {
        let (shell, option) = if cfg!(windows) { ("cmd.exe", "/C") } else { ("sh", "-c") };
        let line = std::iter::once(program).chain(arguments.iter().copied()).collect::<Vec<_>>().join(" ");
        let output = blocking(move || Command::new(shell).args([option, &line]).output()).await;
        let output = output.map_err(|error| Error::unexpected("it cannot be run").with_source(error))?;
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            // It may be anything, and would be part of the error.
            stderr: Vec::new(),
        })
    }
}
