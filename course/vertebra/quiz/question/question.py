"""A question is a folder (see `bank.py`); a variant of it, filled in and ready to be asked, is an `Item`.

`question.md` starts with a TOML head between two lines of `+++`, then the stem in Markdown, then sections::

    +++
    kind = "single"                       # or another name in `kinds.KINDS`; what a kind needs stands in its class
    title = "Mrs A.'s T-score"            # says what it is about and gives nothing away
    objective = "L01.1"
    lesson_section = "What the scan measures"
    points = 1
    sources = ["Looker1998"]              # keys of references.bib
    cell = "bone"                         # its area in the blueprint, and its cognitive level (bank_checks/item_rules)
    level = "calculation"
    also = ["L00.1"]                      # further objectives that it measures
    vignette = false                      # true where a patient is described for whom something is decided
    +++
    The stem, with {{ values }} where an `item.py` draws them; `{{ value | minus }}` writes a true minus sign; a fact of
    Mrs A.'s story stands as {fact}`t_score` (assets/tables/mrs_a.toml).

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
    ## Hints                              (any kind: shown on request)
    - a hint; hints cost nothing
    ## Explanation                        (any kind: shown after an answer)
    ## Reveal                             (predict)

A parametric question has two files of code. `item.py` is what the student may see: `generate(rng) -> dict`, the values,
already rounded as they are shown, and, where the picture is the question's own, `picture(values)` (a figure of
matplotlib, or PNG). `key.py` is what marks: `key(values)` (computed by the models: a number, an option's name, a list
of names, or what its kind says) and, where wanted, `mistakes(values) -> dict[str, float]` for numbers,
`regions(values)` for a point, `replay(values, actions)` for a simulation, `feedback_values(values) -> dict` (more
values for every section but the stem and the options), and `accepts(values) -> bool` (a draw that it refuses is drawn
anew). `key.py` may take from its neighbour with `from .item import ...`; never the other way round. With `draws_with =
"02-other"` in the head the values are those that the other question's `generate` draws, the same for a student in both.
`tests.toml` holds its test cases (see `check.py`).
"""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.quiz.question import question_code
from vertebra.quiz.question import question_parser as parts
from vertebra.quiz.question.bank import SHIPPED, TEXT, Source, as_bank
from vertebra.quiz.question.kind import VariantSource
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question_parser import Figure, Hint, Option
from vertebra.story import with_facts
from vertebra.texts import _, pgettext

VARIANTS = 24
"""How many tested variants a parametric question has, unless its head says `variants = n`."""
MAX_REFUSED_DRAWS = 1000
COMMON_HEAD = {
    "kind",
    "title",
    "objective",
    "lesson_section",
    "points",
    "sources",
    "tags",
    "variants",
    "fixed_order",
    "figure",
    "draws_with",
    "cell",
    "level",
    "vignette",
    "also",
}


@dataclass(frozen=True, eq=False)
class QuestionVariant:
    """One variant of a question, filled in and ready to be asked.

    Parameters
    ----------
    question
        The question.
    index
        The variant's number, from 0.
    values
        What item.py drew.
    stem, explanation
        Markdown.
    options
        The options or steps, of kinds that have some.
    content
        What only the kind reads: its key, and what goes with it.
    feedback
        The section `## Feedback` by name.
    """

    question: Question
    index: int
    values: Mapping[str, Any]
    stem: str
    options: tuple[Option, ...] = ()
    content: Any = None
    feedback: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""
    figure: Figure | None = None
    hints: tuple[Hint, ...] = ()


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
    cell: str = ""
    """Its area in the blueprint."""
    level: str = ""
    """Its cognitive level."""
    vignette: bool = False
    """Whether it describes a patient whom something has to be decided for."""
    also: tuple[str, ...] = ()
    """Further objectives that it measures."""
    drawn_from: Path = Path()
    """The folder whose item.py draws its values: its own, or that of the question it draws with."""

    @property
    def drawn_as(self) -> str:
        """The name that its values and a student's variant are drawn by; linked questions share it."""
        return self.draws_with or self.id

    @property
    def parametric(self) -> bool:
        """Whether numbers are drawn for each student."""
        return question_code.has_item(self.drawn_from)

    def item(self, values: Mapping[str, Any] | None = None, index: int = 0) -> QuestionVariant:
        """The variant with these `values` (none for a question that is not parametric)."""
        return _item(self, dict(values or {}), index)

    def draw(self, seed: str) -> dict[str, Any]:
        """The values that `item.py` draws for `seed`: the same on every machine."""
        if not self.parametric:
            return {}
        return deepcopy(_drawn(self.drawn_from, seed, question_code.stamp(self.drawn_from)))


def question_ids(source: Source = SHIPPED) -> list[str]:
    """The names of all questions in `source`."""
    return as_bank(source).question_ids()


def load(question_id: str, source: Source = SHIPPED) -> Question:
    """The question `question_id`; the same object as long as its files are the same.

    Raises
    ------
    CourseError
        Naming the file and the fault where its folder is missing or its head is wrong.
    """
    bank = as_bank(source)
    folder = bank.question(question_id)
    question = _question(folder, with_facts((folder / TEXT).read_text(encoding="utf-8")), question_code.stamp(folder))
    if not question.draws_with:
        return question
    return _drawing_from(question, bank.question(question.draws_with))


@cache.QUESTIONS.memoize
def _drawing_from(question: Question, other: Path) -> Question:
    """A question that takes its values from the question in the folder `other`."""
    count = question.count if question_code.has_item(other) else 1
    return replace(question, drawn_from=other, count=count)


@cache.QUESTIONS.memoize
def _question(folder: Path, text: str, stamp: str) -> Question:
    head, body = _head_and_body(folder, text)
    parametric = question_code.has_item(folder) or bool(head.get("draws_with"))
    return Question(
        id=folder.name,
        kind=head["kind"],
        title=head["title"],
        objective=head["objective"],
        lesson_section=head["lesson_section"],
        points=float(head.get("points", 0)),
        body=body,
        folder=folder,
        sources=tuple(head.get("sources", ())),
        tags=tuple(head.get("tags", ())),
        fixed_order=bool(head.get("fixed_order", False)),
        count=int(head.get("variants", VARIANTS)) if parametric else 1,
        spec={name: value for name, value in head.items() if name not in COMMON_HEAD},
        figure=head.get("figure"),
        draws_with=str(head.get("draws_with", "")),
        cell=str(head.get("cell", "")),
        level=str(head.get("level", "")),
        vignette=bool(head.get("vignette", False)),
        also=tuple(head.get("also", ())),
        drawn_from=folder,
    )


def _head_and_body(folder: Path, text: str) -> tuple[dict[str, Any], str]:
    """The head of a question's text, checked, and what stands below it.

    Raises
    ------
    CourseError
        Where the head is wrong.
    """
    match = re.match(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", text.replace("\r\n", "\n"), re.S)
    if match is None:
        raise CourseError(
            _("{name}/question.md must start with a head between two lines of '+++'.").format(name=folder.name)
        )
    try:
        # With the line of '+++' before it, so that a fault is named by its line in the file.
        head = tomllib.loads("\n" + match[1])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(
            pgettext("head-unreadable", "The head of {name}/question.md can't be read: {error}").format(
                name=folder.name, error=error
            )
        ) from error
    for name in ("kind", "title", "objective", "lesson_section"):
        if not isinstance(head.get(name), str) or not head[name].strip():
            raise CourseError(
                _('The head of {name}/question.md needs {field} = "...".').format(name=folder.name, field=name)
            )
    if head.get("draws_with") and question_code.has_item(folder):
        raise CourseError(
            _("{name} draws with {draws_with}: it can't have an item.py of its own.").format(
                name=folder.name, draws_with=head["draws_with"]
            )
        )
    return head, match[2]


@cache.QUESTIONS.memoize
def _drawn(folder: Path, seed: str, stamp: str) -> dict[str, Any]:
    """Drawing may solve a model, so a draw is kept: linked questions and every check of them share it."""
    item = question_code.item_code(folder)
    marks = question_code.key_code(folder) if question_code.has_key(folder) else None
    number = int.from_bytes(hashlib.sha256(f"{folder.name}\x1f{seed}".encode()).digest()[:8], "big")
    rng = random.Random(number)
    for _unused in range(MAX_REFUSED_DRAWS):
        values = dict(question_code.call(item, "generate", rng))
        if marks is None or not hasattr(marks, "accepts") or question_code.call(marks, "accepts", values):
            return values
    raise CourseError(
        pgettext(
            "no-draw-accepted",
            "{name}/key.py accepts none of {max_refused_draws} draws of its item.py.",
        ).format(name=folder.name, max_refused_draws=MAX_REFUSED_DRAWS)
    )


def _item(question: Question, values: dict[str, Any], index: int) -> QuestionVariant:
    code = question_code.key_code(question.folder) if question_code.has_key(question.folder) else None

    def computed(name: str) -> Any:
        return question_code.call(code, name, values) if code and hasattr(code, name) else None

    key, mistakes = computed("key"), dict(computed("mistakes") or {})
    shown = {name: value for name, value in values.items() if not name.startswith("_")}
    filled_in = {**shown, **(computed("feedback_values") or {}), "key": key, "mistakes": mistakes}
    stem, *rest = re.split(r"^## +(.+?) *$", question.body, flags=re.M)
    named = zip(rest[::2], rest[1::2], strict=True)
    sections = {title.lower(): parts.render_template(question.id, text, filled_in) for title, text in named}
    parsed = kind_of(question.kind).parse(VariantSource(question, sections, key, mistakes, computed))
    return QuestionVariant(
        question=question,
        index=index,
        values=values,
        # The stem is not given the key, so that it can't show it by accident.
        stem=parts.render_template(question.id, stem, shown),
        options=parsed.options,
        content=parsed.content,
        feedback=parts.feedback(sections.get("feedback", "")),
        hints=parts.hints(question.id, sections.get("hints", "")),
        explanation=sections.get("explanation", ""),
        figure=parts.figure(question.id, question.figure, shown),
    )
