"""Whether a schema may follow another one inside the same version: additions are fine, anything else breaks readers.

`docs/api/published/v1/` holds the schemas as partners got them first.
"""

from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """What `new` takes away from readers of `old`, as sentences with the path; empty when it only adds."""
    return list(_compare("", old, new, old.get("$defs", {}), new.get("$defs", {})))


def _compare(path: str, old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, depth: int = 0) -> list[str]:
    if depth > 12:
        return []
    old, new = _resolved(old, old_defs), _resolved(new, new_defs)
    found = []
    gone_types = _types(old, old_defs) - _types(new, new_defs)
    if gone_types and _types(new, new_defs):
        found.append(f"{path or '/'}: no longer {', '.join(sorted(gone_types))}")
    gone_values = set(map(str, old.get("enum", ()))) - set(map(str, new.get("enum", ())))
    if gone_values and "enum" in new:
        found.append(f"{path or '/'}: values {', '.join(sorted(gone_values))} are gone")
    required = set(new.get("required", ())) - set(old.get("required", ()))
    found += [f"{path}/{name}: is required now" for name in sorted(required)]
    for name, was in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            found.append(f"{path}/{name}: is gone")
        else:
            found += _compare(f"{path}/{name}", was, new["properties"][name], old_defs, new_defs, depth + 1)
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        found += _compare(f"{path}[]", old["items"], new["items"], old_defs, new_defs, depth + 1)
    return found


def _resolved(schema: Schema, defs: Schema) -> Schema:
    while "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _types(schema: Schema, defs: Schema) -> set[str]:
    """The JSON types a schema admits, looking through references and unions."""
    schema = _resolved(schema, defs)
    if "anyOf" in schema:
        return set().union(*(_types(each, defs) for each in schema["anyOf"]))
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)
