//! Turns service models into the source of a client crate: `model` (the JSON as written) → `plan` (every decision) →
//! `emit` (tokens) → `render` (text) → [`Files`]. Pure functions: reading and writing files is its caller's business.

mod bytes;
pub mod diagnostic;
mod emit;
pub mod expressions;

mod jmespath;
pub mod model;
mod plan;
mod render;
pub mod surface;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow};

pub use plan::{Account, LeftOut, is_union};

use surface::Surface;

/// The text of each file of a crate, by its path below the crate's root, `/` between segments.
pub type Files = BTreeMap<String, String>;

/// A service to generate.
#[derive(Debug)]
pub struct Input<'a> {
    /// The model.
    pub model: &'a model::Service,
    /// The module of the crate, and its cargo feature.
    pub module: &'a str,
    /// The path of the model in the repository, to be named in what is generated.
    pub source: &'a str,
    /// The names of the operations to generate.
    pub operations: &'a BTreeSet<String>,
    /// What lies beside the model.
    pub companions: &'a model::Companions,
}

/// What was generated for a service.
#[derive(Debug)]
pub struct Module {
    /// The name for people, in Markdown.
    pub title: String,
    /// What became of everything in the model.
    pub account: Account,
    /// What the operations of the model are called.
    pub operations: Vec<OperationNames>,
    /// The features that it needs of the runtime.
    pub features: Vec<&'static str>,
    /// What of the companions is left out, and why.
    pub left_out: LeftOut,
    /// What users of the module can name.
    pub surface: Surface,
    /// The files of the module, by path below the crate's root.
    files: Files,
}

impl Module {
    /// The files of the module, by path below the crate's root.
    pub fn files(&self) -> &Files {
        &self.files
    }
}

/// What an operation of the model is called in Rust.
#[derive(Debug)]
pub struct OperationNames {
    /// The name in the model.
    pub name: String,
    /// The method of the client.
    pub method: String,
    /// The type of its input, in the module `operation`.
    pub input: String,
    /// Its modelled errors: the shape in the model, the code on the wire, the type in the module `error`.
    pub errors: Vec<ErrorNames>,
}

/// What an error of the model is called.
#[derive(Debug)]
pub struct ErrorNames {
    /// The name of the shape in the model.
    pub shape: String,
    /// The code on the wire, where services send another one.
    pub code: String,
    /// The type in the module `error`.
    pub ty: String,
}

/// Generates the module of one service.
///
/// # Errors
/// When the model contradicts itself; see [`model::Service::check`].
pub fn module(input: &Input<'_>) -> Result<Module> {
    render(input, plan(input)?)
}

fn plan(input: &Input<'_>) -> Result<plan::Service> {
    plan::lower(input.model, input.companions, input.module, input.operations)
}

fn render(input: &Input<'_>, service: plan::Service) -> Result<Module> {
    let header = header(input.source);
    let mut files = Files::new();
    for file in emit::service(&service) {
        let path = format!("src/{}", file.path);
        let text = render::file(&header, &file.tokens).with_context(|| path.clone())?;
        files.insert(path, text);
    }
    let surface = Surface::of(&service);
    let list = format!("# {}\n\n{surface}", notice(input.source));
    files.insert(surface_path(input.module), list);
    Ok(Module {
        title: service.meta.title.clone(),
        account: service.account,
        operations: names(&service),
        features: service.features(),
        left_out: service.left_out,
        surface,
        files,
    })
}

/// The public API of the module of one service, without its files.
///
/// # Errors
/// As those of [`module`].
pub fn surface(input: &Input<'_>) -> Result<Surface> {
    Ok(Surface::of(&plan::lower(input.model, input.companions, input.module, input.operations)?))
}

/// The path of the list of a module's public API, below the crate's root.
pub fn surface_path(module: &str) -> String {
    format!("api/{module}.txt")
}

fn names(service: &plan::Service) -> Vec<OperationNames> {
    let error = |name: &String| {
        let error = service.errors.iter().find(|error| error.structure.name == *name)?;
        Some(ErrorNames { shape: error.shape.clone(), code: error.code.clone(), ty: name.clone() })
    };
    let operations = service.operations.iter();
    operations
        .map(|operation| OperationNames {
            name: operation.name.clone(),
            method: operation.method.clone(),
            input: operation.input.name.clone(),
            errors: operation.errors.iter().filter_map(error).collect(),
        })
        .collect()
}

/// Puts modules, by name, together to the crate `package`.
///
/// # Errors
/// When the crate's root cannot be rendered, which is a defect of the generator.
pub fn package(package: &str, modules: BTreeMap<&str, Module>) -> Result<Files> {
    let titles: Vec<(&str, &str)> =
        modules.iter().map(|(name, module)| (*name, module.title.as_str())).collect();
    let features: Vec<_> = modules.iter().map(|(name, module)| (*name, module.features.clone())).collect();
    let manifest = format!("# {}\n\n{}", notice("models/services.toml"), emit::manifest(package, &features));
    let name = package.replace('-', "_");
    let first = modules.iter().find_map(|(module, generated)| Some((*module, generated.operations.first()?)));
    let tour =
        first.map(|(module, operation)| emit::tour(&name, module, &operation.method, &operation.input));
    let root =
        render::file(&header("models/services.toml"), &emit::root(&titles, &tour.unwrap_or_default()))?;
    let mut files = Files::from([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), root)]);
    let name = format!("{name}::");
    files.extend(modules.into_values().flat_map(|module| module.files).map(|(path, text)| {
        // In examples, which cannot call their own crate by another name.
        let text = if path.ends_with("/client.rs") { text.replace("$crate::", &name) } else { text };
        (path, text)
    }));
    Ok(files)
}

/// Reads an `endpoint-rule-set-1.json` and checks that it can be compiled.
///
/// # Errors
/// When it cannot be read, or the first thing in it that makes no sense.
pub fn endpoint_rules(
    source: diagnostic::Source<'_>,
) -> std::result::Result<model::endpoint::RuleSet, diagnostic::Error> {
    let rules = model::endpoint::RuleSet::parse(source)?;
    match plan::endpoint::lower(&rules) {
        Ok(_) => Ok(rules),
        Err(problem) => Err(diagnostic::Error::new(source, [problem])),
    }
}

/// The module that endpoint rules become, as the text of a Rust file: its function `resolve` is for the module around it.
/// `title` says whose rules they are, `source` where they are from.
///
/// # Errors
/// When the rules make no sense; [`endpoint_rules`] has refused those.
pub fn resolver(title: &str, source: &str, rules: &model::endpoint::RuleSet) -> Result<String> {
    let resolver = plan::endpoint::lower(rules).map_err(|problem| anyhow!("{}", problem.sentence()))?;
    render::file(&header(source), &emit::endpoint(title, "", &resolver))
}

/// The runtime's table of partitions, as the text of a Rust file.
///
/// # Errors
/// When the file cannot be rendered, which is a defect of the generator.
pub fn partitions(partitions: &model::endpoint::Partitions) -> Result<String> {
    let planned = plan::partitions::lower(partitions)?;
    render::file(
        "// @generated by `cargo xtask partitions`. Do not edit by hand.",
        &emit::partitions(&planned),
    )
}

/// The first line of a generated Rust file.
fn header(source: &str) -> String {
    format!("// {}", notice(source))
}

fn notice(source: &str) -> String {
    format!("@generated by `cargo xtask codegen` from {source}. Do not edit by hand.")
}
