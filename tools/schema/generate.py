#!/usr/bin/env python3
"""Turns schema/*.proto into C structs and constant tables
(the shapes of common/encoding/message.h).

usage: generate.py DESCRIPTOR_SET GROUPS OUT_DIR

DESCRIPTOR_SET is what `protoc --include_imports --descriptor_set_out` wrote. The output is
OUT_DIR/{core,chain}/<package>.{h,c}, one registry per group, the services and the raw descriptors.
The same input gives the same bytes.
"""
import os
import sys

from descriptors import all_enums, all_messages, read_set
from model import (AMINO_MESSAGE_ENCODINGS, PLAIN_JSON, SCALARS, WELL_KNOWN, Schema, flags,
                   is_embedded, meaning, oneof_members, struct_name)
from names import c_member, c_name, c_text

BANNER = "/* Made by tools/schema/generate.py from schema/. */\n"


def read_groups(path):
    exact, below = {}, {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0].endswith(".*"):
                below[words[0][:-1]] = words[1]
            else:
                exact[words[0]] = words[1]

    def group(file):
        if file.name in exact or file.package in exact:
            return exact.get(file.name) or exact[file.package]
        package = file.package
        matches = [prefix for prefix in below if (package + ".").startswith(prefix)]
        if not matches:
            sys.exit(f"{path}: no group for package {package}")
        return below[max(matches, key=len)]

    return group


def guard(path):
    return path.replace("/", "_").replace(".", "_").upper()


def member_declaration(schema, field):
    name = c_member(field.name)
    if field.kind == "MESSAGE":
        target = c_name(field.type_name)
        if field.repeated:
            return f"struct {schema.list_name(field.type_name)} {name};"
        pointer = f"const struct {target} *{name};"
        return f"struct {target} {name};" if is_embedded(field) else pointer
    if field.kind in ("STRING", "BYTES"):
        return f"struct {'bytes_list' if field.repeated else 'bytes'} {name};"
    scalar = SCALARS[field.kind]
    if field.repeated:
        return f"struct {scalar}_list {name};"
    return f"{scalar if scalar == 'bool' else scalar + '_t'} {name};"


def struct_definition(schema, message):
    lines = [f"struct {struct_name(message)} {{"]
    for name in oneof_members(message):
        lines.append(f"    uint32_t {c_member(name).rstrip('_')}_case;")
    for field in message.fields:
        lines.append("    " + member_declaration(schema, field))
    if not message.fields:
        lines.append("    char empty_;")
    return "\n".join(lines + ["};\n"])


def enum_definition(enum):
    scope = c_name(enum.scope).upper()
    lines = ["enum {"]
    lines += [f"    {scope}_{name} = {number}," for name, number in enum.values]
    lines += ["};", f"extern const struct enum_type {c_name(enum.full_name)}_type;\n"]
    return "\n".join(lines)


def package_header(schema, package):
    path = package.header()
    out = [BANNER, f"#ifndef {guard(path)}", f"#define {guard(path)}\n",
           '#include "common/encoding/message.h"']
    out += [f'#include "{other.header()}"' for other in schema.uses(package)]
    out.append("")
    out += [enum_definition(enum) for enum in package.enums]
    for message in package.messages:
        name = struct_name(message)
        out.append(f"struct {name};\nstruct {schema.list_name(message.full_name)} {{\n"
                   f"    struct {name} *items;\n    size_t count;\n}};")
    out.append("")
    out += [struct_definition(schema, message) for message in package.messages]
    out += [f"extern const struct message_type {struct_name(message)}_type;"
            for message in package.messages]
    out += [f"extern const struct service_type {c_name(service.full_name)}_service;"
            for service, _ in package.services]
    return "\n".join(out + ["\n#endif\n"])


def field_entry(schema, message, field):
    struct = f"struct {struct_name(message)}"
    case = f"{c_member(field.oneof).rstrip('_')}_case" if field.oneof else None
    parts = [c_text(field.name), c_text(field.json_name),
             c_text(field.options.get("amino_field_name", field.name)), str(field.number),
             f"FIELD_{field.kind}", meaning(field),
             " | ".join(flags(schema, message, field)) or "0",
             f"offsetof({struct}, {c_member(field.name)})",
             f"offsetof({struct}, {case})" if case else "0",
             f"&{c_name(field.type_name)}_type" if field.kind == "MESSAGE" else "NULL",
             f"&{c_name(field.type_name)}_type" if field.kind == "ENUM" else "NULL",
             c_text(field.options.get("accepts")), c_text(field.oneof),
             c_text(field.options.get("amino_oneof_name"))]
    return "    {" + ", ".join(parts) + "},"


def message_table(schema, message):
    name, out = struct_name(message), []
    table = interfaces = "NULL"
    if message.fields:
        table = f"{name}_fields"
        out.append(f"static const struct field_type {table}[] = {{")
        out += [field_entry(schema, message, field) for field in message.fields]
        out.append("};")
    if "implements" in message.options:
        interfaces = f"{name}_interfaces"
        names = ", ".join(c_text(text) for text in message.options["implements"])
        out.append(f"static const char *const {interfaces}[] = {{{names}, NULL}};")
    out += [f"const struct message_type {name}_type = {{",
            f"    .full_name = {c_text(message.full_name)},",
            f"    .amino_name = {c_text(message.options.get('amino_name'))},",
            f"    .fields = {table},", f"    .field_count = {len(message.fields)},",
            f"    .well_known = {WELL_KNOWN.get(message.full_name, 'WELL_KNOWN_NONE')},",
            "    .amino_encoding = "
            f"{AMINO_MESSAGE_ENCODINGS[message.options.get('amino_encoding')]},",
            f"    .has_times = {'true' if schema.has_times(message) else 'false'},",
            "    .plain_json = "
            f"{'true' if message.full_name in PLAIN_JSON else 'false'},",
            f"    .size = sizeof(struct {name}),", f"    .implements = {interfaces},", "};\n"]
    return "\n".join(out)


def enum_table(enum):
    name = c_name(enum.full_name)
    values = "\n".join(f"    {{{c_text(text)}, {number}}}," for text, number in enum.values)
    return (f"static const struct enum_value {name}_values[] = {{\n{values}\n}};\n"
            f"const struct enum_type {name}_type = {{\n    {c_text(enum.full_name)}, "
            f"{name}_values, {len(enum.values)}}};\n")


def service_table(service, file):
    name, out = c_name(service.full_name), []
    for method in service.methods:
        if method.http:
            out.append(f"static const struct http_rule {name}_{c_name(method.name)}_http[] = {{")
            out += [f"    {{{c_text(verb)}, {c_text(path)}, {c_text(body)}}},"
                    for verb, path, body in method.http]
            out.append("};")
    out.append(f"static const struct method_type {name}_methods[] = {{")
    for method in service.methods:
        http = f"{name}_{c_name(method.name)}_http" if method.http else "NULL"
        booleans = ", ".join("true" if flag else "false" for flag in (
            method.client_streaming, method.server_streaming,
            method.options.get("module_query_safe", False)))
        out.append(f"    {{{c_text(method.path)}, &{c_name(method.request)}_type,"
                   f" &{c_name(method.response)}_type, {http}, {len(method.http)}, {booleans}}},")
    is_msg = "true" if service.options.get("msg_service") else "false"
    out += ["};", f"const struct service_type {name}_service = {{{c_text(service.full_name)},"
            f" {c_text(file.name)}, {is_msg}, {name}_methods, {len(service.methods)}}};\n"]
    return "\n".join(out)


def package_source(schema, package):
    headers = {package.header()}
    for service, _ in package.services:
        for method in service.methods:
            headers.add(schema.owner[method.request].header())
            headers.add(schema.owner[method.response].header())
    headers.discard(package.header())
    out = [BANNER, f'#include "{package.header()}"', "#include <stddef.h>"]
    out += [f'#include "{path}"' for path in sorted(headers)] + [""]
    out += [enum_table(enum) for enum in package.enums]
    out += [message_table(schema, message) for message in package.messages]
    out += [service_table(service, file) for service, file in package.services]
    return "\n".join(out)


def registry_header(group):
    path = f"schema/{group}/registry.h"
    lines = [BANNER, f"#ifndef {guard(path)}", f"#define {guard(path)}\n",
             '#include "common/encoding/message.h"\n',
             f"/* Every message of the group{' and of core' if group == 'chain' else ''}. */",
             f"extern const struct message_registry schema_{group}_registry;"]
    if group == "chain":
        lines += ["/* Every service of the schema. */",
                  "extern const struct service_registry schema_chain_services;",
                  "/* Every file, for gRPC reflection. */",
                  "extern const struct schema_files schema_chain_files;"]
    return "\n".join(lines + ["\n#endif\n"])


def registry_source(schema, group):
    groups = ("core",) if group == "core" else ("core", "chain")
    packages = [package for package in schema.packages.values() if package.group in groups]
    out = [BANNER, f'#include "schema/{group}/registry.h"']
    out += [f'#include "{path}"' for path in sorted(package.header() for package in packages)]
    names = schema.group_messages(groups)
    out += ["", "static const struct message_type *const types[] = {"]
    out += [f"    &{c_name(name)}_type," for name in names]
    out += ["};", f"const struct message_registry schema_{group}_registry = "
            f"{{types, {len(names)}}};\n"]
    if group == "chain":
        services = sorted(service.full_name for package in packages
                          for service, _ in package.services)
        out.append("static const struct service_type *const services[] = {")
        out += [f"    &{c_name(name)}_service," for name in services]
        out += ["};", "const struct service_registry schema_chain_services = "
                f"{{services, {len(services)}}};\n"]
    return "\n".join(out)


def file_symbols(file):
    for message in all_messages(file.messages):
        yield message.full_name
    for enum in all_enums(file):
        yield enum.full_name
    for service in file.services:
        yield service.full_name
        for method in service.methods:
            yield f"{service.full_name}.{method.name}"


def file_name(path):
    return "file_" + path.replace("/", "_").replace(".", "_").replace("-", "_")


def descriptor_source(schema):
    out = [BANNER, '#include "schema/chain/registry.h"\n']
    for file in schema.files:
        out.append(f"static const struct schema_file {file_name(file.name)};")
    for file in schema.files:
        name = file_name(file.name)
        out.append(f"static const uint8_t {name}_bytes[] = {{")
        for start in range(0, len(file.raw), 24):
            out.append("    " + ",".join(str(byte) for byte in file.raw[start:start + 24]) + ",")
        needed = "".join(f"&{file_name(other)}, " for other in file.dependencies)
        out += ["};", f"static const struct schema_file *const {name}_needs[] = {{{needed}NULL}};",
                f"static const struct schema_file {name} = {{", f"    {c_text(file.name)},",
                f"    {{{name}_bytes, sizeof({name}_bytes)}},", f"    {name}_needs,", "};\n"]
    out.append("static const struct schema_file *const files[] = {")
    out += [f"    &{file_name(file.name)}," for file in schema.files]
    out += ["};", "static const struct schema_symbol symbols[] = {"]
    symbols = sorted((symbol, file.name) for file in schema.files for symbol in file_symbols(file))
    out += [f"    {{{c_text(symbol)}, &{file_name(path)}}}," for symbol, path in symbols]
    out += ["};", "const struct schema_files schema_chain_files = "
            f"{{files, {len(schema.files)}, symbols, {len(symbols)}}};\n"]
    return "\n".join(out)


def write(directory, path, content, written):
    """Leaves a file alone that is as it should be, so that nothing is compiled in vain."""
    target = os.path.join(directory, path)
    written.add(target)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.exists(target):
        with open(target, encoding="utf-8") as file:
            if file.read() == content:
                return
    with open(target, "w", encoding="utf-8") as file:
        file.write(content)


def main():
    descriptor_set, groups, out = sys.argv[1:]
    with open(descriptor_set, "rb") as file:
        schema = Schema(read_set(file.read()), read_groups(groups))
    written = set()
    for package in schema.packages.values():
        path = package.header()[len("schema/"):]
        write(out, path, package_header(schema, package), written)
        write(out, path[:-2] + ".c", package_source(schema, package), written)
    for group in ("core", "chain"):
        write(out, f"{group}/registry.h", registry_header(group), written)
        write(out, f"{group}/registry.c", registry_source(schema, group), written)
    write(out, "chain/descriptors.c", descriptor_source(schema), written)
    for group in ("core", "chain"):
        for name in os.listdir(os.path.join(out, group)):
            path = os.path.join(out, group, name)
            if path not in written:
                os.remove(path)


if __name__ == "__main__":
    main()
