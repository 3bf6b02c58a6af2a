"""What the emitters know about a schema: groups, includes, orders and each field's C meaning."""
import os
import sys

from descriptors import all_enums, all_messages
from names import c_name

WELL_KNOWN = {
    "google.protobuf.Any": "WELL_KNOWN_ANY",
    "google.protobuf.Timestamp": "WELL_KNOWN_TIMESTAMP",
    "google.protobuf.Duration": "WELL_KNOWN_DURATION",
}
SCALARS = {
    "BOOL": "bool", "INT32": "int32", "SINT32": "int32", "SFIXED32": "int32", "ENUM": "int32",
    "UINT32": "uint32", "FIXED32": "uint32", "INT64": "int64", "SINT64": "int64",
    "SFIXED64": "int64", "UINT64": "uint64", "FIXED64": "uint64",
}
# Go types with a JSON method that hands them to encoding/json.
PLAIN_JSON = {
    "cosmos.staking.v1beta1.DelegationResponse", "cosmos.staking.v1beta1.RedelegationResponse",
}
# Packages for which the original links golang/protobuf code beside gogoproto's.
LINKED_TWICE = ("cosmos.", "tendermint.", "google.")
ADDRESS_SCALARS = {
    "cosmos.AddressString": "MEANING_ADDRESS",
    "cosmos.ValidatorAddressString": "MEANING_VALIDATOR_ADDRESS",
    "cosmos.ConsensusAddressString": "MEANING_CONSENSUS_ADDRESS",
}
AMINO_MESSAGE_ENCODINGS = {
    None: "AMINO_PLAIN", "key_field": "AMINO_KEY_FIELD", "module_account": "AMINO_MODULE_ACCOUNT",
    "threshold_string": "AMINO_THRESHOLD_STRING",
}
AMINO_FIELD_ENCODINGS = {
    "legacy_coins": "FIELD_AMINO_NULL_LIST",
}


def is_time(field):
    return (field.type_name == "google.protobuf.Timestamp" and not field.repeated
            and field.options.get("nullable") is False)


def meaning(field):
    custom = field.options.get("customtype", "")
    cast = field.options.get("casttype", "")
    if custom.endswith(".Int"):
        return "MEANING_INT"
    if custom.endswith("Dec"):
        return "MEANING_DEC"
    if field.kind == "BYTES" and cast.endswith("AccAddress"):
        return "MEANING_ADDRESS_BYTES"
    if cast.endswith("HexBytes"):
        return "MEANING_HEX"
    if cast.endswith("RawMessage"):
        return "MEANING_RAW_JSON"
    return ADDRESS_SCALARS.get(field.options.get("scalar"), "MEANING_NONE")


def amino_encoding(field):
    """x/tx picks by amino.encoding, else by scalar; decimals without the custom type stay."""
    encoding = AMINO_FIELD_ENCODINGS.get(field.options.get("amino_encoding"))
    if encoding:
        return [encoding]
    scalar = field.options.get("scalar")
    if scalar == "cosmos.Int":
        return ["FIELD_AMINO_INT"]
    return ["FIELD_AMINO_DEC"] if scalar == "cosmos.Dec" and meaning(field) == "MEANING_DEC" else []


def is_embedded(field):
    if field.in_map:
        return True
    if field.options.get("nullable") is not False or field.repeated:
        return False
    return field.kind == "MESSAGE" or meaning(field) in ("MEANING_INT", "MEANING_DEC")


def is_rpc_hex(message, field):
    """CometBFT prints hashes and addresses as hex, every other byte string as base64."""
    if message.full_name == "tendermint.p2p.DefaultNodeInfo":
        return field.name == "channels"
    return (field.kind == "BYTES" and message.full_name.startswith("tendermint.types.")
            and (field.name == "hash" or field.name.endswith(("_hash", "address"))))


def flags(schema, message, field):
    found = []
    if field.repeated:
        found.append("FIELD_REPEATED")
        if field.kind in SCALARS and field.options.get("packed", True):
            found.append("FIELD_PACKED")
    if field.type_name in schema.maps:
        found.append("FIELD_MAP")
    if is_embedded(field):
        found.append("FIELD_EMBEDDED")
    if field.oneof:
        found.append("FIELD_IN_ONEOF")
    if field.options.get("amino_keep_empty"):
        found.append("FIELD_AMINO_KEEP_EMPTY")
    if field.name in message.options.get("signer", []):
        found.append("FIELD_SIGNER")
    found += amino_encoding(field)
    if schema.is_opaque(message, field):
        found.append("FIELD_AMINO_OPAQUE")
    if is_rpc_hex(message, field):
        found.append("FIELD_RPC_HEX")
    return found


class Package:
    def __init__(self, name, group):
        self.name, self.group = name, group
        self.messages, self.enums, self.services = [], [], []

    def header(self):
        return f"schema/{self.group}/{self.name.replace('.', '_')}.h"


class Schema:
    def __init__(self, files, groups):
        self.files = sorted(files, key=lambda file: file.name)
        self.packages, self.owner, self.messages, self.maps = {}, {}, {}, set()
        for file in self.files:
            self.add_file(file, groups(file))
        self.structs = {c_name(name) for name in self.messages}
        for package in self.packages.values():
            package.messages = self.definition_order(package)
            self.check_includes(package)

    def is_opaque(self, message, field):
        """Go initialises the files of a package in the order of their names, and gogoproto resolves
        only types of files that came before: the others stay without fields for amino JSON."""
        if field.kind != "MESSAGE" or message.full_name.startswith(LINKED_TWICE):
            return False
        other = self.messages[field.type_name]
        same_package = self.owner[other.full_name] is self.owner[message.full_name]
        return same_package and os.path.basename(other.file) > os.path.basename(message.file)

    def add_file(self, file, group):
        if group == "options":
            return
        package = self.packages.setdefault(file.package, Package(file.package, group))
        package.services += [(service, file) for service in file.services]
        package.enums += list(all_enums(file))
        package.messages += list(all_messages(file.messages))
        for item in package.messages + package.enums:
            self.owner[item.full_name] = package
        for message in all_messages(file.messages):
            for field in message.fields:
                field.in_map = message.options.get("map_entry", False)
            self.messages[message.full_name] = message
            if message.options.get("map_entry"):
                self.maps.add(message.full_name)
            if any(field.optional or field.kind == "DOUBLE" for field in message.fields):
                sys.exit(f"{message.full_name}: optional and double fields are not supported")

    def definition_order(self, package):
        """Structs after those they hold by value."""
        order, seen = [], set()

        def visit(message):
            if message.full_name in seen:
                return
            seen.add(message.full_name)
            for field in message.fields:
                if field.kind == "MESSAGE" and is_embedded(field) and \
                        self.owner[field.type_name] is package:
                    visit(self.messages[field.type_name])
            order.append(message)

        for message in sorted(package.messages, key=lambda item: item.full_name):
            visit(message)
        return order

    def list_name(self, full_name):
        """T_list, or T_items where a message FooList already takes the name."""
        name = c_name(full_name) + "_list"
        return c_name(full_name) + "_items" if name in self.structs else name

    def uses(self, package):
        """Packages whose types the package's messages mention."""
        found = set()
        for message in package.messages:
            for field in message.fields:
                if field.kind in ("MESSAGE", "ENUM"):
                    found.add(self.owner[field.type_name].name)
        found.discard(package.name)
        return [self.packages[name] for name in sorted(found)]

    def check_includes(self, package):
        for other in self.uses(package):
            if package.group == "core" and other.group != "core":
                sys.exit(f"schema/groups.txt: {package.name} is core but uses {other.name}")

    def has_times(self, message, trail=()):
        if message.full_name in trail:
            return False
        trail += (message.full_name,)
        return any(is_time(field) or (field.kind == "MESSAGE" and is_embedded(field)
                                      and self.has_times(self.messages[field.type_name], trail))
                   for field in message.fields)

    def group_messages(self, groups):
        """Sorted as C's strcmp orders the names."""
        return sorted((message.full_name for package in self.packages.values()
                       if package.group in groups for message in package.messages
                       if message.full_name not in self.maps))


def struct_name(message):
    return c_name(message.full_name)


def oneof_members(message):
    """The names of the oneofs in order of their first field."""
    found = []
    for field in message.fields:
        if field.oneof and field.oneof not in found:
            found.append(field.oneof)
    return found
