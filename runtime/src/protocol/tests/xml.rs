//! `rest-xml`, `query` and `ec2`: forms out, XML back, and XML errors.

use super::*;
use crate::operation::ServiceMeta;
use crate::sample::{Choice, Origin};
use crate::schema::{Location, NONE, STRUCTURE_PAYLOAD, XML_ROOT, row};

structure! {
    Mixed {
        id: Option<String> = row("X-Id", NONE).at(Location::Header, "X-Id"),
        name: Option<String> = row("Name", NONE).wire("name"),
    }
}

structure! {
    HeaderOnly {
        id: Option<String> = row("X-Id", NONE).at(Location::Header, "X-Id"),
    }
}

structure! {
    WithStructure {
        payload: Option<Origin> = row("Payload", STRUCTURE_PAYLOAD).at(Location::Payload, "Origin"),
    }
}

structure! {
    WithUnion {
        payload: Option<Choice> = row("Payload", NONE).at(Location::Payload, "Choice"),
    }
}

structure! {
    Unwrapped {
        place: Option<String> = row("Place", XML_ROOT),
    }
}

static OPERATION: OperationMeta = OperationMeta {
    service: &ServiceMeta { api_version: "2020-01-08", ..ServiceMeta::EMPTY },
    name: "DoIt",
    ..OperationMeta::EMPTY
};

#[track_caller]
fn check(protocol: Protocol, input: &dyn Shape, expected: &str) {
    let request = encode(protocol, &OPERATION, input, &|| 0).expect("an encodable input");
    assert_eq!(wire(&request), expected);
}

fn mixed(name: Option<&str>) -> Mixed {
    Mixed { id: Some("i".into()), name: name.map(str::to_owned) }
}

fn origin() -> Origin {
    Origin { country: Some("NO".into()) }
}

#[test]
fn rest_xml_writes_the_members_without_another_place() {
    let head = "POST /\nx-id: i\ncontent-type: application/xml\ncontent-length";
    check(
        Protocol::RestXml,
        &mixed(Some("<n>")),
        &format!("{head}: 37\n\n<Mixed><name>&lt;n&gt;</name></Mixed>"),
    );
    check(Protocol::RestXml, &mixed(None), &format!("{head}: 15\n\n<Mixed></Mixed>"));
    check(Protocol::RestXml, &HeaderOnly { id: Some("i".into()) }, "POST /\nx-id: i\n\n");
}

#[test]
fn rest_xml_reads_a_member_that_is_the_root() {
    for (body, place) in [("<Place xmlns=\"x\">eu&amp;</Place>", Some("eu&")), ("<Place/>", None), ("", None)]
    {
        let expected = Unwrapped { place: place.map(str::to_owned) };
        assert_eq!(decoded(Protocol::RestXml, &response(200, &[], body)), Ok(expected), "{body}");
    }
}

#[test]
fn rest_xml_names_the_root_after_the_payload() {
    let head = "POST /\ncontent-type: application/xml\ncontent-length";
    let body = "<Origin><Country>NO</Country></Origin>";
    let value = || WithStructure { payload: Some(origin()) };
    check(Protocol::RestXml, &value(), &format!("{head}: 38\n\n{body}"));
    assert_eq!(decoded(Protocol::RestXml, &response(200, &[], body)), Ok(value()));
    check(Protocol::RestXml, &WithStructure::default(), "POST /\n\n");
    assert_eq!(decoded(Protocol::RestXml, &response(200, &[], "")), Ok(WithStructure::default()));

    let body = "<Choice><Number>1</Number></Choice>";
    let value = || WithUnion { payload: Some(Choice::Number(1)) };
    check(Protocol::RestXml, &value(), &format!("{head}: 35\n\n{body}"));
    assert_eq!(decoded(Protocol::RestXml, &response(200, &[], body)), Ok(value()));
}

#[test]
fn rest_xml_reads_members_from_the_root() {
    let read =
        |body: &'static str| decoded::<Mixed>(Protocol::RestXml, &response(200, &[("x-id", "i")], body));
    assert_eq!(read("<?xml version='1.0'?>\n<Any><name>n</name><Other/></Any>\n"), Ok(mixed(Some("n"))));
    assert_eq!(read("\n"), Ok(mixed(None)));
    assert!(read("{}").is_err());
    assert!(read("<Any>").is_err());
    assert_eq!(decoded(Protocol::RestXml, &response(200, &[], "{}")), Ok(HeaderOnly::default()));
}

#[test]
fn query_and_ec2_send_a_form() {
    let form = "POST /\ncontent-type: application/x-www-form-urlencoded\ncontent-length";
    let body = "Action=DoIt&Version=2020-01-08";
    for protocol in [Protocol::Query, Protocol::Ec2] {
        check(protocol, &Origin::default(), &format!("{form}: 30\n\n{body}"));
        check(protocol, &origin(), &format!("{form}: 41\n\n{body}&Country=NO"));
    }
    check(Protocol::Query, &mixed(Some("n")), &format!("{form}: 37\n\n{body}&name=n"));
    check(Protocol::Ec2, &mixed(Some("n")), &format!("{form}: 37\n\n{body}&Name=n"));
}

#[test]
fn query_answers_are_wrapped_and_those_of_ec2_are_not() {
    static WRAPPED: OperationMeta = OperationMeta { result_wrapper: "Wrapper", ..OperationMeta::EMPTY };
    let read = |protocol, meta, body: &'static str| {
        let mut output = Origin::default();
        decode(protocol, meta, &response(200, &[], body), &mut output).map(|()| output)
    };
    let result = |meta, body| read(Protocol::Query, meta, body);
    let members = "<R><DoItResult><Country>NO</Country></DoItResult><ResponseMetadata/></R>";
    assert_eq!(result(&OPERATION, members), Ok(origin()));
    assert_eq!(result(&WRAPPED, members), Ok(Origin::default()));
    assert_eq!(result(&WRAPPED, "<R><Wrapper><Country>NO</Country></Wrapper></R>"), Ok(origin()));
    for empty in ["<R><DoItResult/></R>", "<xml/>", ""] {
        assert_eq!(result(&OPERATION, empty), Ok(Origin::default()), "{empty}");
    }
    assert!(result(&OPERATION, "<R><DoItResult><Country>NO</Country></DoItResult>").is_err());
    let members = "<R><requestId>1</requestId><Country>NO</Country></R>";
    assert_eq!(read(Protocol::Ec2, &OPERATION, members), Ok(origin()));
}

structure! {
    Denied {
        header: Option<String> = row("X-Header", NONE).at(Location::Header, "X-Header"),
        message: Option<String> = row("Message", NONE),
        origin: Option<Origin> = row("Origin", NONE),
    }
}

const XML: [Protocol; 3] = [Protocol::RestXml, Protocol::Query, Protocol::Ec2];

#[test]
fn finds_errors_in_every_envelope() {
    let error = "<Code>Denied</Code><Message>hi</Message><Origin><Country>NO</Country></Origin>";
    for body in [
        format!(
            "<ErrorResponse xmlns='urn:x'><Error><Type>Sender</Type>{error}</Error><RequestId>id</RequestId></ErrorResponse>"
        ),
        format!("<Response><Errors><Error>{error}</Error></Errors><RequestID>id</RequestID></Response>"),
        format!("<?xml version='1.0'?><Error>{error}<RequestId>id</RequestId><HostId>h</HostId></Error>"),
    ] {
        for protocol in XML {
            let answer = || response(403, &[("x-header", "h")], body.clone());
            let found = service_error(protocol, &OPERATION, answer());
            assert_eq!((found.code.as_str(), found.message.as_str()), ("Denied", "hi"), "{body}");
            assert_eq!(found.request_id.as_deref(), Some("id"), "{body}");
            let mut members = Denied::default();
            decode_error(protocol, &OPERATION, &answer(), &mut members);
            let header = (protocol == Protocol::RestXml).then(|| "h".to_owned());
            assert_eq!(
                members,
                Denied { header, message: Some("hi".into()), origin: Some(origin()) },
                "{body}"
            );
        }
    }
}

#[test]
fn an_error_is_one_even_if_its_body_makes_no_sense() {
    for (headers, body, code, message) in [
        (&[][..], "", "", ""),
        (&[], "Bad Gateway", "", ""),
        (&[], "<html><head/><body>502</body></html>", "", ""),
        (&[], "<ErrorResponse><Error><Code>Cut</Code><Message>h", "Cut", ""),
        (&[], "<Error><Code>Odd</Code><message>small</message></Error>", "Odd", "small"),
        (
            &[("x-amzn-errortype", "Header")],
            "<Error><Code>Body</Code><Message>m</Message></Error>",
            "Header",
            "m",
        ),
        (&[], "<!DOCTYPE html><Error><Code>No</Code></Error>", "", ""),
    ] {
        for protocol in XML {
            let found = service_error(protocol, &OPERATION, response(500, headers, body));
            assert_eq!((found.code.as_str(), found.message.as_str()), (code, message), "{body}");
        }
    }
}
