"""A lesson that lacks one of the seven elements is found out, and the place is named."""

import re
from pathlib import Path

from rows import each_row

from vertebra import texts
from vertebra.book import lesson_structure, source
from vertebra.texts import Text

SECTION = """
## A question

```{predict} a
```

```{code-cell}
1
```

:::{explanation} a
### What to see

It.

### Why

Because.
:::
"""
WHOLE = f"""---
title: "A title"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
  L99.2: Draw it
  L99.3: Choose it
---

:::{{case}}
She hurts.
:::
{SECTION}{SECTION}
```{{self-check}} b
```

```{{evidence}} A1
```

```{{model-card}} bone
```

:::{{take-away}}
1. So.
:::

```{{references}}
```
"""


def missing(tmp_path: Path, text: str) -> list[Text]:
    path = tmp_path / "99_trial.md"
    path.write_text(text, encoding="utf-8")
    return [what for _, what in lesson_structure.missing(source.read(path))]


def test_a_whole_lesson_has_nothing_missing(tmp_path):
    assert missing(tmp_path, WHOLE) == []


@each_row("kind", ["case", "self-check", "evidence", "model-card", "take-away", "references"])
def test_each_element_is_missed(tmp_path, kind):
    text = re.sub(rf"(```|:::)\{{{kind}\}}.*?\n\1\n", "", WHOLE, flags=re.S)
    (fault,) = missing(tmp_path, text)
    assert (fault.key, fault.values) == ("element-missing", {"kind": kind})


@each_row("part", ["### What to see\n", "### Why\n", "```{code-cell}\n1\n```\n"])
def test_each_part_of_a_section_is_missed(tmp_path, part):
    assert len(missing(tmp_path, WHOLE.replace(part, "", 1))) == 1


def test_an_explanation_waits_for_a_question_that_was_asked(tmp_path):
    found = missing(tmp_path, WHOLE.replace("{explanation} a", "{explanation} b"))
    assert [texts.keys(what) for what in found] == [{"explained-unasked"}] * 2


def test_a_section_whose_explanation_is_not_folded_is_found(tmp_path):
    unfolded = WHOLE.replace(":::{explanation} a\n", "", 1).replace("Because.\n:::\n", "Because.\n", 1)
    assert len(missing(tmp_path, unfolded)) == 1


def test_a_single_section_is_too_few(tmp_path):
    (fault,) = missing(tmp_path, WHOLE.replace(SECTION, "", 1))
    assert (fault.key, fault.values["n_found"]) == ("sections-number", 1)


def test_the_order_is_checked(tmp_path):
    case = ":::{case}\nShe hurts.\n:::\n"
    text = WHOLE.replace(case, "") + "\n" + case
    assert [what.values["kind"] for what in missing(tmp_path, text) if what.key == "elements-out-of-order"] == ["case"]


def test_objectives_are_counted_and_belong_to_the_lesson(tmp_path):
    (fault,) = missing(tmp_path, re.sub(r"  L99\.[23].*\n", "", WHOLE))
    assert (fault.key, fault.values["n_objectives"]) == ("objectives-number", 1)
    assert [what.values["key"] for what in missing(tmp_path, WHOLE.replace("L99.1", "L98.1"))] == ["L98.1"]


@each_row("verb", ["Understand", "know", "Tell", "Learn"])
def test_an_objective_that_nobody_can_watch_is_refused(tmp_path, verb):
    (fault,) = missing(tmp_path, WHOLE.replace("L99.2: Draw it", f"L99.2: {verb} it"))
    assert (fault.key, fault.values["key"]) == ("objective-unobservable", "L99.2")


def test_a_lesson_has_so_many_words_and_no_more(tmp_path):
    path = tmp_path / "99_trial.md"
    path.write_text(WHOLE, encoding="utf-8")
    room = lesson_structure.MAX_WORDS - lesson_structure.words(source.read(path))
    full = WHOLE.replace("She hurts.", "She hurts." + " word" * room)
    assert missing(tmp_path, full) == []
    (fault,) = missing(tmp_path, full.replace("She hurts.", "She hurts today."))
    assert (fault.key, fault.values["words"]) == ("lesson-too-long", lesson_structure.MAX_WORDS + 1)


def test_citations_and_questions_are_no_words_of_a_lesson(tmp_path):
    path = tmp_path / "99_trial.md"
    path.write_text(WHOLE, encoding="utf-8")
    before = lesson_structure.words(source.read(path))
    path.write_text(WHOLE.replace("She hurts.", "She hurts {cite}`Lindsay2001`."), encoding="utf-8")
    assert lesson_structure.words(source.read(path)) == before
