"""Whether a schema may follow another one inside the same version: additions are fine, anything else breaks somebody.

`docs/api/published/v1/` holds the schemas as partners got them first. What they read must not lose fields, nor hold
values of a kind they did not expect; what they send must go on being understood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
DEEPEST = 12
"""Schemas within each other that are compared; recursive ones have no end."""
JSON_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
METHODS = ("get", "put", "post", "delete", "patch")


def breaks(old: Schema, new: Schema) -> list[str]:
    """What `new` breaks for readers of `old`, as sentences with the path; empty when it only adds."""
    return list(_Comparison(old.get("$defs", {}), new.get("$defs", {}), read=True).of("", old, new))


def api_breaks(old: Schema, new: Schema, prefix: str) -> list[str]:
    """What the OpenAPI document `new` breaks for clients of `old`, in the addresses that begin with `prefix`."""
    old_defs, new_defs = (each.get("components", {}).get("schemas", {}) for each in (old, new))
    read, sent = _Comparison(old_defs, new_defs, read=True), _Comparison(old_defs, new_defs, read=False)
    found: list[str] = []
    for path, was in old["paths"].items():
        now = new["paths"].get(path, {})
        for method in METHODS if path.startswith(prefix) else ():
            if method in was and method not in now:
                found.append(f"{method} {path}: is gone")
            elif method in was:
                found += _operation(f"{method} {path}", was[method], now[method], read, sent)
    return found


def _operation(name: str, old: Schema, new: Schema, read: "_Comparison", sent: "_Comparison") -> Iterator[str]:
    parameters, known = _parameters(new), _parameters(old)
    for parameter, was in known.items():
        if parameter not in parameters:
            yield f"{name} ?{parameter[1]}: is gone"
        else:
            yield from sent.of(
                f"{name} ?{parameter[1]}", was.get("schema", {}), parameters[parameter].get("schema", {})
            )
    for parameter, now in parameters.items():
        if now.get("required") and not known.get(parameter, {}).get("required"):
            yield f"{name} ?{parameter[1]}: is required now"
    if "requestBody" in new:
        if new["requestBody"].get("required") and not old.get("requestBody", {}).get("required"):
            yield f"{name} body: is required now"
        yield from sent.of(f"{name} body", _body(old.get("requestBody", {})), _body(new["requestBody"]))
    for status, was in old.get("responses", {}).items():
        if status not in new.get("responses", {}):
            if status.startswith("2"):
                yield f"{name} {status}: is gone"
            continue
        yield from read.of(f"{name} {status}", _body(was), _body(new["responses"][status]))


def _parameters(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(each["in"], each["name"]): each for each in operation.get("parameters", ())}


def _body(holder: Schema) -> Schema:
    schema: Schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two sets of definitions; `read` when partners get the values, else they send them."""

    old_defs: Schema
    new_defs: Schema
    read: bool

    def of(self, path: str, old: Schema, new: Schema, depth: int = 0) -> Iterator[str]:
        """What breaks at `path` and below."""
        was, now = list(_members(old, self.old_defs)), list(_members(new, self.new_defs))
        old_types, new_types = {kind for kind, _ in was}, {kind for kind, _ in now}
        any_before, any_now = None in old_types, None in new_types
        here = path or "/"
        if any_before or any_now:
            if any_now and not any_before and self.read:
                yield f"{here}: may be anything now"
            if any_before and not any_now and not self.read:
                yield f"{here}: no longer anything"
            return
        gone, added = old_types - new_types, new_types - old_types
        if gone:
            yield f"{here}: no longer {_listed(gone)}"
        elif added and self.read:
            yield f"{here}: may be {_listed(added)} now"
        for kind, member in was if depth < DEEPEST else ():
            others = [list(self._member(path, member, other, depth)) for each, other in now if each == kind]
            yield from min(others, key=len, default=[])

    def _member(self, path: str, old: Schema, new: Schema, depth: int) -> Iterator[str]:
        """What breaks between two members of one JSON type."""
        here = path or "/"
        gone = set(map(str, _values(old))) - set(map(str, _values(new)))
        if gone and _values(new):
            yield f"{here}: values {_listed(gone)} are gone"
        if old.get("format") != new.get("format"):
            yield f"{here}: format {old.get('format')} is {new.get('format')} now"
        yield from self._fields(path, old, new, depth)
        if old.get("type") == "array":
            yield from self.of(f"{path}[]", old.get("items", {}), new.get("items", {}), depth + 1)
        if old.get("type") == "object":
            was, now = old.get("additionalProperties", True), new.get("additionalProperties", True)
            if was is not False and now is False:
                yield f"{here}: holds no other fields any more"
            elif was is not False:
                yield from self.of(f"{path}{{}}", _as_schema(was), _as_schema(now), depth + 1)

    def _fields(self, path: str, old: Schema, new: Schema, depth: int) -> Iterator[str]:
        fields, known = new.get("properties", {}), old.get("properties", {})
        before, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(now - before):
            yield f"{path}/{name}: is required now"
        for name, was in known.items():
            if name not in fields:
                yield f"{path}/{name}: is gone"
                continue
            if self.read and name in before - now:
                yield f"{path}/{name}: may be absent now"
            yield from self.of(f"{path}/{name}", was, fields[name], depth + 1)


def _members(schema: Schema, defs: Schema) -> Iterator[tuple[str | None, Schema]]:
    """The members of a union (or the schema itself) by their JSON type, None for anything; references are followed."""
    while "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            for each in schema[union]:
                yield from _members(each, defs)
            return
    kinds = schema.get("type") or sorted({JSON_TYPES[type(each)] for each in _values(schema)})
    for kind in [kinds] if isinstance(kinds, str) else kinds or [None]:
        yield kind, schema


def _values(schema: Schema) -> list[Any]:
    return [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]


def _as_schema(other_fields: Schema | bool) -> Schema:
    return {} if isinstance(other_fields, bool) else other_fields


def _listed(words: set[Any]) -> str:
    return ", ".join(sorted(map(str, words)))
