"""The seven elements that every lesson has, in this order, so that a learner always knows where they are."""

from collections.abc import Iterator
from itertools import pairwise

from vertebra.book.source import Block, Lesson

OBJECTIVES = range(3, 6)
SECTIONS = range(2, 5)
SECTION_PARTS = ("predict", "code-cell", "### What to see", "### Why")
"""What a section is made of: the learner commits, the widget answers, and the text says what is seen and why."""

ORDER = ("case", "predict", "self-check", "evidence", "model-card", "take-away", "references")


def missing(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """(line, what is missing) for each of the seven elements that is absent, incomplete or out of order."""
    if len(lesson.objectives) not in OBJECTIVES:
        yield 1, f"has {len(lesson.objectives)} objectives; a lesson has {OBJECTIVES[0]} to {OBJECTIVES[-1]}"
    for key in lesson.objectives:
        if not key.startswith(f"L{lesson.number}."):
            yield 1, f"objective {key} does not start with L{lesson.number}."
    for kind in ORDER:
        if not lesson.of_kind(kind):
            yield 1, f"has no {{{kind}}}"
    yield from _disorder(lesson)
    yield from _incomplete_sections(lesson)


def _disorder(lesson: Lesson) -> Iterator[tuple[int, str]]:
    firsts = [(lesson.of_kind(kind)[0].line, kind) for kind in ORDER if lesson.of_kind(kind)]
    for (line, kind), (next_line, next_kind) in pairwise(firsts):
        if next_line < line:
            yield next_line, f"{{{next_kind}}} stands before {{{kind}}}; the order of a lesson is {', '.join(ORDER)}"


def _incomplete_sections(lesson: Lesson) -> Iterator[tuple[int, str]]:
    found = [section for section in _sections(lesson) if any(block.kind in SECTION_PARTS for block in section)]
    if len(found) not in SECTIONS:
        yield 1, f"has {len(found)} sections with a prediction or widget; a lesson has {SECTIONS[0]} to {SECTIONS[-1]}"
    for section in found:
        heading = section[0].text.splitlines()[0].lstrip("# ")
        text = "\n".join(block.text for block in section if block.kind == "text")
        for part in SECTION_PARTS:
            if not any(block.kind == part for block in section) and part not in text.splitlines():
                yield section[0].line, f"section {heading!r} has no {part.lstrip('# ')!r}"


def _sections(lesson: Lesson) -> list[list[Block]]:
    """The lesson's blocks, divided at its headings of the second level; what stands before the first is left out."""
    sections: list[list[Block]] = []
    for block in lesson.blocks:
        if block.kind == "text" and block.text.startswith("## "):
            sections.append([block])
        elif sections:
            sections[-1].append(block)
    return sections
