"""What the indicators of the catalogue can say, read from their source: the names of the parameters that answers carry.

An answer's parameters are made when it is asked for, so that no definition lists them. Every one is handed over as the
argument `parameters=` of the call that makes the answers; what stands there, or is returned by the functions named
there, is read.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from services.scoring.indicators import CATALOGUE

PACKAGE = "services.scoring"


def parameters_of_answers() -> set[str]:
    """Names of all parameters that an answer of any indicator may carry."""
    trees = {module.__name__: ast.parse(inspect.getsource(module)) for module in modules()}
    functions: dict[str, list[ast.FunctionDef]] = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                functions.setdefault(node.name, []).append(node)
    return {name for tree in trees.values() for given in arguments(tree) for name in names(given, functions)}


def modules() -> list[ModuleType]:
    """The modules of the indicators, and those of scoring that they take functions from."""
    waiting = [sys.modules[inspect.getmodule(one.evaluate).__name__] for one in CATALOGUE]  # type: ignore[union-attr]
    found: dict[str, ModuleType] = {}
    while waiting:
        module = waiting.pop()
        if module.__name__ in found:
            continue
        found[module.__name__] = module
        origins = {getattr(value, "__module__", None) or "" for value in vars(module).values()}
        waiting += [sys.modules[name] for name in origins if name.startswith(PACKAGE)]
    return list(found.values())


def arguments(tree: ast.AST) -> Iterator[ast.expr]:
    """What calls are given as `parameters`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "parameters")


def names(given: ast.AST, functions: dict[str, list[ast.FunctionDef]], deep: int = 3) -> Iterator[str]:
    """The keys of the objects that an expression makes, itself or by the functions it names."""
    for node in ast.walk(given):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        elif isinstance(node, ast.DictComp):
            listed = (part for generator in node.generators for part in ast.walk(generator.iter))
            yield from (part.value for part in listed if isinstance(part, ast.Constant) and isinstance(part.value, str))
        elif isinstance(node, ast.Name | ast.Attribute) and deep:
            called = node.id if isinstance(node, ast.Name) else node.attr
            for function in functions.get(called, ()):
                for statement in ast.walk(function):
                    if isinstance(statement, ast.Return) and statement.value is not None:
                        yield from names(statement.value, functions, deep - 1)
