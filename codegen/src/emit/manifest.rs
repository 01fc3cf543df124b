//! `Cargo.toml` of the generated crate.

/// The whole file: a feature per service, with what it needs of the runtime.
pub fn manifest(package: &str, services: &[(&str, Vec<&'static str>)]) -> String {
    let mut text = format!(
        r#"[package]
name = "{package}"
description = "Clients of web services, generated from their models."
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[features]
default = ["hyper"]
# The default transport: a pooled HTTP/1.1 client with verified TLS.
hyper = ["sdk-runtime/hyper"]
# A feature per service.
"#
    );
    for (module, codecs) in services {
        let codecs: Vec<String> = codecs.iter().map(|codec| format!("\"sdk-runtime/{codec}\"")).collect();
        text.push_str(&format!("{module} = [{}]\n", codecs.join(", ")));
    }
    text.push_str("\n[dependencies]\nsdk-runtime.workspace = true\n\n[lints]\nworkspace = true\n");
    text
}
