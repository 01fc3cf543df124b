//! What is printed straight from tokens is what prettyplease would print.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::{direct, flat, parsed, print, stream};

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

/// The items of a file, those in the bodies of the runtime's macros among them.
fn items(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (_, rest) = super::inner_attributes(&tokens).expect("attributes");
    let mut items = Vec::new();
    for item in direct::split(rest.iter().cloned()).expect("items") {
        match item.as_slice() {
            [.., bang, TokenTree::Group(body)] if flat::is_punct(bang, '!') => {
                let has_items = syn::parse2::<syn::File>(body.stream()).is_ok();
                items.extend(has_items.then(|| self::items(body.stream())).into_iter().flatten());
            }
            _ => items.push(item),
        }
    }
    items
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
        for item in items(text.parse().expect("Rust")) {
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
