"""Reads the YAML files of rules into frozen models; what a file says wrongly is refused with its
line.

A key that stands twice, a key that nobody reads and a pattern that is none would otherwise change
what the program does without a word.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from foundation.errors import RulesInvalid

Place = tuple[Any, ...]
Model = TypeVar("Model")
# libyaml is some eight times faster; PyYAML is built without it where no C compiler was at hand.
_Base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Rules(BaseModel):
    """A part of a rule file: it cannot be changed, and has no keys but those of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Rules):
    """A text in the two languages of the site."""

    zh: str
    en: str


def _any_case(pattern: object) -> object:
    return re.compile(pattern, re.IGNORECASE) if isinstance(pattern, str) else pattern


Pattern = re.Pattern[str]
AnyCase = Annotated[re.Pattern[str], BeforeValidator(_any_case)]


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """Leaves days as the text that they are in the file: models say what a day may look like."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Source:
    """The data of one YAML file, and the line of every key and list entry by its place in them."""

    file: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of the longest known part of a place."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def refusal(self, place: Place, complaint: str) -> RulesInvalid:
        """Return the exception that says what is wrong at a place, in one line with file and line
        number.
        """
        message = " ".join(complaint.split())
        return RulesInvalid(f"{self.file}:{self.line(place)}: {message.rstrip('.')}.")


def read(file: str, content: bytes) -> Source:
    """Parse one YAML file. Raises RulesInvalid for what is no YAML in UTF-8, and for a key that
    stands twice.
    """
    try:
        loader = _Loader(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise RulesInvalid(f"{file}:1: not YAML in UTF-8: {error!s:.80}.".replace("\n", " ")) from (
            error
        )
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        _note_lines(_Walk(file, loader, lines), node, ())
        return Source(file, loader.construct_document(node) if node else None, lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulesInvalid(f"{file}:{line}: not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise RulesInvalid(f"{file}:1: not YAML: {error!s:.80}.".replace("\n", " ")) from error
    finally:
        loader.dispose()


@dataclass(frozen=True)
class _Walk:
    """One pass through the nodes of a file."""

    file: str
    loader: Any
    lines: dict[Place, int]


def _note_lines(walk: _Walk, node: yaml.Node | None, place: Place) -> None:
    if node is None:
        return
    walk.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(walk, child, (*place, index))
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            _note_pair(walk, key, child, place)


def _note_pair(walk: _Walk, key: yaml.Node, child: yaml.Node, place: Place) -> None:
    name = walk.loader.construct_object(key, deep=True)
    line = key.start_mark.line + 1
    if not isinstance(name, Hashable):
        raise RulesInvalid(f"{walk.file}:{line}: a key must be a word or a number.")
    if (*place, name) in walk.lines:
        raise RulesInvalid(f"{walk.file}:{line}: {name} stands twice; keep one of the two.")
    walk.lines[(*place, name)] = line
    _note_lines(walk, child, (*place, name))


def validated(source: Source, model: type[Model]) -> Model:
    """Return a file's data as `model` (a pydantic model, a dataclass, or a type made of them).

    Raises RulesInvalid with the line of the first thing that does not fit.
    """
    try:
        return TypeAdapter(model).validate_python(source.data)
    except ValidationError as error:
        # Of a misspelt key the unknown one has a line of its own, and the missing one has none.
        first = min(error.errors(), key=lambda each: each["type"] == "missing")
        raise source.refusal(first["loc"], _complaint(first)) from error


def _complaint(error: Any) -> str:
    place = ".".join(map(str, error["loc"])) or "the file"
    if error["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{place}: unknown key; correct its spelling or take it out"
    if error["type"] == "missing":
        return f"{place}: is missing; write it"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"


@dataclass(frozen=True)
class RuleFile:
    """A rule file that a module reads, and what its content must be."""

    package: str
    name: str
    model: Any

    @property
    def path(self) -> Traversable:
        """Where the file lies."""
        return files(self.package).joinpath(self.name)

    def parsed(self, content: bytes) -> Any:
        """Return a content of the file as its model. Raises RulesInvalid."""
        return validated(read(str(self.path), content), self.model)


# Every rule file that a module has asked for, by package and name.
KNOWN: dict[tuple[str, str], RuleFile] = {}


def load(package: str, name: str, model: type[Model]) -> Model:
    """Return the file `name` of a package as `model`, frozen where the model is.

    Modules call it once, while they are imported, so that a mistake is told before anything is
    done. Raises RulesInvalid with file and line for a key that stands twice, one that the model
    does not have, one that is missing, and a value that does not fit.
    """
    file = RuleFile(package, name, model)
    KNOWN[package, name] = file
    content: Model = file.parsed(file.path.read_bytes())
    return content
