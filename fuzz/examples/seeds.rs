//! Writes the inputs that each target starts from to its corpus.

use std::fs;
use std::io::Result;
use std::path::Path;

use sdk_tests::decoders::DECODERS;

fn main() -> Result<()> {
    for decoder in DECODERS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(decoder.name);
        fs::create_dir_all(&corpus)?;
        for (index, seed) in (decoder.seeds)().iter().enumerate() {
            fs::write(corpus.join(format!("seed-{index}")), seed)?;
        }
    }
    Ok(())
}
