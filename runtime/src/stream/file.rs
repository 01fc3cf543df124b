//! A file as a body.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::BoxError;
use crate::mock::BoxFuture;

/// A file, and how much of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(super) path: Arc<Path>,
    pub(super) length: u64,
}

/// How much is read at a time, and held in memory.
const CHUNK: u64 = 64 << 10;

/// A file that is opened when the first piece of it is asked for.
pub(crate) struct FileBody {
    file: File,
    left: u64,
    state: State,
}

enum State {
    /// Before the first piece and between two of them.
    Idle(Option<fs::File>),
    Reading(BoxFuture<'static, io::Result<(fs::File, Bytes)>>),
    Done,
}

impl FileBody {
    pub(crate) fn new(file: File) -> Self {
        Self { left: file.length, file, state: State::Idle(None) }
    }

    /// The file from its start, however much of this one has been read.
    pub(crate) fn again(&self) -> Self {
        Self::new(self.file.clone())
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Idle(_) if self.left == 0 => self.state = State::Done,
                State::Idle(open) => {
                    let (open, path, limit) = (open.take(), self.file.path.clone(), self.left.min(CHUNK));
                    self.state = State::Reading(blocking(move || {
                        let file = match open {
                            Some(file) => file,
                            None => fs::File::open(path)?,
                        };
                        let chunk = read_chunk(&file, limit)?;
                        Ok((file, chunk))
                    }));
                }
                State::Reading(reading) => {
                    let read = ready!(reading.as_mut().poll(cx));
                    self.state = State::Done;
                    let (file, chunk) = read?;
                    self.left = self.left.saturating_sub(chunk.len() as u64);
                    self.state = State::Idle(Some(file));
                    return Poll::Ready(Some(Ok(chunk)));
                }
            }
        }
    }
}

/// The next piece, full but for the last one.
fn read_chunk(file: &fs::File, limit: u64) -> io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(limit as usize);
    file.take(limit).read_to_end(&mut chunk)?;
    match chunk.is_empty() {
        true => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file is shorter than it was")),
        false => Ok(chunk.into()),
    }
}

/// Runs what waits for a disk, in a thread for such things where there is a runtime that has some.
pub(crate) fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> BoxFuture<'static, io::Result<T>> {
    #[cfg(feature = "hyper")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        return Box::pin(async move { runtime.spawn_blocking(work).await? });
    }
    Box::pin(async move { work() })
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.poll_chunk(cx).map_ok(Frame::data).map_err(|error| {
            let path = self.file.path.display();
            io::Error::new(error.kind(), format!("{path}: {error}")).into()
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
