"""Reads the FileDescriptorSet that protoc writes, and the options this schema uses.

Nothing but the standard library. Field numbers are those of google/protobuf/descriptor.proto and of
the option files under schema/."""

LABEL_REPEATED = 3

KIND_NAMES = {
    1: "DOUBLE", 3: "INT64", 4: "UINT64", 5: "INT32", 6: "FIXED64", 7: "FIXED32", 8: "BOOL",
    9: "STRING", 11: "MESSAGE", 12: "BYTES", 13: "UINT32", 14: "ENUM", 15: "SFIXED32",
    16: "SFIXED64", 17: "SINT32", 18: "SINT64",
}

# Options by what they extend: number -> (name, "bool" | "text" | "texts" | "message").
MESSAGE_OPTIONS = {
    7: ("map_entry", "bool"),
    11110000: ("signer", "texts"),
    11110001: ("amino_name", "text"),
    11110002: ("amino_encoding", "text"),
    93001: ("implements", "texts"),
}
FIELD_OPTIONS = {
    2: ("packed", "bool"),
    65001: ("nullable", "bool"),
    65003: ("customtype", "text"),
    65007: ("casttype", "text"),
    93001: ("accepts", "text"),
    93002: ("scalar", "text"),
    11110003: ("amino_encoding", "text"),
    11110004: ("amino_field_name", "text"),
    11110005: ("amino_keep_empty", "bool"),
    11110006: ("amino_oneof_name", "text"),
}
METHOD_OPTIONS = {72295728: ("http", "message"), 11110001: ("module_query_safe", "bool")}
SERVICE_OPTIONS = {11110000: ("msg_service", "bool")}
SHAPES = {"bool": bool, "text": lambda raw: raw.decode(), "message": bytes}
HTTP_VERBS = {2: "GET", 3: "PUT", 4: "POST", 5: "DELETE", 6: "PATCH"}


class Record:
    """Attributes by name."""

    def __init__(self, **values):
        self.__dict__.update(values)


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data):
    """Every (number, value) of an encoded message; value is an int or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        wire = tag & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 2:
            size, at = varint(data, at)
            value = data[at:at + size]
            at += size
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value = data[at:at + size]
            at += size
        else:
            raise ValueError(f"wire type {wire} in a descriptor")
        yield tag >> 3, value


def last(data, number, default=b""):
    found = default
    for key, value in fields(data):
        if key == number:
            found = value
    return found


def every(data, number):
    return [value for key, value in fields(data) if key == number]


def text(data, number):
    return last(data, number).decode()


def options(data, number, table):
    found = {}
    for key, value in fields(last(data, number)):
        if key not in table:
            continue
        name, shape = table[key]
        if shape == "texts":
            found.setdefault(name, []).append(value.decode())
        else:
            found[name] = SHAPES[shape](value)
    return found


def read_enum(data, scope):
    values = [(text(value, 1), signed32(last(value, 2, 0))) for value in every(data, 2)]
    return Record(full_name=f"{scope}.{text(data, 1)}", scope=scope, values=values)


def signed32(value):
    value &= 0xFFFFFFFF
    return value - (1 << 32) if value >> 31 else value


def read_field(data, oneofs):
    kind = last(data, 4, 0)
    keys = {key for key, _ in fields(data)}
    return Record(
        name=text(data, 1), number=last(data, 3, 0), kind=KIND_NAMES[last(data, 5, 0)],
        repeated=kind == LABEL_REPEATED, type_name=text(data, 6).lstrip("."),
        json_name=text(data, 10), oneof=oneofs[last(data, 9, 0)] if 9 in keys else None,
        options=options(data, 8, FIELD_OPTIONS), optional=17 in keys)


def read_message(data, scope, file):
    full_name = f"{scope}.{text(data, 1)}"
    oneofs = [text(one, 1) for one in every(data, 8)]
    message = Record(
        full_name=full_name, scope=scope, file=file, oneofs=oneofs,
        fields=sorted((read_field(raw, oneofs) for raw in every(data, 2)), key=lambda f: f.number),
        options=options(data, 7, MESSAGE_OPTIONS),
        nested=[read_message(raw, full_name, file) for raw in every(data, 3)],
        enums=[read_enum(raw, full_name) for raw in every(data, 4)])
    return message


def read_http(data):
    """The binding and its additional bindings: (verb, template, body)."""
    rules = []
    verb = template = body = None
    for number, value in fields(data):
        if number in HTTP_VERBS:
            verb, template = HTTP_VERBS[number], value.decode()
        elif number == 7:
            body = value.decode()
        elif number == 11:
            rules += read_http(value)
    return [(verb, template, body)] + rules


def read_method(data, service):
    found = options(data, 4, METHOD_OPTIONS)
    return Record(
        name=text(data, 1), path=f"/{service}/{text(data, 1)}",
        request=text(data, 2).lstrip("."), response=text(data, 3).lstrip("."),
        http=read_http(found["http"]) if "http" in found else [],
        client_streaming=bool(last(data, 5, 0)), server_streaming=bool(last(data, 6, 0)),
        options=found)


def read_service(data, package):
    full_name = f"{package}.{text(data, 1)}"
    return Record(
        full_name=full_name, methods=[read_method(raw, full_name) for raw in every(data, 2)],
        options=options(data, 3, SERVICE_OPTIONS))


def read_file(data):
    name, package = text(data, 1), text(data, 2)
    return Record(
        name=name, package=package, raw=data, dependencies=[raw.decode() for raw in every(data, 3)],
        messages=[read_message(raw, package, name) for raw in every(data, 4)],
        enums=[read_enum(raw, package) for raw in every(data, 5)],
        services=[read_service(raw, package) for raw in every(data, 6)])


def read_set(data):
    return [read_file(raw) for raw in every(data, 1)]


def all_messages(messages):
    """Messages with their inner ones, inner ones first."""
    for message in messages:
        yield from all_messages(message.nested)
        yield message


def all_enums(file):
    yield from file.enums
    for message in all_messages(file.messages):
        yield from message.enums
