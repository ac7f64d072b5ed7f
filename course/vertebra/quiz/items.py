"""A question is a folder of `course/questions/`; a variant of it, filled in and ready to be asked, is an `Item`.

`question.md` starts with a TOML head between two lines of `+++`, then the stem in Markdown, then sections:

    +++
    kind = "single"                       # or another name in `kinds.KINDS`; what a kind needs stands in its class
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

    ## Order                              (ordering: a numbered list, in the right order, with `{#name}` and feedback)
    ## Rubric                             (text)
    - 1: a criterion worth one point
    ## Model answer                       (text)
    ## Hints                              (any kind scored by the machine: shown on request)
    - 0.25: a hint that costs a quarter of the points
    ## Explanation                        (any kind: shown after an answer)
    ## Reveal                             (predict)

A parametric question has an `item.py` with `generate(rng) -> dict` (the values, already rounded as they are shown),
`key(values)` (computed by the models: a number, an option's name, a list of names, or what its kind says) and, for numbers,
`mistakes(values) -> dict[str, float]`. With `draws_with = "02-other"` in the head the values are those that the other
question's `generate` draws, the same for a student in both. `tests.toml` holds its test cases (see `check.py`).
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, require
from vertebra.quiz import parts
from vertebra.quiz.parts import Criterion, Figure, Hint, Option

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
VARIANTS = 24
"""How many tested variants a parametric question has, unless its head says `variants = n`."""
COMMON_HEAD = {
    "kind", "title", "objective", "lesson_section", "points", "sources", "tags", "variants", "fixed_order", "figure",
    "draws_with",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Item:
    """One variant of a question. `key` is a number, or None where something else or a person decides.

    `order` names the steps in the right order, `target` and `regions` are places in the figure, `panel` counts experts by
    step of a scale, `solution` is a right list of actions; each is empty in other kinds.
    """

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
    hints: tuple[Hint, ...] = ()
    order: tuple[str, ...] = ()
    target: Mapping[str, Any] | None = None
    regions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    panel: tuple[int, ...] = ()
    solution: tuple[Mapping[str, Any], ...] = ()


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
    draws_with: str = ""

    @property
    def drawn_as(self) -> str:
        """The name that its values and a student's variant are drawn by; linked questions share it."""
        return self.draws_with or self.id

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
        return deepcopy(_drawn(self.folder.parent / self.drawn_as, seed))


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
        raise CourseError(f"There is no question {question_id!r} in {root}. {_alike(question_id, root)}")
    return _question(path.parent, path.read_text(encoding="utf-8"))


def _alike(wanted: str, root: Path) -> str:
    """The questions whose names are most like `wanted`, for a message; and the quizzes."""
    from difflib import get_close_matches

    quizzes = ", ".join(sorted(path.stem for path in (root / "quizzes").glob("*.toml"))) or "none"
    close = ", ".join(get_close_matches(wanted, question_ids(root), 5, 0.4))
    return f"{f'Names like it: {close}. ' if close else ''}Quizzes: {quizzes}."


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
        draws_with=str(head.get("draws_with", "")),
    )


@cache
def code_of(folder: Path) -> ModuleType:
    """The question's own `item.py`; it is the course's or the instructor's code, never a student's."""
    path = folder / "item.py"
    spec = importlib.util.spec_from_file_location(f"vertebra_question_{folder.name.replace('-', '_')}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise CourseError(f"{path} can't be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "key", None)):
        raise CourseError(f"{folder.name}/item.py needs a function key(values).")
    return module


@lru_cache(maxsize=4096)
def _drawn(folder: Path, seed: str) -> dict[str, Any]:
    """Drawing may solve a model, so a draw is kept: linked questions and every check of them share it."""
    code = code_of(folder)
    if not callable(getattr(code, "generate", None)):
        raise CourseError(f"{folder.name}/item.py needs a function generate(rng).")
    number = int.from_bytes(hashlib.sha256(f"{folder.name}\x1f{seed}".encode()).digest()[:8], "big")
    return dict(code.generate(random.Random(number)))


def _item(question: Question, values: dict[str, Any], index: int) -> Item:
    code = code_of(question.folder) if question.parametric else None
    key = code.key(values) if code else None
    shown = {name: value for name, value in values.items() if not name.startswith("_")}
    mistakes: dict[str, float] = dict(code.mistakes(values)) if hasattr(code, "mistakes") and code else {}
    regions = code.regions(values) if hasattr(code, "regions") and code else question.spec.get("regions", {})
    told = {**shown, "key": key, "mistakes": mistakes}
    stem, *rest = re.split(r"^## +(.+?) *$", question.body, flags=re.M)
    named = zip(rest[::2], rest[1::2], strict=True)
    sections = {title.lower(): parts.filled(question.id, text, told) for title, text in named}
    return Item(
        question=question,
        index=index,
        values=values,
        # The stem is not given the key, so that it can't show it by accident.
        stem=parts.filled(question.id, stem, shown),
        feedback=parts.feedback(sections.get("feedback", "")),
        mistakes=mistakes or dict(question.spec.get("mistakes", {})),
        rubric=parts.rubric(question.id, sections.get("rubric", "")),
        hints=parts.hints(question.id, sections.get("hints", "")),
        model_answer=sections.get("model answer", ""),
        explanation=sections.get("explanation", ""),
        reveal=sections.get("reveal", ""),
        figure=parts.figure(question.id, question.figure, shown),
        regions=regions,
        **_keyed(question, sections, key),
    )


def _keyed(question: Question, sections: Mapping[str, str], key: Any) -> dict[str, Any]:
    """The fields of an item that hold its key. `key` is what item.py computes; without it the text and the head decide."""
    spec = question.spec
    if question.kind == "ordering":
        steps = parts.steps(question.id, sections.get("order", ""))
        return {"options": steps, "order": tuple(key) if key else tuple(step.id for step in steps)}
    if question.kind == "point":
        return {"target": key or spec.get("target")}
    if question.kind == "concordance":
        return {"panel": tuple(int(n) for n in key or spec.get("panel", ()))}
    if question.kind == "simulation":
        return {"solution": tuple(key or ())}
    number = key if isinstance(key, int | float) and not isinstance(key, bool) else spec.get("key")
    options = parts.options(question.id, sections.get("options", ""), None if number is not None else key)
    return {"options": options, "key": None if number is None else float(number)}
