"""Is the course fit to be given to learners? Every fault is found in one go, each with its place and what to do.

Long because each kind of thing that the course ships has a check of its own, and all are run from one list.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from vertebra import references, story, tables
from vertebra.book import (
    bibliography,
    builder,
    claims,
    lesson_structure,
    model_cards,
    prose_numbers,
    roles,
    row_tables,
    source,
    wording,
)
from vertebra.book.source import Block, Lesson
from vertebra.errors import CourseError
from vertebra.paths import BIBLIOGRAPHY, CHECKOUT, NOTEBOOKS, QUESTIONS, ROOT, SHEETS, STUDENTS_COPY, TABLES
from vertebra.texts import Text, _, pgettext

DIMENSIONLESS = (
    "_fraction",
    "_ratio",
    "_log_sd",
    "_correlation",
    "_rr_per_sd",
    "_exponent",
    "_strain",
    "_factor",
)
"""How the name of a quantity ends that has no unit."""


@dataclass(frozen=True, order=True)
class ContentFault:
    """A fault: the file and, where known, the line, and what is wrong with it."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.what}" if self.line else f"{path}: {self.what}"


def check(sample: int | None = None) -> list[ContentFault]:
    """Every fault of lessons, notebooks, tables, citations and questions, by file and line.

    With a `sample` so many variants of each question are tried, and no quiz is released: for a quick look. A student's
    installation is checked without graded questions, and only a checkout for its catalogue of sentences.
    """
    read, faults = _read()
    known = set(faults)
    examined = [elements_of, citations, typed_numbers, objectives, unknown_questions]
    examined += [] if STUDENTS_COPY else [partial(questions, sample=sample)]
    for examine in examined:
        known.update(_collected(examine, read))
    known.update(_collected(cards))
    known.update(_collected(notebooks, not faults))
    known.update(_collected(bibliography_entries))
    known.update(_collected(quantities))
    known.update(_collected(csv_tables))
    if CHECKOUT:
        known.update(_collected(sentences))
        known.update(_collected(language))
    return sorted(known)


def _collected(examine: Callable[..., Iterator[ContentFault]], *of: object) -> Iterator[ContentFault]:
    """What `examine` finds; a source that can't even be read is a finding too, and does not hide the others."""
    try:
        yield from examine(*of)
    except CourseError as error:
        yield ContentFault(ROOT, 0, error.text)


def _read() -> tuple[list[Lesson], list[ContentFault]]:
    lessons, faults = [], []
    for path in source.paths():
        try:
            lessons.append(source.read(path))
        except CourseError as error:
            faults.append(ContentFault(path, 0, error.text))
    return lessons, faults


def elements_of(lessons: Iterable[Lesson]) -> Iterator[ContentFault]:
    """Lessons that lack one of the seven elements."""
    for lesson in lessons:
        yield from (ContentFault(lesson.path, line, what) for line, what in lesson_structure.missing(lesson))


def notebooks(sources_are_sound: bool = True) -> Iterator[ContentFault]:
    """Notebooks that differ from their source, have none, or hold outputs."""
    for path in sorted(NOTEBOOKS.rglob("*.ipynb")):
        yield from _outputs(path)
    if not sources_are_sound:
        return
    expected = dict(builder.expected_files())
    for path, content in expected.items():
        if not path.exists() or path.read_bytes() != content:
            yield ContentFault(path, 0, pgettext("notebook-stale", "does not match its source; run `vertebra book`"))
    shipped = (*NOTEBOOKS.glob("*.ipynb"), *(NOTEBOOKS / model_cards.FOLDER).glob("*.ipynb"))
    for path in sorted(set(shipped) - set(expected)):
        yield ContentFault(
            path,
            0,
            pgettext("notebook-without-source", "has no source in course/lessons; remove it or write the source"),
        )


def _outputs(path: Path) -> Iterator[ContentFault]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, UnicodeDecodeError) as error:
        yield ContentFault(
            path, 0, pgettext("not-a-notebook", "is not a notebook that can be read ({error})").format(error=error)
        )
        return
    for number, cell in enumerate(cells, 1):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield ContentFault(
                path,
                0,
                pgettext(
                    "notebook-with-outputs", "cell {number} holds outputs; notebooks are kept without them"
                ).format(number=number),
            )


def cards() -> Iterator[ContentFault]:
    """Model cards whose lines for students are incomplete, too long, or say what the full card does not."""
    for name in model_cards.names():
        yield from _collected(_card, name)


def _card(name: str) -> Iterator[ContentFault]:
    yield from (ContentFault(model_cards.CARDS / f"{name}.md", 1, what) for what in model_cards.faults(name))


def citations(lessons: Iterable[Lesson]) -> Iterator[ContentFault]:
    """Citations and quantities in lessons, cards and tables of sentences that no bibliography or table has."""
    for lesson in lessons:
        for block in lesson.blocks:
            if block.kind != "code-cell":
                yield from _roles(lesson.path, block.line, block.text)
        for block in lesson.of_kind("evidence"):
            yield from _evidence(lesson, block)
        yield from _left_out(lesson)
    for path in sorted(model_cards.CARDS.glob("*.md")):
        yield from _roles(path, 1, path.read_text(encoding="utf-8"))
    for path in sorted(SHEETS.glob("*.toml")):
        yield from _roles(path, 1, path.read_text(encoding="utf-8"))
        yield from _collected(_row_table, path.stem)


def bibliography_entries() -> Iterator[ContentFault]:
    """Entries of the bibliography that are incomplete without saying so, or say so without being it."""
    yield from (ContentFault(BIBLIOGRAPHY, 0, what) for what in bibliography.faults())


def _row_table(name: str) -> Iterator[ContentFault]:
    row_tables.read(name)
    yield from ()


def _looked_up(role: str, name: str) -> object:
    if role == "cite":
        return references.entry(name)
    if role == "table":
        return row_tables.read(name)
    if role in {"example", "computed"}:
        return name
    if role == "cell":
        return roles.cell(name)
    return story.fact(name) if role == "fact" else tables.quantity(name)


def _roles(path: Path, first: int, text: str) -> Iterator[ContentFault]:
    for offset, line in enumerate(text.splitlines()):
        for role, name in roles.find_roles(line):
            try:
                _looked_up(role, name)
            except CourseError as error:
                yield ContentFault(path, first + offset, error.text)


def typed_numbers(lessons: Iterable[Lesson]) -> Iterator[ContentFault]:
    """Numbers with a unit, counts of people and intervals that are typed into lessons and printed sheets."""
    for lesson in lessons:
        for block in lesson.blocks:
            if block.kind != "code-cell":
                yield from _typed(lesson.path, block.line, block.text)
    for path in sorted(SHEETS.glob("*.toml")):
        yield from _typed(path, 1, path.read_text(encoding="utf-8"))


def _typed(path: Path, first: int, text: str) -> Iterator[ContentFault]:
    for offset, line in enumerate(text.splitlines()):
        for number in prose_numbers.typed(line):
            yield ContentFault(
                path,
                first + offset,
                pgettext(
                    "number-typed",
                    "{number} is typed; take it from a table with {roles}, or mark it {marks} if no source holds it",
                ).format(number=number, roles="{value}, {range} or {cell}", marks="{example} or {computed}"),
            )


def _evidence(lesson: Lesson, block: Block) -> Iterator[ContentFault]:
    for name in block.arguments:
        try:
            for key in claims.claim(name).sources:
                references.entry(key)
        except CourseError as error:
            yield ContentFault(lesson.path, block.line, _("evidence {name}: {error}").format(name=name, error=error))


def _left_out(lesson: Lesson) -> Iterator[ContentFault]:
    """Claims that the table sends to this lesson and the lesson does not judge."""
    judged = {name for block in lesson.of_kind("evidence") for name in block.arguments}
    for claim in claims.claims().values():
        if int(lesson.number) in claim.lessons and claim.name not in judged:
            yield ContentFault(
                lesson.path,
                1,
                pgettext(
                    "evidence-box-missing", "has no evidence box for {name}, which claims.toml says it teaches"
                ).format(name=claim.name),
            )


def quantities() -> Iterator[ContentFault]:
    """Quantities without a unit, with an unknown source, or not checked."""
    for quantity in tables.quantities().values():
        place = TABLES / f"(quantity {quantity.name})"
        if not quantity.unit and not quantity.name.endswith(DIMENSIONLESS):
            yield ContentFault(
                place,
                0,
                pgettext(
                    "quantity-without-unit", "has no unit; only what ends in {dimensionless} may do without"
                ).format(dimensionless=", ".join(DIMENSIONLESS)),
            )
        yield from _provenance(place, 0, quantity.source, quantity.status)


def csv_tables() -> Iterator[ContentFault]:
    """Rows of tables whose source is unknown, or that are not checked."""
    for name in tables.table_names():
        try:
            table = tables.table(name)
        except CourseError as error:
            yield ContentFault(TABLES / f"{name}.csv", 0, error.text)
            continue
        sources = table.columns.get("source", (table.source,) * len(table))
        statuses = table.columns.get("status", (table.status,) * len(table))
        for number, (key, status) in enumerate(zip(sources, statuses, strict=True), 1):
            yield from _provenance(
                TABLES / f"{name}.csv",
                0,
                key or table.source,
                status or table.status,
                _("row {number} ").format(number=number),
            )


def _provenance(place: Path, line: int, key: str, status: str, row: str = "") -> Iterator[ContentFault]:
    if status not in tables.STATUSES:
        yield ContentFault(
            place,
            line,
            pgettext("status-unknown", "{row}has the status {status}; it must be one of {statuses}").format(
                row=row, status=repr(status), statuses=", ".join(tables.STATUSES)
            ),
        )
    if not key and status == "checked":
        yield ContentFault(
            place,
            line,
            pgettext("checked-without-source", "{row}is called checked but names no source").format(row=row),
        )
    if status == "checked" and key and not references.source_keys(key):
        yield ContentFault(place, line, _("{row}is called checked but names the course itself").format(row=row))
    for name in references.source_keys(key):
        try:
            references.entry(name)
        except CourseError as error:
            yield ContentFault(place, line, Text("{row}{error}").format(row=row, error=error))


def sentences() -> Iterator[ContentFault]:
    """A catalogue that does not hold the sentences of the sources."""
    from vertebra.book import catalogue

    yield from (ContentFault(catalogue.TEMPLATE, 0, fault) for fault in catalogue.stale())


def language() -> Iterator[ContentFault]:
    """Words that the course refuses, and slips of spelling, in all that it says."""
    yield from (ContentFault(path, line, what) for path, line, what in wording.faults())


def objectives(lessons: Iterable[Lesson]) -> Iterator[ContentFault]:
    """Objectives that no question tests, and questions that name an objective no lesson has."""
    from vertebra.quiz.question import question as items
    from vertebra.quiz.question.kinds import kind_of

    tested: dict[str, str] = {}
    known = {key for lesson in lessons for key in lesson.objectives}
    for name in items.question_ids():
        question = items.load(name)
        if question.objective not in known:
            yield ContentFault(
                question.folder,
                0,
                pgettext("objective-unknown", "names the objective {objective}, which no lesson has").format(
                    objective=repr(question.objective)
                ),
            )
        if not kind_of(question.kind).is_prediction:
            tested[question.objective] = name
    for lesson in () if STUDENTS_COPY else lessons:
        for key in lesson.objectives:
            if key not in tested:
                yield ContentFault(
                    lesson.path,
                    1,
                    pgettext("objective-untested", "objective {key} is not tested by any question").format(key=key),
                )


def unknown_questions(lessons: Iterable[Lesson]) -> Iterator[ContentFault]:
    """Questions that a lesson asks for and that don't exist."""
    from vertebra.quiz.question import question as items

    known = set(items.question_ids())
    for lesson in lessons:
        for block in (*lesson.of_kind("predict"), *lesson.of_kind("self-check")):
            for name in block.arguments:
                if name not in known:
                    yield ContentFault(
                        lesson.path,
                        block.line,
                        pgettext("question-unknown", "asks the question {name}, which does not exist").format(
                            name=repr(name)
                        ),
                    )


def strategy_table() -> list[str]:
    """What strategies without knowledge earn, as a table; nothing in a student's installation or a bank with faults."""
    if STUDENTS_COPY:
        return []
    from vertebra.quiz.bank_checks import check_bank, test_wise

    try:
        return [test_wise.table(check_bank.strategy_scores())]
    except CourseError:
        return []  # The fault that stops it is among those of the questions.


def questions(lessons: Iterable[Lesson], sample: int | None = None) -> Iterator[ContentFault]:
    """What the check of questions and quizzes finds.

    It releases every quiz and looks for an answer in what is released, and for ways to score without knowing.
    """
    from vertebra.quiz.bank_checks.check_bank import bank_faults
    from vertebra.quiz.release.check import every_fault

    yield from (ContentFault(QUESTIONS, 0, fault) for fault in (*every_fault(sample=sample), *bank_faults()))
