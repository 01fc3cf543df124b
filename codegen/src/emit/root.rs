//! `lib.rs` of the generated crate.

use super::docs;
use crate::tokens::{TokenStream, ident, quote};

/// What one has to know to begin with, shown on the operation `method` of the service `module`.
pub fn tour(package: &str, module: &str, method: &str, input: &str) -> Vec<String> {
    let text = format!(
        r#"
# The first five minutes

A client is made from a configuration, which all services share, and costs nothing to clone. A request is made from an
input: what it must have are arguments of `new`, all else has a setter that starts with `with_`. Nothing is sent before
`send`.

```no_run
# #[cfg(feature = "{module}")]
# mod tour {{
use {package}::Config;
use {package}::{module}::Client;
use {package}::{module}::operation::{input};

async fn call(input: {input}) {{
    let client = Client::new(&Config::new().with_region("eu-central-1"));
    match client.{method}(input).send().await {{
        Ok(response) => println!("{{response:?}}, {{:?}}", response.metadata().request_id()),
        Err(error) => println!("{{:?}}, attempt {{}}: {{error}}", error.code(), error.attempts()),
    }}
}}
# }}
```

* [`Config::from_env`] takes region, keys and all else from where AWS's tools look for them.
* An error is an enum with a variant for each error of the model. Whichever it is, it is a [`Failure`] that tells code,
  message, status, request id, attempts, and whether another try may help. Each service has an `Error` that all of its
  errors become by `?`.
* [`Retry`] and the time limits of [`Config`] hold for all requests; each request can have its own.
* Operations that answer in pages have [`pages`](Request::pages) and [`items`](Request::items); clients have a method
  `wait_until_…` for all that can be waited for.
* Bodies of any length are a [`ByteStream`].
* With the feature `blocking`, [`sdk_runtime`] has what it takes to do without an async runtime.

A test gives a client whose calls are answered by functions. What goes in and what comes out must be as the model says:

```no_run
# #[cfg(feature = "{module}")]
# mod test {{
use {package}::Operation;
use {package}::sdk_runtime::mock::Stub;
use {package}::{module}::Client;
use {package}::{module}::operation::{input};

type Output = <{input} as Operation>::Output;

fn client_for_a_test(answer: fn({input}) -> Output) -> Client {{
    let stub = Stub::new();
    stub.on(move |input: {input}| Ok(answer(input)));
    Client::new(&stub.config())
}}
# }}
```

Or it is answered with what a service has answered once. The feature `recording` of `sdk-runtime` records calls to files,
without secrets, and replays them.

# Services
"#
    );
    text.lines().map(str::to_owned).collect()
}

/// The whole file, for a crate with these services: module and name for people. `tour` stands before the list of them.
pub fn root(services: &[(&str, &str)], tour: &[String]) -> TokenStream {
    let mut lines = vec!["Clients of web services, generated from their models.".to_owned()];
    lines.extend_from_slice(tour);
    lines.extend([
        String::new(),
        "Each service is a module, and a cargo feature of the same name:".to_owned(),
        String::new(),
    ]);
    lines.extend(services.iter().map(|(module, name)| format!("* `{module}`: {name}")));
    lines.extend(["", "What they have in common is in [`sdk_runtime`], and what users of a client name is exported here."].map(str::to_owned));
    let docs = docs::inner(&lines);
    let modules = services.iter().map(|(module, _)| {
        let name = ident(module);
        quote! {
            #[cfg(feature = #module)]
            #[rustfmt::skip]
            pub mod #name;
        }
    });
    quote! {
        #docs

        pub use sdk_runtime;
        #[rustfmt::skip]
        pub use sdk_runtime::{
            Body, ByteStream, Bytes, Config, Credentials, Document, Enumeration, Environment, Failure, Items, Json, Operation,
            OperationError, Pages, Protocol, Rejection, Request, Response, Retry, Timestamp, Transport, Validation,
            ValidationError, Wait, WaitError, Waited,
        };

        #(#modules)*
    }
}
