//! Decoders, given what is nearly right.

#![allow(
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and says why"
)]

use fastrand::Rng;
use sdk_runtime::codec::MAX_DEPTH;
use sdk_tests::decoders::{DECODERS, Decoder};

/// How many changed inputs each decoder is given for each of its seeds.
const ROUNDS: usize = 2_000;

#[test]
fn seeds_are_read() {
    for decoder in DECODERS {
        for seed in (decoder.seeds)() {
            assert!(run(decoder, &seed), "{}: {}", decoder.name, seed.escape_ascii());
        }
    }
}

#[test]
fn beginnings_hold() {
    for decoder in DECODERS {
        for seed in (decoder.seeds)() {
            (0..seed.len()).for_each(|end| _ = run(decoder, &seed[..end]));
        }
    }
}

#[test]
fn changed_inputs_hold() {
    for decoder in DECODERS {
        let mut random = Rng::with_seed(1);
        let seeds = (decoder.seeds)();
        for seed in &seeds {
            for _ in 0..ROUNDS {
                let mut bytes = seed.clone();
                for _ in 0..random.usize(1..5) {
                    change(&mut bytes, &seeds, &mut random);
                }
                run(decoder, &bytes);
            }
        }
    }
}

#[test]
fn deep_inputs_hold() {
    for decoder in DECODERS {
        for opening in decoder.openings {
            for levels in [10, MAX_DEPTH, 100_000] {
                run(decoder, &opening.repeat(levels));
                run(decoder, &[b"<Root>", &*opening.repeat(levels)].concat());
            }
        }
    }
}

/// Whether the decoder reads the bytes. Shows them if something does not hold.
fn run(decoder: &Decoder, bytes: &[u8]) -> bool {
    struct Shown<'a>(&'static str, &'a [u8]);

    impl Drop for Shown<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("{} does not hold for b\"{}\"", self.0, self.1.escape_ascii());
            }
        }
    }

    let _shown = Shown(decoder.name, bytes);
    (decoder.check)(bytes)
}

/// Changes, inserts, removes or moves some bytes.
fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Rng) {
    let at = random.usize(..=bytes.len());
    let length = random.usize(..=(bytes.len() - at).min(20));
    let byte = if random.bool() {
        random.u8(..)
    } else {
        *random.choice(b"\0 \"<>/&;{}[]:,.-0e\n\xff").unwrap_or(&0)
    };
    match random.u8(..6) {
        0 if at < bytes.len() => bytes[at] = byte,
        0 | 1 => bytes.insert(at, byte),
        2 => drop(bytes.drain(at..at + length)),
        3 => {
            let copy = bytes[at..at + length].to_vec();
            let to = random.usize(..=bytes.len());
            drop(bytes.splice(to..to, copy));
        }
        4 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        _ => {
            let other = random.choice(seeds).map_or(&[][..], Vec::as_slice);
            let start = random.usize(..=other.len());
            let end = random.usize(start..=other.len().min(start + 30));
            drop(bytes.splice(at..at + length, other[start..end].iter().copied()));
        }
    }
}
