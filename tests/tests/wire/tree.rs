//! What a program gets that brings its own transport.

use std::process::Command;

/// The crates that the runtime is made from, with these features of its.
fn crates(features: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "sdk-runtime",
            "--no-default-features",
            "--features",
            features,
        ])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
}

#[test]
fn without_a_transport_nothing_opens_sockets() {
    let sockets =
        ["hyper", "hyper-util", "mio", "native-tls", "openssl", "ring", "rustls", "socket2", "tokio"];
    let found = |features| {
        let crates = crates(features);
        sockets.into_iter().filter(|name| crates.iter().any(|found| found == name)).collect::<Vec<_>>()
    };
    let without = "cbor,checksum,chrono,compression,credentials,flexible-checksums,jiff,json,pattern,serde,sigv4,\
                   sigv4a,time,tower,tracing,xml";
    assert_eq!(found(without), [""; 0]);
    // What is looked for is what would be there.
    assert_eq!(found("hyper"), ["hyper", "hyper-util", "mio", "ring", "rustls", "socket2", "tokio"]);
    let native = found("native-tls");
    assert!(native.contains(&"native-tls") && !native.contains(&"rustls"), "{native:?}");
}
