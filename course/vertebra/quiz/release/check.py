"""What must be true of a question, of everything that is released, and of a quiz's notebook.

Each function returns faults as sentences, none where all is well: tests, `vertebra check` and `vertebra quiz build`
show them all at once.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import partial
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question.authoring import QUIZ_TITLE, TEMPLATE, templates
from vertebra.quiz.question.bank import SHIPPED, TEXT, Source, as_bank
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.objectives import objectives
from vertebra.quiz.question.question import Question, QuestionVariant, load, question_ids
from vertebra.quiz.question.render_item import unreadable_formulas
from vertebra.quiz.question.score import score
from vertebra.quiz.release.leak_check import leaks
from vertebra.quiz.release.release import QuizDefinition, definition, public, release, secret
from vertebra.quiz.release.variants import option_token, variants_of
from vertebra.texts import _, pgettext
from vertebra.texts import keys as message_keys

MIN_VARIANTS = 20
"""A parametric question with fewer would give the same numbers to too many in a class."""
MIN_TEMPLATE_CHARS = 17
NOT_WRITTEN = re.compile(r"#|\+\+\+|\[|(?!title|lesson_section|panel_note)\w+ = |figure = ")
"""Lines of a template that may stay: headings, tables of the head, and settings that may be right as they are."""
SALT = "check"
"""One for questions and quizzes, so that no variant is drawn twice."""


def every_fault(source: Source = SHIPPED, sample: int | None = None) -> list[str]:
    """The faults of all questions and quizzes; with a `sample`, of that many variants of each question, and no quiz."""
    faults = [fault for name in question_ids(source) for fault in question_faults(name, SALT, source, sample)]
    for quiz in as_bank(source).quiz_ids() if sample is None else ():
        faults += quiz_faults(quiz, source)
    return faults


def question_faults(question_id: str, salt: str = "", source: Source = SHIPPED, sample: int | None = None) -> list[str]:
    """The faults of a question: each variant of `salt` (or a `sample`) is checked and tried with all its test cases."""
    try:
        question = load(question_id, source)
        faults = head_faults(question)
        for item in variants_of(question, salt, sample):
            faults += item_faults(item, salt)
        return faults
    except CourseError as error:
        return [error.text]


def item_faults(item: QuestionVariant, salt: str) -> list[str]:
    """The faults of one variant, each with the question's place."""
    return [
        _("{question_id}, variant {index}: {problem}").format(
            question_id=place(item.question), index=item.index, problem=problem
        )
        for problem in _variant_faults(item, salt)
    ]


def place(question: Question) -> str:
    """Where a fault of the question is to be mended: its name, and for a teacher's own the file."""
    if question.folder.parent in SHIPPED.question_folders:
        return question.id
    return str(question.folder / TEXT)


def quiz_faults(quiz_id: str, source: Source = SHIPPED) -> list[str]:
    """The faults of a quiz and of its release."""
    try:
        quiz = definition(quiz_id, source)
        released, key = release(quiz, SALT, source, with_pictures=False)
    except CourseError as error:
        return [_("Quiz {quiz_id}: {error}").format(quiz_id=quiz_id, error=error)]
    faults = [*definition_faults(quiz, source), *leaks(released, key)]
    return [_("Quiz {quiz_id}: {fault}").format(quiz_id=quiz_id, fault=fault) for fault in faults]


def definition_faults(quiz: QuizDefinition, source: Source = SHIPPED) -> list[str]:
    """What is wrong with a quiz's definition.

    Raises
    ------
    CourseError
        Where a question of it can't be read.
    """
    faults = []
    if not quiz.items:
        faults.append(pgettext("quiz-without-questions", "it names no question"))
    if quiz.title == QUIZ_TITLE.format(name=quiz.id):
        faults.append(
            pgettext("template-title-left", "the template's title still stands there: {title}").format(
                title=repr(quiz.title)
            )
        )
    for name in quiz.items:
        if load(name, source).points <= 0:
            faults.append(
                pgettext("item-without-points", "{name}: every item of a quiz needs points").format(name=name)
            )
    return faults


class Examination:
    """The checks of a quiz while it is built: each variant that is to be handed out, as `vertebra check` tries it.

    Procedures that the course ships are not replayed with all their test cases again, which would take minutes; their
    right answer is, as in every release.
    """

    def __init__(self, salt: str, source: Source) -> None:
        self._salt, self._source = salt, source
        self._faults: list[str] = []
        self._seen: set[str] = set()

    def look_at(self, item: QuestionVariant) -> bool:
        """Check a variant, and with its first one what all variants share; return whether nothing was found so far."""
        shipped = item.question.folder.parent in SHIPPED.question_folders
        if item.question.id not in self._seen:
            self._seen.add(item.question.id)
            self._faults += head_faults(item.question)
        if not (shipped and kind_of(item.question.kind).replays_model):
            self._faults += item_faults(item, self._salt)
        return not self._faults

    def faults(self, quiz: QuizDefinition) -> list[str]:
        """What was found in all, and what is wrong with the quiz's definition."""
        return [*definition_faults(quiz, self._source), *self._faults]


def head_faults(question: Question) -> list[str]:
    """The faults of a question that all its variants share, each with the question's place."""
    from vertebra.references import bibliography

    known, where = bibliography().entries, place(question)
    faults = [
        pgettext("source-unknown", "{id}: the source {name} is not in references.bib").format(id=where, name=repr(name))
        for name in question.sources
        if name not in known
    ]
    faults += [
        pgettext("template-text-left", "{where}:{line}: the template's text still stands here: {text}").format(
            where=where, line=line, text=repr(text)
        )
        for line, text in _template_left(question)
    ]
    if not re.fullmatch(r"L\d\d\.\d", question.objective):
        faults.append(
            pgettext("objective-malformed", "{id}: the objective reads {objective}, not like 'L01.1'").format(
                id=where, objective=repr(question.objective)
            )
        )
    elif question.objective not in objectives():
        faults.append(
            pgettext("objective-unknown", "{id}: no lesson has the objective {objective}").format(
                id=where, objective=repr(question.objective)
            )
        )
    if question.parametric and question.count < MIN_VARIANTS:
        faults.append(
            pgettext(
                "too-few-variants",
                "{id}: it has {count} variants; at least {least_variants} are needed",
            ).format(id=where, count=question.count, least_variants=MIN_VARIANTS)
        )
    if not (question.folder / "tests.toml").exists():
        faults.append(pgettext("no-test-cases", "{id}: it has no tests.toml").format(id=where))
    return faults


def _template_left(question: Question) -> list[tuple[int, str]]:
    """By line, the words of the template that the author has not replaced yet."""
    if question.id.startswith(TEMPLATE):
        return []
    meant = {line for path in templates().values() for line in _lines((path / TEXT).read_text(encoding="utf-8"))}
    lines = (question.folder / TEXT).read_text(encoding="utf-8").splitlines()
    return [(at, text) for at, line in enumerate(lines, 1) for text in _lines(line) if text in meant]


def _lines(text: str) -> list[str]:
    """The lines that an author writes: not the marks of Markdown, nor short or technical ones."""
    bare = [
        re.sub(r"^\s*(?:[->]|\d+\.)\s*(?:\[[ x]\]\s*)?(?:\{#[\w-]+\}\s*)?", "", line).strip()
        for line in text.splitlines()
    ]
    return [line for line in bare if len(line) >= MIN_TEMPLATE_CHARS and not NOT_WRITTEN.match(line)]


def _variant_faults(item: QuestionVariant, salt: str) -> list[str]:
    faults = kind_of(item.question.kind).problems(item)
    if not item.stem:
        faults.append(_("it has no stem"))
    if item.figure is not None and not item.figure.alt:
        faults.append(pgettext("no-alternative-text", "its figure has no alternative text"))
    faults += _hint_faults(item)
    if re.search(r"\{\{|\}\}|\bnan\b|\bNone\b", item.stem):
        faults.append(_("its stem shows a value that is not filled in"))
    texts = _texts([public(item, salt), secret(item, salt)])
    faults += [fault for text in sorted(texts) if "$" in text for fault in unreadable_formulas(text)]
    return faults + _case_faults(item, salt)


def _texts(value: Any) -> set[str]:
    """All texts inside `value`."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return {value} if isinstance(value, str) else {text for part in inner for text in _texts(part)}


def _hint_faults(item: QuestionVariant) -> list[str]:
    return [_("its hint {at} has no text").format(at=at) for at, hint in enumerate(item.hints, 1) if not hint.text]


def _case_faults(item: QuestionVariant, salt: str) -> list[str]:
    path = item.question.folder / "tests.toml"
    if not path.exists():
        return []
    coder = partial(option_token, salt, item.question.id, item.index)
    examples = kind_of(item.question.kind).examples(item, coder)
    key = {
        "kind": item.question.kind,
        "points": item.question.points,
        "variants": [{**secret(item, salt), "public": public(item, salt)}],
    }
    faults = []
    try:
        cases = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [pgettext("cases-unreadable", "tests.toml can't be read: {error}").format(error=error)]
    for case in cases:
        answers = [coder(case["option"])] if "option" in case else [case["value"]] if "value" in case else None
        if "actions" in case:
            answers = [json.dumps(case["actions"])]
        if answers is None and case.get("answer") not in examples:
            faults.append(
                pgettext("case-unknown", "tests.toml: {answer} is none of {examples}").format(
                    answer=repr(case.get("answer")), examples=", ".join(examples)
                )
            )
        for answer in examples.get(case.get("answer", ""), []) if answers is None else answers:
            faults += _case_fault(case, answer, score(key, 0, answer), key)
    return faults


def _case_fault(case: Mapping[str, Any], answer: object, got: Any, key: Mapping[str, Any]) -> list[str]:
    expected = case.get("score", 0) * key["points"]
    faults = []
    if abs(got.points - expected) > 1e-3:
        faults.append(
            pgettext("case-score", "the answer {answer} ({case}) scores {points}, not {expected}").format(
                answer=repr(answer), case=case, points=f"{got.points:g}", expected=f"{expected:g}"
            )
        )
    keys = set().union(*map(message_keys, got.feedback))
    if case.get("feedback", "") not in " ".join(got.feedback) and case["feedback"] not in keys:
        faults.append(
            pgettext("case-feedback", "the answer {answer} is told {feedback}, without {wanted}").format(
                answer=repr(answer), feedback=repr(" ".join(got.feedback)), wanted=repr(case["feedback"])
            )
        )
    if not kind_of(key["kind"]).manually_graded and got.verdict != "blank" and not got.feedback:
        faults.append(_("the answer {answer} gets no feedback").format(answer=repr(answer)))
    return faults
