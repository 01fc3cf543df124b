use std::collections::VecDeque;
use std::io::{self, Write};
use std::pin::pin;
use std::task::Waker;

use http_body::SizeHint;

use super::*;

/// What comes of a future that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

/// A body of these frames, of a length that it knows or does not.
struct Scripted {
    frames: VecDeque<Result<Frame<Bytes>, &'static str>>,
    hint: SizeHint,
}

impl http_body::Body for Scripted {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        Poll::Ready(self.frames.pop_front())
    }

    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}

fn scripted(frames: &[&'static str]) -> Scripted {
    let frames = frames.iter().map(|data| Ok(Frame::data(Bytes::from_static(data.as_bytes()))));
    Scripted { frames: frames.collect(), hint: SizeHint::default() }
}

/// A stream that can be read once.
fn once(frames: &[&'static str]) -> ByteStream {
    ByteStream::from_body(scripted(frames))
}

fn file(content: &[u8]) -> (tempfile::NamedTempFile, ByteStream) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(content).expect("a write");
    let stream = ByteStream::from_path(file.path()).expect("a file");
    (file, stream)
}

/// All that a stream gives, piece by piece, up to its end or an error.
fn pieces(mut stream: ByteStream) -> Vec<Result<Bytes, String>> {
    let mut pieces = Vec::new();
    while let Some(piece) = now(stream.next()) {
        pieces.push(piece.map_err(|error| error.to_string()));
    }
    assert!(now(stream.next()).is_none(), "an end that is not the end");
    pieces
}

fn collected(stream: &ByteStream) -> Result<Bytes, String> {
    now(stream.clone().collect()).map_err(|error| error.to_string())
}

const TAKEN: &str = "the stream has been read already, and can be read once";

#[test]
fn what_is_in_memory_or_in_a_file_is_read_again_and_again() {
    let (_file, in_file) = file(b"content");
    for stream in [
        ByteStream::from("content"),
        ByteStream::from(String::from("content")),
        ByteStream::from(b"content".to_vec()),
        ByteStream::from(Bytes::from_static(b"content")),
        ByteStream::from(Body::from("content")),
        in_file,
    ] {
        assert_eq!(stream.length(), Some(7));
        assert!(stream.is_replayable());
        for _ in 0..2 {
            assert_eq!(collected(&stream).as_deref(), Ok(&b"content"[..]));
            assert_eq!(pieces(stream.clone()), [Ok(Bytes::from_static(b"content"))]);
            let mut body = stream.to_body().expect("a body");
            assert!(body.is_replayable());
            let again = body.try_clone().expect("a second body");
            assert!(now(poll_body(&mut body)).is_some());
            let late = body.try_clone().expect("a third body");
            assert_eq!(now(again.collect(7)).expect("content"), "content");
            // Bytes are gone once they are read, and a file is not.
            let left = now(late.collect(7)).expect("content");
            assert_eq!(left, if stream.as_bytes().is_some() { "" } else { "content" });
        }
    }
}

async fn poll_body(body: &mut Body) -> Option<Result<Frame<Bytes>, BoxError>> {
    std::future::poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut *body), cx)).await
}

#[test]
fn anything_else_is_read_once_by_whoever_comes_first() {
    let make = || once(&["a", "", "bc"]);
    assert!(!make().is_replayable());
    assert_eq!(make().length(), None);

    let stream = make();
    assert_eq!(collected(&stream).as_deref(), Ok(&b"abc"[..]));
    assert_eq!(collected(&stream), Err(TAKEN.to_owned()));
    assert!(matches!(stream.to_body(), Err(StreamError::Taken)));
    assert_eq!(pieces(stream), [Err(TAKEN.to_owned())]);

    let stream = make();
    let pieces_of_it = pieces(stream.clone());
    assert_eq!(pieces_of_it, ["a", "", "bc"].map(|piece| Ok(Bytes::from(piece))));
    assert_eq!(collected(&stream), Err(TAKEN.to_owned()));

    let body = make().to_body().expect("a body");
    assert!(!body.is_replayable() && body.try_clone().is_none());
}

#[test]
fn what_has_been_read_in_part_goes_on_from_there() {
    let (_file, in_file) = file(&[b'x'; 65_537]);
    let mut reading = in_file.clone();
    assert_eq!(now(reading.next()).expect("a piece").expect("bytes").len(), 65_536);
    assert_eq!(reading.length(), Some(1));
    assert_eq!(collected(&reading).as_deref(), Ok(&b"x"[..]));
    assert_eq!(collected(&in_file).map(|bytes| bytes.len()), Ok(65_537));

    let mut reading = once(&["a", "b", "c"]);
    assert_eq!(now(reading.next()).expect("a piece").expect("bytes"), "a");
    let shared = reading.clone();
    assert_eq!(now(reading.next()).expect("a piece").expect("bytes"), "b");
    assert_eq!(collected(&shared), Err(TAKEN.to_owned()));
    assert_eq!(collected(&reading).as_deref(), Ok(&b"c"[..]));
}

#[test]
fn ends_after_an_error_and_passes_trailers() {
    let trailers = Frame::trailers(http::HeaderMap::new());
    let frames =
        [Ok(Frame::data(Bytes::from("a"))), Ok(trailers), Err("cut off"), Ok(Frame::data("b".into()))];
    let body = Scripted { frames: frames.into_iter().collect(), hint: SizeHint::default() };
    assert_eq!(pieces(ByteStream::from_body(body)), [Ok(Bytes::from("a")), Err("cut off".to_owned())]);
}

#[test]
fn a_length_that_is_promised_is_kept() {
    for (length, frames, expected) in [
        (3, &["a", "bc"][..], Ok("abc")),
        (0, &[], Ok("")),
        (2, &["a", "bc"], Err("the stream does not have the 2 bytes that were promised")),
        (4, &["a", "bc"], Err("the stream does not have the 4 bytes that were promised")),
        (1, &[], Err("the stream does not have the 1 bytes that were promised")),
    ] {
        let stream = once(frames).with_length(length);
        assert_eq!(stream.length(), Some(length));
        let body = stream.clone().to_body().expect("a body");
        assert_eq!(http_body::Body::size_hint(&body).exact(), Some(length));
        let collected = now(body.collect(100)).map_err(|error| error.to_string());
        assert_eq!(collected, expected.map(Bytes::from).map_err(str::to_owned));
        assert_eq!(stream.length(), None, "there is nothing left");
    }
    let known = Scripted { hint: SizeHint::with_exact(3), ..scripted(&["abc"]) };
    assert_eq!(ByteStream::from_body(known).with_length(7).length(), Some(3));
    assert_eq!(ByteStream::from("abc").with_length(7).length(), Some(3));
}

#[test]
fn a_file_is_read_in_pieces_of_constant_size() {
    let content: Vec<u8> = (0..200_000_u32).map(|byte| byte as u8).collect();
    let (_file, stream) = file(&content);
    let sizes: Vec<_> = pieces(stream.clone()).into_iter().map(|piece| piece.expect("bytes").len()).collect();
    assert_eq!(sizes, [65_536, 65_536, 65_536, 3_392]);
    assert_eq!(collected(&stream).as_deref(), Ok(&content[..]));
    let (_file, empty) = file(b"");
    assert_eq!((collected(&empty), empty.length()), (Ok(Bytes::new()), Some(0)));
}

/// The length is sent before the content, so what comes has to fit.
#[test]
fn a_file_that_changes_is_cut_or_an_error() {
    let (mut changing, stream) = file(b"content");
    changing.write_all(b" and more").expect("a write");
    assert_eq!(collected(&stream).as_deref(), Ok(&b"content"[..]));
    changing.as_file().set_len(3).expect("a shorter file");
    let path = changing.path().display().to_string();
    assert_eq!(collected(&stream), Err(format!("{path}: the file is shorter than it was")));
    drop(changing);
    let error = now(stream.collect()).expect_err("no file");
    let StreamError::Read(source) = error else { panic!("{error}") };
    assert_eq!(source.downcast_ref().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    assert!(source.to_string().starts_with(&path), "{source}");
    assert!(ByteStream::from_path("no such file").is_err());
}

#[cfg(feature = "hyper")]
#[test]
fn a_file_is_read_in_a_thread_for_it_where_there_is_one() {
    let (_file, mut stream) = file(&[b'x'; 100_000]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let is_pending = pin!(stream.next()).poll(&mut Context::from_waker(Waker::noop())).is_pending();
        assert!(is_pending, "the disk is waited for elsewhere");
        assert_eq!(stream.collect().await.expect("content").len(), 100_000);
    });
}

#[test]
fn streams_of_bytes_are_bodies() {
    struct Pieces(VecDeque<Result<Bytes, io::Error>>);
    impl Stream for Pieces {
        type Item = Result<Bytes, io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front())
        }
    }
    let stream = |pieces: [Result<Bytes, io::Error>; 2]| ByteStream::from_stream(Pieces(pieces.into()));
    assert_eq!(collected(&stream([Ok("a".into()), Ok("b".into())])).as_deref(), Ok(&b"ab"[..]));
    let broken = stream([Ok("a".into()), Err(io::Error::other("gone"))]);
    assert_eq!(collected(&broken), Err("gone".to_owned()));
}

#[test]
fn is_equal_to_what_gives_the_same() {
    let (_a, file_a) = file(b"content");
    let (_b, file_b) = file(b"content");
    let (one, other) = (once(&["a"]), once(&["a"]));
    assert_eq!(ByteStream::from("a"), ByteStream::from(b"a".to_vec()));
    assert_ne!(ByteStream::from("a"), ByteStream::from("b"));
    assert_eq!(file_a, file_a.clone());
    assert_ne!(file_a, file_b);
    assert_eq!(one, one.clone());
    assert_ne!(one, other);
    assert_ne!(ByteStream::from("content"), file_a);
}

#[test]
fn is_part_of_a_json_text_where_it_is_in_memory() {
    let json = |stream: &ByteStream| {
        let mut out = crate::codec::json::JsonEncoder::new();
        stream.encode(&crate::schema::ROOT, &mut out);
        out.finish()
    };
    assert_eq!(json(&ByteStream::from("foo")).as_deref(), Ok(&b"\"Zm9v\""[..]));
    let error = json(&once(&["foo"])).expect_err("a stream");
    assert_eq!(error.to_string(), " is a stream, which is not in memory");
}

#[test]
fn shows_a_size_and_no_content() {
    assert_eq!(format!("{:?}", ByteStream::from("hunter2")), "<7 bytes>");
    assert_eq!(format!("{:?}", once(&["hunter2"])), "<stream>");
    assert_eq!(format!("{:?}", file(b"hunter2").1), "<7 bytes>");
}
