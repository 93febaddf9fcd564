"""Reads commands of the AWS CLI, one JSON list of words a line; prints what its own service models do not know."""

import json
import sys

import botocore.session
from botocore import xform_name

GLOBAL = {"output", "query", "region", "profile"}
# Commands of the CLI's own, which no service model describes.
CUSTOM = {
    ("configure", "sso"): set(),
    ("ecr", "get-login-password"): set(),
    ("logs", "tail"): {"since", "follow"},
    ("s3", "cp"): set(),
    ("sso", "login"): set(),
}
SESSION = botocore.session.get_session()


def operations(service):
    model = SESSION.get_service_model(service)
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def known_options(service, words):
    if (service, words[0]) in CUSTOM:
        return CUSTOM[(service, words[0])]
    model = SESSION.get_service_model(service)
    if words[0] == "wait":
        waiters = {xform_name(name, "-"): name for name in SESSION.get_waiter_model(service).waiter_names}
        waiter = SESSION.get_waiter_model(service).get_waiter(waiters[words[1]])
        return members(model.operation_model(waiter.operation))
    return members(operations(service)[words[0]])


def members(operation):
    shape = operation.input_shape
    names = {} if shape is None else shape.members
    required = set() if shape is None else {xform_name(name, "-") for name in shape.required_members}
    options = {xform_name(name, "-") for name in names}
    return options | {f"no-{name}" for name in options}, required


def problems(words):
    service, rest = words[1].replace("s3api", "s3"), words[2:]
    given = {word[2:].split("=")[0] for word in rest if word.startswith("--")}
    try:
        known = known_options(service, rest)
    except Exception as error:  # an unknown service, operation or waiter
        return [f"unknown: {str(error)[:80]}"]
    options, required = known if isinstance(known, tuple) else (known, set())
    unknown = [f"no option --{name}" for name in sorted(given - options - GLOBAL)]
    return unknown + [f"needs --{name}" for name in sorted(required - given)]


for line in sys.stdin:
    words = json.loads(line)
    # What a pipe leads to is another program's.
    words = words[: words.index("|")] if "|" in words else words
    for problem in problems(words):
        print(" ".join(words[:4]), problem, sep=": ")
