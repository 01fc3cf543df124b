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
# The same with the TLS of the operating system, or with rustls and the roots that the system trusts.
native-tls = ["sdk-runtime/native-tls"]
platform-roots = ["sdk-runtime/platform-roots"]
# HTTP/2, which event streams in both directions need.
h2 = ["sdk-runtime/h2"]
# Spans and events for each call and attempt.
tracing = ["sdk-runtime/tracing"]
# Credentials from where AWS's tools look for them: roles, single sign-on, programs, containers, instances.
credentials = ["sdk-runtime/credentials"]
# The configuration of aws-sdk-rust as one of ours.
aws-config = ["sdk-runtime/aws-config"]
# Signatures that are valid in several regions, which some endpoints want.
sigv4a = ["sdk-runtime/sigv4a"]
# Calls that block, without an async runtime.
blocking = ["sdk-runtime/blocking"]
# Layers before all operations, and services as transports.
tower = ["sdk-runtime/tower"]
# `Ord` and `Hash` for every structure and union that has a total order.
ord = ["sdk-runtime/ord"]
# serde for every type; timestamps from and to the types of these crates.
serde = ["sdk-runtime/serde"]
chrono = ["sdk-runtime/chrono"]
jiff = ["sdk-runtime/jiff"]
time = ["sdk-runtime/time"]
# A feature per service.
"#
    );
    for (module, features) in services {
        let features: Vec<String> =
            features.iter().map(|feature| format!("\"sdk-runtime/{feature}\"")).collect();
        text.push_str(&format!("{module} = [{}]\n", features.join(", ")));
    }
    text.push_str("\n[dependencies]\nsdk-runtime.workspace = true\n\n[lints]\nworkspace = true\n");
    text
}
