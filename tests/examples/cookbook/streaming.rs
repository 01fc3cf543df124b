//! Bodies that are not held in memory, both ways.

use std::path::Path;

use sdk_fixtures::traits::Client;
use sdk_fixtures::traits::operation::TransferInput;
use sdk_runtime::ByteStream;

/// Sends the file at `path` as it is read, and counts what comes back as it arrives. A request with a file is tried again
/// where that may help; one with another stream is not.
pub async fn transfer(client: &Client, path: &Path) -> Result<usize, Box<dyn std::error::Error>> {
    let input = TransferInput::new().with_body(ByteStream::from_path(path)?);
    let mut body = client.transfer(input).send().await?.into_output().body;
    let mut length = 0;
    while let Some(bytes) = body.next().await {
        length += bytes?.len();
    }
    Ok(length)
}

#[test]
fn a_file_goes_out_and_comes_back() {
    use sdk_fixtures::traits::operation::TransferOutput;

    let stub = sdk_runtime::mock::Stub::new();
    stub.on(|input: TransferInput| Ok(TransferOutput::new(input.body.unwrap_or_default())));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    std::fs::write(&path, "content").unwrap();
    assert_eq!(super::run(transfer(&Client::new(&stub.config()), &path)).unwrap(), 7);
}
