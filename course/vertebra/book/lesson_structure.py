"""The seven elements that every lesson has, in this order, so that a learner always knows where they are."""

import re
from collections.abc import Iterator
from itertools import pairwise

from vertebra.book import roles
from vertebra.book.source import Block, Lesson
from vertebra.texts import pgettext

OBJECTIVES = range(3, 6)
WEAK_VERBS = ("appreciate", "be", "consider", "judge", "know", "learn", "realise", "see", "tell", "understand")
"""What nobody can watch a learner do, or what may mean too many things; an objective begins with another verb."""
MAX_WORDS = 2000
"""Words that a learner reads in a lesson, without questions, verdicts, cards and references."""
UNCOUNTED = ("code-cell", "predict", "self-check", "evidence", "model-card", "references")
"""Blocks whose words are not the lesson's own."""
SECTIONS = range(2, 5)
SECTION_PARTS = ("predict", "code-cell", "explanation", "### What to see", "### Why")
"""What a section is made of: the learner commits, the widget answers, and the folded explanation says what is seen
and why."""

TEXTS = ("text", "explanation")
"""Blocks in which the headings of `SECTION_PARTS` stand."""

_ADDRESS = re.compile(r"\]\([^)]*\)")

ORDER = ("case", "predict", "self-check", "evidence", "model-card", "take-away", "references")


def missing(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """(line, what is missing) for each of the seven elements that is absent, incomplete or out of order."""
    if len(lesson.objectives) not in OBJECTIVES:
        yield (
            1,
            pgettext(
                "objectives-number", "has {n_objectives} objectives; a lesson has {min_objectives} to {max_objectives}"
            ).format(n_objectives=len(lesson.objectives), min_objectives=OBJECTIVES[0], max_objectives=OBJECTIVES[-1]),
        )
    for key in lesson.objectives:
        if not key.startswith(f"L{lesson.number}."):
            yield (
                1,
                pgettext("objective-of-another-lesson", "objective {key} does not start with L{number}.").format(
                    key=key, number=lesson.number
                ),
            )
    yield from _weak_verbs(lesson)
    if (read := words(lesson)) > MAX_WORDS:
        yield (
            1,
            pgettext("lesson-too-long", "has {words} words; a lesson has at most {max_words}").format(
                words=read, max_words=MAX_WORDS
            ),
        )
    for kind in ORDER:
        if not lesson.of_kind(kind):
            yield 1, pgettext("element-missing", "has no {{{kind}}}").format(kind=kind)
    yield from _disorder(lesson)
    yield from _incomplete_sections(lesson)
    yield from _explained_unasked(lesson)


def words(lesson: Lesson) -> int:
    """Return how many words a learner reads, with numbers in their places and without citations."""
    texts = (roles.without_citations(block.text) for block in lesson.blocks if block.kind not in UNCOUNTED)
    return sum(bool(re.search(r"\w", word)) for text in texts for word in _ADDRESS.sub("]", text).split())


def _weak_verbs(lesson: Lesson) -> Iterator[tuple[int, str]]:
    for key, objective in lesson.objectives.items():
        verb = objective.split()[0]
        if verb.lower() in WEAK_VERBS:
            yield (
                1,
                pgettext(
                    "objective-unobservable",
                    "objective {key} begins with {verb}, which nobody can watch; say what the learner does",
                ).format(key=key, verb=repr(verb)),
            )


def _explained_unasked(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Explanations that wait for a question which the lesson does not ask before them."""
    questions: set[str] = set()
    for block in lesson.blocks:
        if block.kind in ("predict", "self-check"):
            questions.update(block.arguments)
        for name in block.arguments if block.kind == "explanation" else ():
            if name not in questions:
                yield (
                    block.line,
                    pgettext(
                        "explained-unasked", "the explanation waits for {name}, which is not asked before it"
                    ).format(name=name),
                )


def _disorder(lesson: Lesson) -> Iterator[tuple[int, str]]:
    firsts = [(lesson.of_kind(kind)[0].line, kind) for kind in ORDER if lesson.of_kind(kind)]
    for (line, kind), (next_line, next_kind) in pairwise(firsts):
        if next_line < line:
            yield (
                next_line,
                pgettext(
                    "elements-out-of-order",
                    "{{{next_kind}}} stands before {{{kind}}}; the order of a lesson is {order}",
                ).format(next_kind=next_kind, kind=kind, order=", ".join(ORDER)),
            )


def _incomplete_sections(lesson: Lesson) -> Iterator[tuple[int, str]]:
    sections = [section for section in _sections(lesson) if any(block.kind in SECTION_PARTS for block in section)]
    if len(sections) not in SECTIONS:
        yield (
            1,
            pgettext(
                "sections-number",
                "has {n_found} sections with a prediction or widget; a lesson has {min_sections} to {max_sections}",
            ).format(n_found=len(sections), min_sections=SECTIONS[0], max_sections=SECTIONS[-1]),
        )
    for section in sections:
        heading = section[0].text.splitlines()[0].lstrip("# ")
        text = "\n".join(block.text for block in section if block.kind in TEXTS)
        for part in SECTION_PARTS:
            if not any(block.kind == part for block in section) and part not in text.splitlines():
                yield (
                    section[0].line,
                    pgettext("section-part-missing", "section {heading} has no {lstrip}").format(
                        heading=repr(heading), lstrip=repr(part.lstrip("# "))
                    ),
                )


def _sections(lesson: Lesson) -> list[list[Block]]:
    """The lesson's blocks, divided at its headings of the second level; what stands before the first is left out."""
    sections: list[list[Block]] = []
    for block in lesson.blocks:
        if block.kind == "text" and block.text.startswith("## "):
            sections.append([block])
        elif sections:
            sections[-1].append(block)
    return sections
