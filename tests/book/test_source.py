"""Reading a lesson's source: head, directives, line numbers, and what is said about a faulty one."""

from pathlib import Path

from refusals import refused
from rows import each_row

from vertebra.book import source
from vertebra.errors import CourseError

HEAD = """---
title: "A title"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
---
"""


def lesson(tmp_path: Path, body: str, head: str = HEAD) -> source.Lesson:
    path = tmp_path / "99_trial.md"
    path.write_text(head + body, encoding="utf-8")
    return source.read(path)


def kinds(found: source.Lesson) -> list[tuple[str, tuple[str, ...], int]]:
    return [(block.kind, block.arguments, block.line) for block in found.blocks]


def test_the_head_is_read(tmp_path):
    found = lesson(tmp_path, "Text.\n")
    assert (found.title, found.minutes, found.number, found.stem) == ("A title", 30, "99", "99_trial")
    assert found.objectives == {"L99.1": "Name it"}


def test_text_and_directives_alternate_and_know_their_lines(tmp_path):
    body = "One.\n\n## Two\n\n```{predict} a-b\n```\n\n:::{case}\nShe **hurts**.\n:::\n\nLast.\n"
    found = lesson(tmp_path, body)
    assert kinds(found) == [
        ("text", (), 8),
        ("text", (), 10),
        ("predict", ("a-b",), 12),
        ("case", (), 15),
        ("text", (), 19),
    ]
    assert found.of_kind("case")[0].text == "She **hurts**."


def test_an_ordinary_fence_stays_text(tmp_path):
    found = lesson(tmp_path, "```python\nx = 1\n```\n")
    assert [block.kind for block in found.blocks] == ["text"]
    assert "x = 1" in found.blocks[0].text


def test_an_unknown_directive_is_named_with_its_line(tmp_path):
    with refused(CourseError, "99_trial.md", "10"):
        lesson(tmp_path, "One.\n\n```{predikt} a\n```\n")


@each_row(
    "head",
    [
        "",
        "---\ntitle: x\n---\n",
        "---\n[\n---\n",
        HEAD.replace("30", "soon"),
        HEAD.replace("\n  L99.1: Name it", " none"),
    ],
)
def test_a_faulty_head_is_explained(tmp_path, head):
    with refused(CourseError, "99_trial.md"):
        lesson(tmp_path, "Text.\n", head)


def test_every_lesson_of_the_course_can_be_read():
    found = [source.read(path) for path in source.paths()]
    assert [one.number for one in found] == sorted({one.number for one in found})
    assert {"00", "01"} <= {one.number for one in found}
