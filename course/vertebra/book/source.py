"""A lesson's source: a head of facts, and below it text and directives in the order in which the learner meets them.

See decision 0320.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import LESSONS, require
from vertebra.texts import _

DIRECTIVES = (
    "case",
    "code-cell",
    "predict",
    "explanation",
    "self-check",
    "evidence",
    "model-card",
    "take-away",
    "references",
)
"""What may stand between a fence's braces; `text` is everything outside a fence."""

_FENCE = re.compile(r"\{([a-z-]+)\}\s*(.*)")


@dataclass(frozen=True)
class Block:
    """A stretch of a lesson: its kind (`text` or a directive), the directive's arguments,
    its text and its first line."""

    kind: str
    arguments: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True)
class Lesson:
    """One lesson as written. `objectives` maps an id such as `L01.2` to an observable action."""

    path: Path
    title: str
    minutes: int
    prerequisites: str
    objectives: dict[str, str]
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def stem(self) -> str:
        """`01_osteoporosis`: the name shared by source and notebook."""
        return self.path.stem

    @property
    def number(self) -> str:
        """`01`."""
        return self.stem.split("_", 1)[0]

    def of_kind(self, kind: str) -> list[Block]:
        """All blocks of one kind, in order."""
        return [block for block in self.blocks if block.kind == kind]


def paths() -> list[Path]:
    """The sources of all lessons, in the order of the course."""
    return sorted(require(LESSONS).glob("[0-9][0-9]_*.md"))


def read(path: Path) -> Lesson:
    """Read one lesson; a head or directive that can't be understood raises CourseError naming file and line."""
    text = path.read_text(encoding="utf-8")
    tokens = [token for token in _parser().parse(text) if token.level == 0 and token.map]
    if not tokens or tokens[0].type != "front_matter":
        raise CourseError(
            _("{name}, line 1: a lesson starts with a head between two lines of three dashes.").format(name=path.name)
        )
    head = _head(path, tokens[0].content)
    return Lesson(path=path, blocks=tuple(_blocks(path, text.splitlines(), tokens)), **head)


@cache.CONSTANTS.memoize
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(front_matter_plugin)


def _head(path: Path, text: str) -> dict[str, Any]:
    try:
        head = yaml.safe_load(text)
        return {
            "title": str(head["title"]),
            "minutes": int(head["minutes"]),
            "prerequisites": str(head["prerequisites"]),
            "objectives": {str(key): str(objective) for key, objective in head["objectives"].items()},
        }
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CourseError(
            _(
                "{name}, line 1: the head can't be read ({error}). It needs title, minutes, prerequisites, objectives."
            ).format(name=path.name, error=repr(error))
        ) from None


def _blocks(path: Path, lines: list[str], tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    start = _span(tokens[0])[1]
    for token in tokens[1:]:
        named = _FENCE.fullmatch(token.info.strip()) if token.type in ("fence", "colon_fence") else None
        if not named:
            continue
        first, last = _span(token)
        if named[1] not in DIRECTIVES:
            raise CourseError(
                _("{name}, line {first}: {{{named}}} is not known. A lesson may use {directives}.").format(
                    name=path.name, first=first + 1, named=named[1], directives=", ".join(DIRECTIVES)
                )
            )
        blocks += _text(lines, start, first)
        blocks.append(Block(named[1], tuple(named[2].split()), token.content.strip("\n"), first + 1))
        start = last
    return blocks + _text(lines, start, len(lines))


def _span(token: Token) -> tuple[int, int]:
    first, last = token.map or (0, 0)
    return first, last


def _text(lines: list[str], start: int, end: int) -> list[Block]:
    """The text of a range of lines, divided before every heading of the second level."""
    cuts = [start, *(at for at in range(start + 1, end) if lines[at].startswith("## ")), end]
    return [block for first, last in pairwise(cuts) for block in _stretch(lines, first, last)]


def _stretch(lines: list[str], start: int, end: int) -> list[Block]:
    """One block from the first to the last line that is not blank; none where all are."""
    filled = [at for at in range(start, end) if lines[at].strip()]
    return [Block("text", (), "\n".join(lines[filled[0] : filled[-1] + 1]), filled[0] + 1)] if filled else []
