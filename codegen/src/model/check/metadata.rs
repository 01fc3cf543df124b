//! What a client cannot do without.

use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::{Protocol, Service};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    let metadata = &service.metadata;
    let json = metadata.protocol == Some(Protocol::Json);
    for (key, missing, purpose) in [
        (
            "apiVersion",
            metadata.api_version.is_empty(),
            "it is part of requests and of the client's documentation",
        ),
        ("endpointPrefix", metadata.endpoint_prefix.is_empty(), "it begins the host name"),
        ("protocol", metadata.protocol.is_none(), "it decides how requests are written"),
        (
            "serviceFullName",
            metadata.service_full_name.is_empty(),
            "it is what the documentation calls the service",
        ),
        ("serviceId", metadata.service_id.is_empty(), "it is what configuration calls the service"),
        ("signatureVersion", metadata.signature_version.is_none(), "it decides how requests are signed"),
        (
            "jsonVersion",
            json && metadata.json_version.is_none(),
            "the protocol `json` puts it into the content type",
        ),
        (
            "targetPrefix",
            json && metadata.target_prefix.is_none(),
            "the protocol `json` puts it before the operation's name",
        ),
    ] {
        if missing {
            let problem =
                Diagnostic::inside(ModelPath::from(["metadata"]), format!("the metadata lacks `{key}`"));
            problems.push(
                problem.expected(format!("`{key}` belongs here")).help(format!("add `{key}`: {purpose}")),
            );
        }
    }
}
