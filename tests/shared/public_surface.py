"""Writes the public surface as text: every public name with its fields, its methods and their signatures.

`python tests/shared/public_surface.py` updates the file.
"""

import dataclasses
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path, PurePath
from types import FunctionType, NoneType, UnionType
from typing import Any, Generic, Literal, Protocol, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_settings import BaseSettings

from assistant.ingest.sources import Source

FILE = Path(__file__).parents[1] / "public_surface.txt"
MODULES = {
    "assistant": None,  # None for its `__all__`
    "assistant.adapters.llama_index": ("ArticleRetriever", "ArticleQueryEngine", "ArticleTool"),
    "assistant.adapters.langchain": ("ArticleRetriever",),
    "assistant.mcp_server": ("mcp_server", "run_on_stdio"),
}
NOT_MADE_BY_CALLERS = {"Assistant"}
"""Classes whose constructors are not public."""
INTERNAL = {"Hit.stored", "Hit.lexical_score", "Hit.dense_score", "Hit.sentences"}
"""Fields that may change; see the docstring of `Hit`."""


def public_names() -> Iterator[tuple[str, str, object]]:
    """Yields (module, name, object) of everything that is public."""
    for module_name, names in MODULES.items():
        module = import_module(module_name)
        for name in sorted(names or module.__all__):
            yield module_name, name, getattr(module, name)


def surface() -> str:
    """Returns the whole surface."""
    lines: list[str] = []
    last = ""
    for module, name, thing in public_names():
        if module != last:
            lines += ["", f"# {module}", ""]
            last = module
        lines += list(_described(name, thing))
    return "\n".join(lines).strip() + "\n"


def members(thing: type) -> Iterator[tuple[str, object]]:
    """Yields the public methods and properties of our classes; overridden methods of another library's class are left out."""
    ours = [cls for cls in thing.__mro__ if cls.__module__.startswith("assistant")]
    foreign = [cls for cls in thing.__mro__ if cls not in ours and cls not in (object, Protocol, Generic)]
    attributes = {
        name: value for parent in reversed(ours) for name, value in vars(parent).items() if not name.startswith("_")
    }
    fields = set(field_names(thing)) | {"model_config"}
    for name, value in sorted(attributes.items()):
        if name not in fields and not any(hasattr(parent, name) for parent in foreign):
            yield name, value


def function_of(member: object) -> FunctionType | None:
    """Returns the function of a method or a property."""
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    return function if isinstance(function, FunctionType) else None


def field_names(thing: type) -> list[str]:
    """Returns the fields that a model or a dataclass declares itself."""
    if issubclass(thing, BaseModel):
        return [name for name in thing.model_fields if name in thing.__annotations__]
    return [field.name for field in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else []


def hints(thing: Any) -> dict[str, Any]:
    """Returns the types of a class's fields or a function's parameters, by name."""
    return get_type_hints(thing, localns={**{name: thing for _, name, thing in public_names()}, "Source": Source})


def _described(name: str, thing: Any) -> Iterator[str]:
    if isinstance(thing, type):
        yield from _class(name, thing)
    elif isinstance(thing, FunctionType):
        yield f"def {name}{_signature(thing)}"
    else:
        yield f"{name}: str" if isinstance(thing, str) else f"{name} = {_type(thing)}"


def _class(name: str, thing: type) -> Iterator[str]:
    parents = [base.__name__ for base in thing.__bases__ if base is not object and _is_public(base)]
    yield f"class {name}({', '.join(parents)})" if parents else f"class {name}"
    for field in field_names(thing):
        if f"{name}.{field}" not in INTERNAL:
            yield f"    {field}: {_type(hints(thing)[field])}{_default(_default_of(thing, field))}"
    makes = vars(thing).get("__init__")
    if isinstance(makes, FunctionType) and name not in NOT_MADE_BY_CALLERS and not _is_generated(thing):
        yield f"    def __init__{_signature(makes)}"
    for member, attribute in members(thing):
        function = function_of(attribute)
        if isinstance(attribute, property):
            yield f"    {member}: {_type(hints(function)['return'])}  (property)"
        elif function:
            kind = f"@{type(attribute).__name__} " if isinstance(attribute, classmethod | staticmethod) else ""
            waits = "async " if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function) else ""
            yield f"    {kind}{waits}def {member}{_signature(function)}"


def _is_public(base: type) -> bool:
    """Whether a base class is part of the public surface, or comes from another library."""
    return not base.__module__.startswith("assistant") or any(base is thing for _, _, thing in public_names())


def _is_generated(thing: type) -> bool:
    return (
        dataclasses.is_dataclass(thing)
        or bool(getattr(thing, "_is_protocol", False))
        or issubclass(thing, BaseSettings)
    )


def _default_of(thing: type, name: str) -> object:
    if issubclass(thing, BaseModel):
        field = thing.model_fields[name]
        return inspect.Parameter.empty if field.is_required() else field.get_default(call_default_factory=True)
    field = next(field for field in dataclasses.fields(thing) if field.name == name)  # type: ignore[arg-type]
    default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
    return inspect.Parameter.empty if default is dataclasses.MISSING else default


def _signature(function: FunctionType) -> str:
    types, shown, only_named = hints(function), [], False
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY and not only_named:
            shown.append("*")
            only_named = True
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        shown.append(stars + name + (f": {_type(types[name])}" if name in types else "") + _default(parameter.default))
    return f"({', '.join(shown)}) -> {_type(types.get('return'))}"


def _default(value: object) -> str:
    if value is inspect.Parameter.empty:
        return ""
    return f" = {value.as_posix()!r}" if isinstance(value, PurePath) else f" = {value!r}"


def _type(hint: Any) -> str:
    """Returns a type as it is written, the same in every version of Python."""
    if hint is None or hint is NoneType:
        return "None"
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(map(_type, inner))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, inner))}]"
    if hint is Ellipsis:
        return "..."
    name = getattr(origin or hint, "__name__", str(hint))
    return f"{name}[{', '.join(map(_type, inner))}]" if inner else name


if __name__ == "__main__":
    FILE.write_text(surface(), "utf-8")
    sys.stdout.write(f"written: {FILE}\n")
