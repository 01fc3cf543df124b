//! What is read from a model.

use std::fs;
use std::path::Path;

use sdk_codegen::diagnostic::{Source, parse_json};
use sdk_codegen::model::{
    AuthScheme, AuthType, ContextParamType, ContextValue, Encoding, Http, Http2, Location, Manifest,
    MemberRef, Metadata, Operation, Protocol, Service, Shape, ShapeType, SignatureVersion, TimestampFormat,
    XmlNamespace,
};

/// What the list of services names is there, and is sound.
#[test]
fn listed_models_are_sound() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let manifest = fs::read_to_string(models.join("services.toml")).expect("models/services.toml");
    let manifest =
        Manifest::parse(Source::new("models/services.toml", &manifest)).unwrap_or_else(|e| panic!("{e}"));
    assert!(!manifest.services.is_empty());
    for entry in manifest.services {
        let name = entry.model.into_inner();
        let text = fs::read_to_string(models.join(&name)).expect(&name);
        let service = Service::parse(Source::new(&name, &text)).unwrap_or_else(|e| panic!("{e}"));
        assert!(!service.operations.is_empty(), "{name}");
    }
}

#[test]
fn metadata() {
    let metadata: Metadata = read(
        r#"{
            "apiVersion": "2020-02-20", "auth": ["aws.auth#sigv4", "aws.auth#sigv4a", "smithy.api#httpBearerAuth"],
            "awsQueryCompatible": {}, "checksumFormat": "md5", "endpointPrefix": "depot",
            "globalEndpoint": "depot.example.com", "jsonVersion": "1.1", "protocol": "json",
            "protocolSettings": {"h2": "eventstream"}, "protocols": ["smithy-rpc-v2-cbor", "json", "query"],
            "ripServiceName": "depots", "serviceAbbreviation": "Depot", "serviceFullName": "Example Depot",
            "serviceId": "Depot", "signatureVersion": "s3v4", "signingName": "depot", "targetPrefix": "Depot",
            "uid": "depot-2020-02-20", "xmlNamespace": "https://depot.example.com/"
        }"#,
    );
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(metadata.auth, [AuthScheme::SigV4, AuthScheme::SigV4a, AuthScheme::HttpBearer]);
    assert!(metadata.aws_query_compatible.is_some());
    assert_eq!(metadata.checksum_format, text("md5"));
    assert_eq!(metadata.global_endpoint, text("depot.example.com"));
    assert_eq!(metadata.json_version, text("1.1"));
    assert_eq!(metadata.protocol, Some(Protocol::Json));
    assert_eq!(metadata.protocol_settings.and_then(|settings| settings.h2), Some(Http2::EventStream));
    assert_eq!(metadata.protocols, [Protocol::RpcV2Cbor, Protocol::Json, Protocol::Query]);
    assert_eq!(metadata.rip_service_name, text("depots"));
    assert_eq!(metadata.service_abbreviation, text("Depot"));
    assert_eq!(metadata.signature_version, Some(SignatureVersion::S3V4));
    assert_eq!(metadata.signing_name, text("depot"));
    assert_eq!(metadata.target_prefix, text("Depot"));
    assert_eq!(metadata.uid, text("depot-2020-02-20"));
    assert_eq!(metadata.xml_namespace.map(|namespace| namespace.uri), text("https://depot.example.com/"));
    let plain =
        [metadata.api_version, metadata.endpoint_prefix, metadata.service_full_name, metadata.service_id];
    assert_eq!(plain, ["2020-02-20", "depot", "Example Depot", "Depot"]);
}

#[test]
fn operation() {
    let operation: Operation = read(
        r#"{
            "name": "PutParcel",
            "http": {"method": "PUT", "requestUri": "/parcels/{Id}", "responseCode": 201},
            "input": {
                "shape": "In", "documentation": "d", "locationName": "PutParcel", "payload": "Body",
                "xmlNamespace": {"uri": "https://depot.example.com/"}
            },
            "output": {"shape": "Out", "resultWrapper": "PutParcelResult", "wrapper": true},
            "errors": [
                {"shape": "Gone"},
                {"shape": "Full", "documentation": "d", "error": {"httpStatusCode": 409}, "exception": true, "fault": true}
            ],
            "documentation": "d", "idempotent": true, "readonly": true,
            "endpoint": {"hostPrefix": "store."},
            "staticContextParams": {"B": {"value": true}, "A": {"value": "a"}, "C": {"value": ["a", "b"]}},
            "operationContextParams": {"Ids": {"path": "Items[*].Id"}},
            "authtype": "v4-unsigned-body", "auth": ["smithy.api#noAuth"], "unsignedPayload": true,
            "httpChecksumRequired": true,
            "httpChecksum": {
                "requestAlgorithmMember": "Algorithm", "requestChecksumRequired": true,
                "requestValidationModeMember": "Mode", "responseAlgorithms": ["CRC32"]
            },
            "requestcompression": {"encodings": ["gzip"]},
            "endpointdiscovery": {"required": true}, "endpointoperation": true,
            "deprecated": true, "deprecatedMessage": "m", "deprecatedSince": "s"
        }"#,
    );
    assert_eq!(
        operation.http,
        Http { method: "PUT".to_owned(), request_uri: "/parcels/{Id}".to_owned(), response_code: Some(201) }
    );
    let input = operation.input.expect("input");
    assert_eq!((input.location_name.as_deref(), input.payload.as_deref()), (Some("PutParcel"), Some("Body")));
    assert_eq!(input.xml_namespace.expect("namespace").uri, "https://depot.example.com/");
    let output = operation.output.expect("output");
    assert_eq!((output.result_wrapper.as_deref(), output.wrapper), (Some("PutParcelResult"), true));
    let [gone, full] = &operation.errors[..] else { panic!("two errors") };
    assert_eq!((gone.shape.as_str(), gone.exception, &gone.error), ("Gone", false, &None));
    assert!(full.exception && full.fault);
    assert_eq!(full.error.as_ref().and_then(|error| error.http_status_code), Some(409));
    assert_eq!(operation.endpoint.expect("endpoint").host_prefix, "store.");
    let params: Vec<_> =
        operation.static_context_params.iter().map(|(name, param)| (name.as_str(), &param.value)).collect();
    let (a, b) = ("a".to_owned(), "b".to_owned());
    assert_eq!(
        params,
        [
            ("B", &ContextValue::Boolean(true)),
            ("A", &ContextValue::String(a.clone())),
            ("C", &ContextValue::StringArray(vec![a, b])),
        ]
    );
    assert_eq!(operation.operation_context_params["Ids"].path, "Items[*].Id");
    assert_eq!(operation.auth_type, Some(AuthType::V4UnsignedBody));
    assert_eq!(operation.auth, [AuthScheme::NoAuth]);
    let checksum = operation.http_checksum.expect("checksum");
    assert_eq!(checksum.request_algorithm_member.as_deref(), Some("Algorithm"));
    assert_eq!(checksum.request_validation_mode_member.as_deref(), Some("Mode"));
    assert_eq!(checksum.response_algorithms, ["CRC32"]);
    assert_eq!(operation.request_compression.expect("compression").encodings, [Encoding::Gzip]);
    assert!(operation.endpoint_discovery.expect("discovery").required);
    assert!(operation.idempotent && operation.readonly && operation.unsigned_payload && operation.deprecated);
    assert!(
        operation.http_checksum_required
            && checksum.request_checksum_required
            && operation.endpoint_operation
    );
    assert_eq!(operation.deprecated_message.as_deref(), Some("m"));
    assert_eq!(operation.deprecated_since.as_deref(), Some("s"));
}

/// Each trait of a shape sets its own field and no other.
#[test]
fn shape_traits() {
    type Set = fn(&mut Shape);
    let cases: &[(&str, Set)] = &[
        (r#""documentation": "d""#, |shape| shape.documentation = some("d")),
        (r#""required": ["A"]"#, |shape| shape.required = vec!["A".to_owned()]),
        (r#""member": {"shape": "S"}"#, |shape| shape.member = Some(MemberRef::to("S"))),
        (r#""key": {"shape": "S"}"#, |shape| shape.key = Some(MemberRef::to("S"))),
        (r#""value": {"shape": "S"}"#, |shape| shape.value = Some(MemberRef::to("S"))),
        (r#""enum": ["A", "1"]"#, |shape| shape.enum_values = vec!["A".to_owned(), "1".to_owned()]),
        (r#""pattern": "\\d+""#, |shape| shape.pattern = some(r"\d+")),
        (r#""min": -1"#, |shape| shape.min = Some((-1).into())),
        (r#""max": 9223372036854775807"#, |shape| shape.max = Some(i64::MAX.into())),
        (r#""max": 0.5"#, |shape| shape.max = serde_json::Number::from_f64(0.5)),
        (r#""timestampFormat": "rfc822""#, |shape| shape.timestamp_format = Some(TimestampFormat::Rfc822)),
        (r#""union": true"#, |shape| shape.union = true),
        (r#""document": true"#, |shape| shape.document = true),
        (r#""sensitive": true"#, |shape| shape.sensitive = true),
        (r#""sparse": true"#, |shape| shape.sparse = true),
        (r#""box": true"#, |shape| shape.boxed = true),
        (r#""streaming": true"#, |shape| shape.streaming = true),
        (r#""requiresLength": true"#, |shape| shape.requires_length = true),
        (r#""exception": true"#, |shape| shape.exception = true),
        (r#""error": {"code": "C", "httpStatusCode": 400, "senderFault": true, "fault": true}"#, |shape| {
            let error = shape.error.insert(Default::default());
            (error.code, error.http_status_code) = (some("C"), Some(400));
            (error.sender_fault, error.fault) = (true, true);
        }),
        (r#""fault": true"#, |shape| shape.fault = true),
        (r#""retryable": {}"#, |shape| shape.retryable = Some(Default::default())),
        (r#""retryable": {"throttling": true}"#, |shape| {
            shape.retryable.insert(Default::default()).throttling = true
        }),
        (r#""synthetic": true"#, |shape| shape.synthetic = true),
        (r#""eventstream": true"#, |shape| shape.event_stream = true),
        (r#""event": true"#, |shape| shape.event = true),
        (r#""payload": "A""#, |shape| shape.payload = some("A")),
        (r#""flattened": true"#, |shape| shape.flattened = true),
        (r#""locationName": "L""#, |shape| shape.location_name = some("L")),
        (r#""xmlNamespace": "u""#, |shape| shape.xml_namespace = namespace("u", None)),
        (r#""xmlNamespace": {"uri": "u", "prefix": "p"}"#, |shape| {
            shape.xml_namespace = namespace("u", some("p"))
        }),
        (r#""xmlOrder": ["B", "A"]"#, |shape| shape.xml_order = vec!["B".to_owned(), "A".to_owned()]),
        (r#""wrapper": true"#, |shape| shape.wrapper = true),
        (r#""deprecated": true"#, |shape| shape.deprecated = true),
        (r#""deprecatedMessage": "m""#, |shape| shape.deprecated_message = some("m")),
        (r#""deprecatedSince": "s""#, |shape| shape.deprecated_since = some("s")),
    ];
    for (written, set) in cases {
        let mut expected = Shape::new(ShapeType::Structure);
        set(&mut expected);
        assert_eq!(read::<Shape>(&format!(r#"{{"type": "structure", {written}}}"#)), expected, "{written}");
    }
}

/// Each trait of a member sets its own field and no other.
#[test]
fn member_traits() {
    type Set = fn(&mut MemberRef);
    let cases: &[(&str, Set)] = &[
        (r#""documentation": "d""#, |member| member.documentation = some("d")),
        (r#""location": "statusCode""#, |member| member.location = Some(Location::StatusCode)),
        (r#""locationName": "L""#, |member| member.location_name = some("L")),
        (r#""queryName": "Q""#, |member| member.query_name = some("Q")),
        (r#""hostLabel": true"#, |member| member.host_label = true),
        (r#""contextParam": {"name": "P"}"#, |member| {
            member.context_param = Some(sdk_codegen::model::ContextParam { name: "P".to_owned() });
        }),
        (r#""idempotencyToken": true"#, |member| member.idempotency_token = true),
        (r#""box": true"#, |member| member.boxed = true),
        (r#""jsonvalue": true"#, |member| member.json_value = true),
        (r#""streaming": true"#, |member| member.streaming = true),
        (r#""enum": ["A"]"#, |member| member.enum_values = vec!["A".to_owned()]),
        (r#""timestampFormat": "iso8601""#, |member| {
            member.timestamp_format = Some(TimestampFormat::Iso8601)
        }),
        (r#""flattened": true"#, |member| member.flattened = true),
        (r#""xmlNamespace": "u""#, |member| member.xml_namespace = namespace("u", None)),
        (r#""xmlAttribute": true"#, |member| member.xml_attribute = true),
        (r#""eventpayload": true"#, |member| member.event_payload = true),
        (r#""eventheader": true"#, |member| member.event_header = true),
        (r#""deprecated": true"#, |member| member.deprecated = true),
        (r#""deprecatedMessage": "m""#, |member| member.deprecated_message = some("m")),
        (r#""deprecatedSince": "s""#, |member| member.deprecated_since = some("s")),
    ];
    for (written, set) in cases {
        let mut expected = MemberRef::to("S");
        set(&mut expected);
        assert_eq!(read::<MemberRef>(&format!(r#"{{"shape": "S", {written}}}"#)), expected, "{written}");
    }
}

/// Names keep the order of the file: it is the order of members on the wire and in the generated code.
#[test]
fn order() {
    let service: Service = read(
        r#"{
            "version": "2.0", "metadata": {}, "deprecated": true, "deprecatedMessage": "m", "examples": {},
            "operations": {"Put": {"name": "Put"}, "Get": {"name": "Get"}},
            "shapes": {"S": {"type": "structure", "members": {"c": {"shape": "S"}, "a": {"shape": "S"}, "b": {"shape": "S"}}}},
            "clientContextParams": {"Zone": {"type": "string", "documentation": "d"}, "Fast": {"type": "boolean"}}
        }"#,
    );
    assert!(service.operations.keys().eq(["Put", "Get"]));
    assert!(service.shapes["S"].members.keys().eq(["c", "a", "b"]));
    let params: Vec<_> =
        service.client_context_params.iter().map(|(name, param)| (name.as_str(), param.kind)).collect();
    assert_eq!(params, [("Zone", ContextParamType::String), ("Fast", ContextParamType::Boolean)]);
}

/// An operation by itself, as conformance suites have it, may leave out nearly everything.
#[test]
fn fragments() {
    let operation: Operation = read(r#"{"name": "Ping"}"#);
    assert_eq!(operation, Operation { name: "Ping".to_owned(), ..Operation::default() });
    assert_eq!((operation.http.method.as_str(), operation.http.request_uri.as_str()), ("POST", "/"));
    let operation: Operation = read(r#"{"name": "Ping", "http": {"method": "GET"}}"#);
    assert_eq!((operation.http.method.as_str(), operation.http.request_uri.as_str()), ("GET", "/"));
    assert_eq!(read::<Metadata>(r#"{"protocol": "query"}"#).protocol, Some(Protocol::Query));
}

#[track_caller]
fn read<T: for<'a> serde::Deserialize<'a>>(text: &str) -> T {
    parse_json(Source::new("fragment", text)).unwrap_or_else(|error| panic!("{error}"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn namespace(uri: &str, prefix: Option<String>) -> Option<XmlNamespace> {
    Some(XmlNamespace { uri: uri.to_owned(), prefix })
}
