//! Examples in documentation. They are compiled, and not run. `$crate` stands for the package, in which they cannot name
//! themselves by another name.

use crate::plan::waiter::Waiter;
use crate::plan::{Field, Operation, RustType, Service, Sparse};

/// The columns that a line of an example has at most.
const WIDTH: usize = 88;

/// How `operation` is called: with variables of the types that its required members have.
pub(super) fn call(service: &Service, operation: &Operation) -> Vec<String> {
    let Operation { method, input, error, .. } = operation;
    let (name, module) = (&input.name, &service.module);
    let required: Vec<&Field> = input.required().collect();
    let client = if required.iter().any(|field| field.name == "client") { "service" } else { "client" };
    let variables: String =
        required.iter().map(|field| format!(", {}: {}", field.name, variable(&field.ty, module))).collect();
    let arguments: Vec<&str> = required.iter().map(|field| field.name.as_str()).collect();
    let mut lines = vec![
        format!("# use $crate::{module}::{{Client, error::{error}, operation::{name}}};"),
        format!("# async fn example({client}: Client{variables}) -> Result<(), {error}> {{"),
    ];
    let input = format!("let input = {name}::new({});", arguments.join(", "));
    if input.len() <= WIDTH {
        lines.push(input);
    } else {
        lines.push(format!("let input = {name}::new("));
        lines.extend(arguments.iter().map(|argument| format!("    {argument},")));
        lines.push(");".to_owned());
    }
    lines.push(format!("let response = {client}.{method}(input).send().await?;"));
    lines.extend(["println!(\"{response:?}\");", "# Ok(())", "# }"].map(str::to_owned));
    block(&lines)
}

/// How the items of the first operation that has pages are had.
pub(super) fn pages(service: &Service) -> Vec<String> {
    let has_items = |operation: &&Operation| {
        operation.pagination.as_ref().is_some_and(|pagination| pagination.items.is_some())
    };
    let Some(operation) = service.operations.iter().find(has_items) else { return Vec::new() };
    let Operation { method, input, error, .. } = operation;
    let (input, module) = (&input.name, &service.module);
    block(&[
        &format!("use $crate::{module}::{{Client, error::{error}, operation::{input}}};"),
        "",
        &format!("async fn count(client: &Client, input: {input}) -> Result<usize, {error}> {{"),
        "    let mut count = 0;",
        &format!("    let mut items = client.{method}(input).items();"),
        "    while let Some(item) = items.next().await {",
        "        let _item = item?;",
        "        count += 1;",
        "    }",
        "    Ok(count)",
        "}",
    ])
}

/// How the first waiter is used.
pub(super) fn wait(service: &Service) -> Vec<String> {
    let Some(waiter) = service.waiters.waiters.first() else { return Vec::new() };
    let Waiter { method, input, .. } = waiter;
    let module = &service.module;
    block(&[
        "use std::time::Duration;",
        "",
        &format!("use $crate::{{WaitError, {module}::{{Client, operation::{input}}}}};"),
        "",
        &format!("async fn wait(client: &Client, input: {input}) -> Result<(), WaitError<{input}>> {{"),
        &format!("    let waited = client.{method}(input, Duration::from_secs(600)).await?;"),
        "    println!(\"after {} attempts: {:?}\", waited.attempts, waited.result);",
        "    Ok(())",
        "}",
    ])
}

/// A block of code that is compiled and not run.
pub(super) fn block(code: &[impl AsRef<str>]) -> Vec<String> {
    let code = code.iter().map(AsRef::as_ref);
    ["", "```no_run"].into_iter().chain(code).chain(["```"]).map(str::to_owned).collect()
}

/// The type of a variable that holds a value of type `ty`, by paths that hold anywhere.
fn variable(ty: &RustType, module: &str) -> String {
    let entry = |ty: &RustType, sparse: Sparse| match sparse {
        true => format!("Option<{}>", variable(ty, module)),
        false => variable(ty, module),
    };
    match ty {
        RustType::Bool => "bool".to_owned(),
        RustType::I32 => "i32".to_owned(),
        RustType::I64 => "i64".to_owned(),
        RustType::F32 => "f32".to_owned(),
        RustType::F64 => "f64".to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Bytes => "$crate::Bytes".to_owned(),
        RustType::Timestamp => "$crate::Timestamp".to_owned(),
        RustType::Document => "$crate::Document".to_owned(),
        RustType::Stream => "$crate::ByteStream".to_owned(),
        RustType::EventStream(name) => {
            format!("$crate::sdk_runtime::EventStream<$crate::{module}::types::{name}>")
        }
        RustType::Structure(name) | RustType::Union(name) | RustType::Enum(name) => {
            format!("$crate::{module}::types::{name}")
        }
        RustType::List(item, sparse) => format!("Vec<{}>", entry(item, *sparse)),
        RustType::Map(key, value, sparse) => {
            let key = variable(key, module);
            format!("std::collections::BTreeMap<{key}, {}>", entry(value, *sparse))
        }
    }
}
