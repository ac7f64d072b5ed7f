"""A question is a folder of `course/questions/`; a variant of it, filled in and ready to be asked, is an `Item`.

`question.md` starts with a TOML head between two lines of `+++`, then the stem in Markdown, then sections:

    +++
    kind = "single"                       # single | multiple | numeric | text | predict
    title = "Mrs A.'s T-score"            # says what it is about and gives nothing away
    objective = "L01.1"
    lesson_section = "What the scan measures"
    points = 1
    sources = ["Looker1998"]              # keys of references.bib
    +++
    The stem, with {{ values }} where an `item.py` draws them; `{{ value | minus }}` writes a true minus sign.

    ## Options                            (single, multiple, predict)
    - [x] {#low} Text of an option; `{#low}` names it, and may be left out (then a, b, c ...)
      > Feedback of this option: one sentence.

    ## Feedback                           (numeric)
    - right: ...
    - wrong: ...
    - mistake used-mean-only: ...         for each mistake that item.py names

    ## Rubric                             (text)
    - 1: a criterion worth one point
    ## Model answer                       (text)
    ## Explanation                        (any kind: shown after an answer)
    ## Reveal                             (predict)

A parametric question has an `item.py` with `generate(rng) -> dict` (the values, already rounded as they are shown),
`key(values)` (a number, an option's name or a list of names, computed by the models) and, for numbers,
`mistakes(values) -> dict[str, float]`. `tests.toml` holds its test cases (see `check.py`).
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, require

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
VARIANTS = 24
"""How many tested variants a parametric question has, unless its head says `variants = n`."""
COMMON_HEAD = {
    "kind", "title", "objective", "lesson_section", "points", "sources", "tags", "variants", "fixed_order", "figure",
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One choice; `correct` is meaningless in a prediction, `feedback` is what someone who chose it is told."""

    id: str
    text: str
    feedback: str
    correct: bool = False


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric."""

    points: float
    text: str


@dataclass(frozen=True)
class Figure:
    """A picture that a view draws from `values`; `view` is a name in `quiz.figures`."""

    view: str
    values: Mapping[str, Any]
    alt: str


@dataclass(frozen=True, eq=False)
class Item:
    """One variant of a question. `key` is a number, or None where the options or a person decide."""

    question: Question
    index: int
    values: Mapping[str, Any]
    stem: str
    options: tuple[Option, ...] = ()
    key: float | None = None
    feedback: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, float] = field(default_factory=dict)
    rubric: tuple[Criterion, ...] = ()
    model_answer: str = ""
    explanation: str = ""
    reveal: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """A question as its folder describes it. `spec` holds the part of the head that only its kind understands."""

    id: str
    kind: str
    title: str
    objective: str
    lesson_section: str
    points: float
    body: str
    folder: Path
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fixed_order: bool = False
    count: int = 1
    spec: Mapping[str, Any] = field(default_factory=dict)
    figure: Mapping[str, Any] | None = None

    @property
    def parametric(self) -> bool:
        """Whether numbers are drawn for each student."""
        return (self.folder / "item.py").exists()

    def item(self, values: Mapping[str, Any] | None = None, index: int = 0) -> Item:
        """The variant with these `values` (none for a question that is not parametric)."""
        return _item(self, dict(values or {}), index)

    def draw(self, seed: str) -> dict[str, Any]:
        """The values that `item.py` draws for `seed`: the same on every machine."""
        if not self.parametric:
            return {}
        number = int.from_bytes(hashlib.sha256(f"{self.id}\x1f{seed}".encode()).digest()[:8], "big")
        return dict(_code(self.folder).generate(random.Random(number)))


def question_ids(root: Path = QUESTIONS) -> list[str]:
    """The names of all question folders; templates, which are in capitals, do not count."""
    return sorted(p.parent.name for p in require(root).glob("*/question.md") if ID.fullmatch(p.parent.name))


@cache
def load(question_id: str, root: Path = QUESTIONS) -> Question:
    """The question `question_id`.

    Raises CourseError, naming the file and the fault, where its folder is missing or its head is wrong.
    """
    path = root / question_id / "question.md"
    if not path.exists():
        raise CourseError(f"There is no question {question_id!r} in {root}. It has: {', '.join(question_ids(root))}.")
    return _question(path.parent, path.read_text(encoding="utf-8"))


def _question(folder: Path, text: str) -> Question:
    match = re.match(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", text.replace("\r\n", "\n"), re.S)
    if match is None:
        raise CourseError(f"{folder.name}/question.md must start with a head between two lines of '+++'.")
    try:
        head = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"The head of {folder.name}/question.md can't be read: {error}") from error
    for name in ("kind", "title", "objective", "lesson_section"):
        if not isinstance(head.get(name), str) or not head[name].strip():
            raise CourseError(f'The head of {folder.name}/question.md needs {name} = "...".')
    parametric = (folder / "item.py").exists()
    return Question(
        id=folder.name,
        kind=head["kind"],
        title=head["title"],
        objective=head["objective"],
        lesson_section=head["lesson_section"],
        points=float(head.get("points", 0)),
        body=match[2],
        folder=folder,
        sources=tuple(head.get("sources", ())),
        tags=tuple(head.get("tags", ())),
        fixed_order=bool(head.get("fixed_order", False)),
        count=int(head.get("variants", VARIANTS)) if parametric else 1,
        spec={name: value for name, value in head.items() if name not in COMMON_HEAD},
        figure=head.get("figure"),
    )


@cache
def _code(folder: Path) -> ModuleType:
    """The question's own `item.py`; it is the course's or the instructor's code, never a student's."""
    path = folder / "item.py"
    spec = importlib.util.spec_from_file_location(f"vertebra_question_{folder.name.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path} can't be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("generate", "key"):
        if not callable(getattr(module, name, None)):
            raise CourseError(f"{folder.name}/item.py needs a function {name}(...).")
    return module


def _item(question: Question, values: dict[str, Any], index: int) -> Item:
    code = _code(question.folder) if question.parametric else None
    key = code.key(values) if code else None
    shown = {name: value for name, value in values.items() if not name.startswith("_")}
    mistakes: dict[str, float] = dict(code.mistakes(values)) if hasattr(code, "mistakes") and code else {}
    told = {**shown, "key": key, "mistakes": mistakes}
    stem, *rest = re.split(r"^## +(.+?) *$", question.body, flags=re.M)
    sections = {title.lower(): _filled(question, text, told) for title, text in zip(rest[::2], rest[1::2], strict=True)}
    number = key if isinstance(key, int | float) and not isinstance(key, bool) else question.spec.get("key")
    return Item(
        question=question,
        index=index,
        values=values,
        stem=_filled(question, stem, shown),
        options=_options(question, sections.get("options", ""), None if number is not None else key),
        key=None if number is None else float(number),
        feedback=_feedback(sections.get("feedback", "")),
        mistakes=mistakes or dict(question.spec.get("mistakes", {})),
        rubric=_rubric(question, sections.get("rubric", "")),
        model_answer=sections.get("model answer", ""),
        explanation=sections.get("explanation", ""),
        reveal=sections.get("reveal", ""),
        figure=_figure(question, shown),
    )


def _filled(question: Question, text: str, values: Mapping[str, Any]) -> str:
    """The text with its `{{ values }}`. The stem is not given the key, so that it can't show it by accident."""
    from jinja2 import Environment, StrictUndefined, TemplateError

    # `{#name}` names an option here, so that Jinja's comments are written another way.
    environment = Environment(
        undefined=StrictUndefined, autoescape=False, comment_start_string="{%#", comment_end_string="#%}"
    )
    environment.filters["minus"] = lambda value: str(value).replace("-", "−")
    try:
        return environment.from_string(text).render(values).strip()
    except TemplateError as error:
        raise CourseError(f"{question.id}/question.md: {error}") from error


def _options(question: Question, text: str, key: Any) -> tuple[Option, ...]:
    """The options of a section; `key` (a name or names), where given, says which are right instead of the marks."""
    found = []
    for at, block in enumerate(re.split(r"^- (?=\[[ x]\] )", text, flags=re.M)[1:]):
        match = re.match(r"\[([ x])\] (?:\{#([a-z0-9-]+)\} )?(.*?)(?:\n\s+>(.*))?\Z", block.rstrip(), re.S)
        if match is None:
            raise CourseError(f"{question.id}/question.md: the option {block.strip()[:60]!r} can't be read.")
        name = match[2] or chr(ord("a") + at)
        right = match[1] == "x" if key is None else name in ([key] if isinstance(key, str) else key)
        found.append(Option(name, _line(match[3]), _line(match[4] or ""), right))
    return tuple(found)


def _line(text: str) -> str:
    """Continuation lines of a list or a quotation joined to one."""
    return " ".join(part.strip().lstrip(">").strip() for part in text.splitlines()).strip()


def _entries(text: str) -> list[tuple[str, str]]:
    blocks = re.split(r"^- ", text, flags=re.M)[1:]
    return [(name.strip(), _line(rest)) for name, _, rest in (block.partition(":") for block in blocks)]


def _feedback(text: str) -> dict[str, str]:
    return dict(_entries(text))


def _rubric(question: Question, text: str) -> tuple[Criterion, ...]:
    try:
        return tuple(Criterion(float(points), words) for points, words in _entries(text))
    except ValueError:
        raise CourseError(f"{question.id}/question.md: each line of the rubric reads '- points: criterion'.") from None


def _figure(question: Question, values: Mapping[str, Any]) -> Figure | None:
    if question.figure is None:
        return None
    wanted = question.figure.get("values", [])
    alt = _filled(question, question.figure.get("alt", ""), values)
    return Figure(question.figure.get("view", ""), {name: values[name] for name in wanted}, alt)
