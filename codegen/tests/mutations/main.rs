//! Models that somebody or something has spoilt: what comes of each is a diagnosis, or files that are Rust and lie where
//! they should. Never a panic.
//!
//! The models are those of `tests/models`, and every run makes the same few thousand mutants. `MUTATIONS_MODELS` names a
//! folder with others, of any depth; `MUTATIONS` says how many mutants are made of each, and `MUTATIONS_SEED` which. With
//! `MUTATIONS_OUT`, a crate of some of the mutants that are generated is written there, to be compiled.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

mod mutate;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use sdk_codegen::diagnostic::{Error, Source, Style};
use sdk_codegen::model::{Companions, Manifest, Paginators, Service, Waiters};
use sdk_codegen::surface::Surface;
use sdk_codegen::{Files, Input, Module};
use serde_json::Value;

const MODEL: &str = "service-2.json";

/// How many mutants a model has.
const MUTANTS: u64 = 300;

/// How many services the crate for compilation has.
const COMPILED: usize = 40;

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn number(name: &str, default: u64) -> u64 {
    setting(name).map_or(default, |value| value.parse().expect("a number"))
}

/// The folders with a model.
fn folders() -> Vec<PathBuf> {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/models");
    let mut open = vec![PathBuf::from(setting("MUTATIONS_MODELS").unwrap_or_else(|| ours.to_owned()))];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|name| name == MODEL) {
                found.push(folder.clone());
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no models");
    found
}

/// The files of a folder that a generator reads, by their names.
fn read(folder: &Path) -> BTreeMap<&'static str, String> {
    let names = [MODEL, "paginators-1.json", "waiters-2.json", "endpoint-rule-set-1.json"];
    names.into_iter().filter_map(|name| Some((name, fs::read_to_string(folder.join(name)).ok()?))).collect()
}

/// What generating files came to.
enum Outcome {
    Diagnosed,
    Generated(Box<Module>),
}

/// Generates a module as the driver does, and looks at what it says.
fn generate(texts: &BTreeMap<&str, String>, module: &str) -> Outcome {
    match try_generate(texts, module) {
        Ok(module) => Outcome::Generated(Box::new(module)),
        Err(error) => {
            let shown = match error.downcast_ref::<Error>() {
                Some(error) => {
                    let _ = error.render(Style::Coloured);
                    error.render(Style::Plain)
                }
                None => format!("{error:#}"),
            };
            assert!(shown.len() > 20, "a diagnosis that says nothing: {shown:?}");
            Outcome::Diagnosed
        }
    }
}

fn try_generate(texts: &BTreeMap<&str, String>, module: &str) -> anyhow::Result<Module> {
    let source = |name| texts.get(name).map(|text| Source::new(name, text));
    let model = Service::parse(source(MODEL).expect("a model"))?;
    let companions = Companions {
        paginators: source("paginators-1.json").map(Paginators::parse).transpose()?,
        waiters: source("waiters-2.json").map(Waiters::parse).transpose()?,
        endpoint_rules: source("endpoint-rule-set-1.json").map(sdk_codegen::endpoint_rules).transpose()?,
    };
    let operations: BTreeSet<String> = model.operations.keys().cloned().collect();
    let input =
        Input { model: &model, module, source: MODEL, operations: &operations, companions: &companions };
    let generated = sdk_codegen::module(&input)?;
    let differences = generated.account.differences(&model);
    assert!(differences.is_empty(), "something is lost: {differences:?}");
    Ok(generated)
}

/// That files lie below the crate's root, each in a place of its own whatever the system, and are what they are called.
fn check(files: &Files) {
    let mut folded = BTreeSet::new();
    for (path, text) in files {
        for segment in path.split('/') {
            let stem = segment.split('.').next().unwrap_or_default();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            assert!(!stem.is_empty() && stem.chars().all(is_plain) && segment.len() < 250, "{path:?}");
        }
        assert!(folded.insert(path.to_lowercase()), "{path} is there twice");
        if path.ends_with(".rs") {
            let file = syn::parse_file(text);
            file.unwrap_or_else(|error| panic!("{path} is not Rust, {error}:\n{text}"));
        } else if path.starts_with("api/") {
            let list: Surface = text.parse().expect("a list that can be read");
            assert!(text.ends_with(&list.to_string()), "{path} is read as something else");
        }
    }
}

#[test]
fn models_and_companions() {
    let (mutants, seed) = (number("MUTATIONS", MUTANTS), number("MUTATIONS_SEED", 0));
    let (mut diagnosed, mut generated) = (0, 0);
    let mut compiled: BTreeMap<String, Module> = BTreeMap::new();
    for folder in folders() {
        let texts = read(&folder);
        let parsed: BTreeMap<&str, Value> =
            texts.iter().map(|(name, text)| (*name, serde_json::from_str(text).expect("JSON"))).collect();
        for mutant in 0..mutants {
            let dice = &mut Rng::with_seed(seed.wrapping_add(mutant));
            let mut spoilt = texts.clone();
            let names: Vec<&str> = texts.keys().copied().collect();
            let name = if dice.u8(..4) == 0 { dice.choice(names).expect("a file") } else { MODEL };
            let text = if dice.u8(..20) == 0 {
                mutate::garble(texts.get(name).map_or("", String::as_str), dice)
            } else {
                let mut value = parsed.get(name).cloned().unwrap_or_default();
                mutate::mutate(&mut value, dice);
                format!("{value:#}")
            };
            spoilt.insert(name, text);
            let module = format!("mutant{}", compiled.len());
            let outcome = catch_unwind(|| {
                let outcome = generate(&spoilt, &module);
                if let Outcome::Generated(generated) = &outcome {
                    check(generated.files());
                }
                outcome
            });
            match outcome {
                Ok(Outcome::Diagnosed) => diagnosed += 1,
                Ok(Outcome::Generated(module_files)) => {
                    generated += 1;
                    if compiled.len() < COMPILED && dice.u8(..8) == 0 {
                        compiled.insert(module, *module_files);
                    }
                }
                Err(_) => panic!("{}, mutant {}: see above", folder.display(), seed.wrapping_add(mutant)),
            }
        }
    }
    assert!(
        diagnosed > generated / 10 && generated > diagnosed / 10,
        "{diagnosed} diagnosed, {generated} generated"
    );
    if let Some(out) = setting("MUTATIONS_OUT") {
        write(Path::new(&out), compiled);
        eprintln!("{diagnosed} diagnosed, {generated} generated");
    }
}

/// Writes the crate of some mutants.
fn write(out: &Path, modules: BTreeMap<String, Module>) {
    let names: Vec<String> = modules.keys().cloned().collect();
    let modules = names.iter().map(String::as_str).zip(modules.into_values()).collect();
    for (path, text) in sdk_codegen::package("mutants", modules).expect("a crate") {
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

#[test]
fn manifests() {
    let text = "# The services.\n\n[depot]\nmodel = \"depot/service-2.json\"\noperations = [\"Get*\", \"PutParcel\"]\n\n\
                [ssooidc]\nmodel = \"sso-oidc/2019-06-10/service-2.json\"\n";
    for mutant in 0..number("MUTATIONS", 2000) {
        let dice = &mut Rng::with_seed(mutant);
        let mut spoilt = mutate::garble(text, dice);
        if dice.bool() {
            let word =
                dice.choice(["depot", "model", "Get*", "operations", "ssooidc", "sso-oidc"]).expect("one");
            spoilt = text.replace(word, &mutate::nasty(dice));
        }
        let source = Source::new("services.toml", &spoilt);
        let manifest = match Manifest::parse(source) {
            Ok(manifest) => manifest,
            Err(error) => {
                assert!(error.to_string().contains("services.toml"), "{error}");
                continue;
            }
        };
        for entry in &manifest.services {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(entry.module.chars().all(is_plain), "{:?}", entry.module);
            let _ = entry
                .select(["GetParcel", "PutParcel"])
                .map_err(|problems| Error::new(source, problems).to_string());
        }
    }
}
