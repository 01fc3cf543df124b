"""Calls a service by boto3 for each line of standard input, until that ends.

A line is a JSON object with `service`, `operation` and `input`. The answer is a line with `output`; or with `code`, `message`
and `status`, for an error that the service reports; or with `problem`, where there is no answer. The first argument is the
URL of the server.
"""

import datetime
import json
import math
import sys

import boto3
from botocore import handlers, xform_name
from botocore.config import Config
from botocore.eventstream import EventStream
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

# What boto3 makes of an output beyond reading it. Raw text is what the service sent.
EMBELLISHMENTS = {
    handlers.json_decode_policies,
    handlers.json_decode_template_body,
    handlers.decode_console_output,
    handlers.decode_list_object,
    handlers.decode_list_object_v2,
    handlers.decode_list_object_versions,
    handlers.set_list_objects_encoding_type_url,
}

clients = {}


def client(service):
    if service not in clients:
        made = boto3.client(
            service,
            endpoint_url=sys.argv[1],
            region_name="us-east-1",
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="secret",
            config=Config(
                retries={"total_max_attempts": 1},
                inject_host_prefix=False,
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        for event, handler, *_ in handlers.BUILTIN_HANDLERS:
            if handler in EMBELLISHMENTS:
                made.meta.events.unregister(event, handler)
        clients[service] = made
    return clients[service]

def plain(value):
    """The value as JSON: a timestamp as {"$timestamp": seconds}, bytes as their text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, (list, tuple, EventStream)):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return {"$timestamp": value.timestamp()}
    if isinstance(value, StreamingBody):
        return plain(value.read())
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    return value

def answer(service, operation, input):
    try:
        return {"output": plain(getattr(client(service), xform_name(operation))(**input))}
    except ClientError as error:
        said = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"code": said.get("Code"), "message": said.get("Message"), "status": status}
    except Exception as error:  # Whatever it is, the run goes on.
        return {"problem": f"{type(error).__name__}: {error}"}

for line in sys.stdin:
    print(json.dumps(answer(**json.loads(line))), flush=True)
