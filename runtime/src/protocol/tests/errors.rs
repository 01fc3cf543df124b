//! Code, message and members of errors.

use super::*;
use crate::operation::ServiceMeta;
use crate::schema::{Location, Member, NONE, row};

structure! {
    /// A modelled error.
    Denied {
        header: Option<String> = Member { location: Location::Header, ..row("X-Header", NONE) },
        status: Option<i32> = Member { location: Location::StatusCode, ..row("Status", NONE) },
        message: Option<String> = row("message", NONE),
        reason: Option<Reason> = row("Reason", NONE),
    }
}

structure! {
    Reason {
        code: Option<String> = row("Code", NONE),
    }
}

/// Code and message.
fn facts(protocol: Protocol, headers: &[(&'static str, &str)], body: &'static str) -> (String, String) {
    let error = service_error(protocol, &OperationMeta::EMPTY, response(400, headers, body));
    assert_eq!(error.protocol, protocol);
    assert_eq!(error.response.body, body);
    (error.code, error.message)
}

const JSON: [Protocol; 3] = [Protocol::Json10, Protocol::Json11, Protocol::RestJson];

#[test]
fn finds_code_and_message_of_json_errors() {
    let type_header = |text: &'static str| [("x-amzn-errortype", text)];
    for protocol in JSON {
        for (headers, body, code, message) in [
            (&type_header("FooError")[..], "", "FooError", ""),
            (&type_header("FooError:http://internal.amazon.com/coral/#x"), "", "FooError", ""),
            (&type_header("aws.protocoltests#FooError:http://internal.amazon.com/"), "", "FooError", ""),
            (&type_header("FooError"), r#"{"__type":"Other","message":"hi"}"#, "FooError", "hi"),
            (&type_header(""), r#"{"__type":"FooError"}"#, "FooError", ""),
            (&[], r#"{"__type":"FooError"}"#, "FooError", ""),
            (&[], r#"{"__type":"a.b#FooError:http://c/"}"#, "FooError", ""),
            (&[], r#"{"code":"a.b#FooError","Message":"hi"}"#, "FooError", "hi"),
            (&[], r#"{"code":7,"__type":"FooError","errorMessage":"hi"}"#, "FooError", "hi"),
            (&[], r#"{"__type":"FooError","message":null,"Message":"hi"}"#, "FooError", "hi"),
            (&type_header("FooError"), "<html>Bad Gateway</html>", "FooError", ""),
            (&type_header("FooError"), r#"{"message":"#, "FooError", ""),
            (&type_header("FooError"), "[]", "FooError", ""),
            (&[], "Bad Gateway", "", ""),
            (
                &type_header("AuthorizationPendingException:http://internal.amazon.com/"),
                r#"{"error":"authorization_pending","error_description":"wait"}"#,
                "AuthorizationPendingException",
                "wait",
            ),
        ] {
            let found = facts(protocol, headers, body);
            assert_eq!(found, (code.to_owned(), message.to_owned()), "{headers:?} {body}");
        }
    }
}

#[test]
fn finds_code_message_and_members_of_cbor_errors() {
    let read = |body: &'static [u8]| {
        let answer = response(400, &[], body);
        let mut error = Denied::default();
        decode_error(Protocol::Cbor, &OperationMeta::EMPTY, &answer, &mut error);
        let found = service_error(Protocol::Cbor, &OperationMeta::EMPTY, answer);
        (found.code, found.message, error.message)
    };
    let hi = || Some("hi".to_owned());
    for (body, code, message, member) in [
        (
            &b"\xbf\x66__type\x77aws.rpc#InvalidGreeting\x67message\x62hi\xff"[..],
            "InvalidGreeting",
            "hi",
            hi(),
        ),
        (b"\xa2\x66__type\x63a#B\x64Time\xc1\x01", "B", "", None),
        (b"\xa2\x67Message\x62hi\x64code\x61A", "A", "hi", None),
        (b"\xa2\x66__type\x63a#B\x67message\xf6", "B", "", None),
        (b"\xa2\x66__type\x63a#B", "", "", None),
        (b"<html>", "", "", None),
        (b"", "", "", None),
    ] {
        assert_eq!(read(body), (code.to_owned(), message.to_owned(), member), "{body:?}");
    }
}

#[test]
fn the_code_of_the_query_protocol_counts_where_the_service_used_to_speak_it() {
    static COMPATIBLE: OperationMeta = OperationMeta {
        service: &ServiceMeta { query_compatible: true, ..ServiceMeta::EMPTY },
        ..OperationMeta::EMPTY
    };
    let answer = || response(400, &[("x-amzn-query-error", "Custom.Code;Sender")], r#"{"__type":"a#Shape"}"#);
    assert_eq!(service_error(Protocol::Json10, &COMPATIBLE, answer()).code, "Custom.Code");
    assert_eq!(service_error(Protocol::Json10, &OperationMeta::EMPTY, answer()).code, "Shape");
    let answer = response(400, &[], r#"{"__type":"a#Shape"}"#);
    assert_eq!(service_error(Protocol::Json10, &COMPATIBLE, answer).code, "Shape");
}

fn members(protocol: Protocol, headers: &[(&'static str, &str)], body: &'static str) -> Denied {
    let mut error = Denied::default();
    decode_error(protocol, &OperationMeta::EMPTY, &response(403, headers, body), &mut error);
    error
}

#[test]
fn fills_the_members_of_errors_as_far_as_they_can_be_read() {
    let headers = &[("x-header", "h")];
    let body = r#"{"__type":"Denied","message":"hi","Reason":{"Code":"c"}}"#;
    let reason = Some(Reason { code: Some("c".into()) });
    let in_body = Denied { message: Some("hi".into()), reason, ..Denied::default() };
    let in_head = Denied { header: Some("h".into()), status: Some(403), ..Denied::default() };

    assert_eq!(members(Protocol::Json11, headers, body), in_body);
    assert_eq!(
        members(Protocol::RestJson, headers, body),
        Denied { header: in_head.header.clone(), status: in_head.status, ..in_body },
    );
    for body in ["", "<html>", r#"{"message":"#] {
        let Denied { message, reason, header, status } = members(Protocol::RestJson, headers, body);
        assert_eq!((reason, message.unwrap_or_default()), (None, String::new()));
        assert_eq!(Denied { header, status, ..Denied::default() }, in_head);
    }
}

#[test]
fn finds_code_message_and_members_of_xml_errors() {
    let inner = "<Code>Denied</Code><message>hi</message><Reason><Code>c</Code></Reason><Other>1</Other>";
    let id = Some("id".to_owned());
    let whole = Denied {
        message: Some("hi".into()),
        reason: Some(Reason { code: Some("c".into()) }),
        ..Denied::default()
    };
    for (body, code, message, request_id, members) in [
        (
            format!(
                "<ErrorResponse xmlns=\"a\"><Error>{inner}</Error><RequestId>id</RequestId></ErrorResponse>"
            ),
            "Denied",
            "hi",
            &id,
            &whole,
        ),
        (
            format!(
                "<Response><Errors>\n<Error>{inner}</Error></Errors><RequestID>id</RequestID></Response>"
            ),
            "Denied",
            "hi",
            &id,
            &whole,
        ),
        (
            format!("<?xml version=\"1.0\"?><Error>{inner}<RequestId>id</RequestId></Error>"),
            "Denied",
            "hi",
            &id,
            &whole,
        ),
        ("<Error><Code>A</Code><Message>hi</Message></Error>".into(), "A", "hi", &None, &Denied::default()),
        ("<html><body>Bad Gateway</body></html>".into(), "", "", &None, &Denied::default()),
        ("<Error><Code>A</Code><Mess".into(), "", "", &None, &Denied::default()),
        ("Bad Gateway".into(), "", "", &None, &Denied::default()),
        (String::new(), "", "", &None, &Denied::default()),
    ] {
        for protocol in [Protocol::RestXml, Protocol::Query, Protocol::Ec2] {
            let answer = response(403, &[("x-header", "h")], body.clone());
            let mut error = Denied::default();
            decode_error(protocol, &OperationMeta::EMPTY, &answer, &mut error);
            let mut expected = members.clone();
            if protocol == Protocol::RestXml {
                (expected.header, expected.status) = (Some("h".into()), Some(403));
            }
            assert_eq!(error, expected, "{body}");

            let found = service_error(protocol, &OperationMeta::EMPTY, answer);
            assert_eq!(
                (&*found.code, &*found.message, &found.request_id),
                (code, message, request_id),
                "{body}"
            );
        }
    }
}
