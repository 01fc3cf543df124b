//! What is printed straight from tokens is what prettyplease would print.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use super::{direct, parsed, print, stream};

/// Every file of the generated crates, whose items are of all forms that the emitters know.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn direct_printing_is_that_of_prettyplease() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a repository");
    let mut paths = Vec::new();
    files(&repository.join("generated/src"), &mut paths);
    files(&repository.join("tests/generated/src"), &mut paths);
    let (mut direct, mut other) = (0, 0);
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file");
        let tokens: TokenStream = text.parse().expect("Rust");
        let (_, rest) = super::inner_attributes(&tokens.into_iter().collect::<Vec<_>>())
            .map(|(printed, rest)| (printed, rest.to_vec()))
            .expect("attributes");
        for item in direct::split(rest.into_iter()).expect("items") {
            let Some(printed) = direct::item(&item, 0) else {
                other += 1;
                continue;
            };
            direct += 1;
            let expected = print(parsed(stream(&item)).expect("an item"));
            assert_eq!(printed, expected, "{}", path.display());
        }
    }
    assert!(direct > other, "{direct} items are printed directly, {other} are not");
}
