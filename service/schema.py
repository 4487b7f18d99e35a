"""The shapes of what travels, as JSON Schema: from the structs themselves, under names that stay.

Commands and frames are named by their tag, so adding one never renames another. Shapes that differ only in a type they
carry, such as every kind of ``Change``, are written where they are used.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

Schema: TypeAlias = dict[str, Any]

PREFIX = "#/components/schemas/"


def of(types: Sequence[Any], names: Mapping[Any, str] | None = None) -> tuple[list[Schema], dict[str, Schema]]:
    """The schema of each type, and every component they refer to; ``names`` gives components other names.

    ValueError where two of them would have the same.
    """
    wanted = dict(names or {})
    roots, components = msgspec.json.schema_components([*types, *wanted], ref_template=PREFIX + "{name}")
    renamed = {name: _named(name, schema) for name, schema in components.items()}
    for schema, name in zip(roots[len(types) :], wanted.values(), strict=True):
        renamed[schema["$ref"].removeprefix(PREFIX)] = name
    inlined = {PREFIX + name: schema for name, schema in components.items() if "[" in schema.get("title", "")}
    alone = {PREFIX + name: _untagged(schema) for name, schema in components.items() if tag_of(schema)}
    references = {PREFIX + old: PREFIX + new for old, new in renamed.items()}
    kept = [renamed[name] for name in components if PREFIX + name not in inlined]
    if doubled := sorted({name for name in kept if kept.count(name) > 1}):
        raise ValueError(f"Shapes that travel have one name: {', '.join(doubled)}; give each one of its own.")
    found = {
        renamed[name]: _walk({**_tagged(schema), "title": renamed[name]}, references, inlined, alone)
        for name, schema in components.items()
        if PREFIX + name not in inlined
    }
    return [_walk(root, references, inlined, alone) for root in roots[: len(types)]], dict(sorted(found.items()))


def tag_of(schema: Schema) -> tuple[str, str] | None:
    """The property that tells a tagged struct from others, and its one value."""
    for name in ("tag", "t"):
        values = schema.get("properties", {}).get(name, {}).get("enum", ())
        if len(values) == 1:
            return name, values[0]
    return None


def references(schema: Any) -> Iterator[str]:
    """Every component that a schema names."""
    if isinstance(schema, dict):
        if isinstance(name := schema.get("$ref"), str):
            yield name.removeprefix(PREFIX)
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def _tagged(schema: Schema) -> Schema:
    """The codec finds a struct of a union by its tag, so it has to be there."""
    tag = tag_of(schema)
    return schema if tag is None else {**schema, "required": [tag[0], *(one for one in schema.get("required", []) if one != tag[0])]}


def _untagged(schema: Schema) -> Schema:
    """Where it is no choice among several, it needs no tag."""
    tag = tag_of(schema) or ("", "")
    kept = {key: value for key, value in schema.items() if key != "title"}
    return kept | {"required": [one for one in schema.get("required", []) if one != tag[0]]}


def _named(name: str, schema: Schema) -> str:
    tag = tag_of(schema)
    if tag is None:
        return name.rpartition(".")[2]
    return f"frame.{tag[1]}" if tag[0] == "t" else tag[1]


def _walk(node: Any, references: Mapping[str, str], inlined: Mapping[str, Schema], alone: Mapping[str, Schema]) -> Any:
    if isinstance(node, list):
        return [_walk(one, references, inlined, alone) for one in node]
    if not isinstance(node, dict):
        return node
    if (name := str(node.get("$ref", ""))) in inlined:
        return _walk({key: value for key, value in inlined[name].items() if key != "title"}, references, inlined, alone)
    made: Schema = {}
    for key, value in node.items():
        if key == "$ref":
            made[key] = references[value]
        elif key == "additionalProperties" and isinstance(value, dict) and value.get("$ref") in alone:
            made[key] = _walk(alone[value["$ref"]], references, inlined, alone)
        elif key == "mapping" and "propertyName" in node:
            made[key] = {tag: references[one] for tag, one in value.items()}
        elif key == "description" and isinstance(value, str):
            made[key] = " ".join(value.split())
        else:
            made[key] = _walk(value, references, inlined, alone)
    return made
