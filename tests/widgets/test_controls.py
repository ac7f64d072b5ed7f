"""A control has one name on both sides: what scripts send is what Python handles, and the reverse."""

import re
from collections import Counter
from pathlib import Path

import pytest
from refusals import refused
from rows import each_row
from widgets_shown import widget_classes

from vertebra.errors import InputError
from vertebra.widgets import bundle
from vertebra.widgets.base import CourseWidget
from vertebra.widgets.frame_types import fields

WIDGETS = [kind for kind in widget_classes() if kind.controls and kind.__module__.startswith("vertebra.")]
SENT = re.compile(r"\b(?:setLatest|enqueue)\(\s*\{(?P<action>[^}]*)\}")
IMPORTED = re.compile(r"""\bfrom\s+["'](?P<file>\.{1,2}/[\w./-]+\.js)["']""")
MAX_SHARED_BY = 2
FROM_CODE = {"NeedleTrainer": {"target", "turn", "move"}}
"""Controls that no script sends: they are for `dispatch`, and for what the course itself replays."""


def handled(kind: type[CourseWidget]) -> set[str]:
    """The names of the controls; the table needs no state, so nothing is built for it."""
    return set(kind.handlers(kind.__new__(kind)))


def scripts(kind: type[CourseWidget]) -> dict[Path, str]:
    """The widget's script and all that it imports, as written."""
    waiting, texts = [(bundle.SCRIPTS / kind.script).resolve()], {}
    while waiting:
        path = waiting.pop()
        if path not in texts:
            texts[path] = path.read_text(encoding="utf-8")
            waiting += [(path.parent / one["file"]).resolve() for one in IMPORTED.finditer(texts[path])]
    return texts


def own(kind: type[CourseWidget]) -> str:
    """What of that belongs to this widget: the kit that many share names no widget's controls."""
    users = Counter(path for other in WIDGETS for path in scripts(other))
    return "\n".join(text for path, text in scripts(kind).items() if users[path] <= MAX_SHARED_BY)


def sent(text: str) -> set[str]:
    """Names in the literal actions of a script; `{ [name]: value }` says none."""
    names = set()
    for match in SENT.finditer(text):
        action, before = match["action"], ""
        while action != before:
            action, before = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", action), action
        names |= {part.partition(":")[0].strip() for part in action.split(",")}
    return {name for name in names if name.isidentifier()}


@each_row("kind", WIDGETS, ids=lambda kind: kind.__name__)
def test_every_declared_control_is_handled_and_no_other(kind):
    assert handled(kind) == set(fields(kind.controls))


@each_row("kind", WIDGETS, ids=lambda kind: kind.__name__)
def test_every_control_that_a_script_sends_is_handled(kind):
    actions = sent("\n".join(scripts(kind).values()))
    assert actions - {"reset", "undo", "redo"} <= handled(kind)


@each_row("kind", WIDGETS, ids=lambda kind: kind.__name__)
def test_every_control_that_is_handled_is_sent_by_a_script(kind):
    text = re.sub(r"\bt\(\"[^\"]*\"", "", own(kind))
    named = {name for name in handled(kind) if re.search(rf"\"{name}\"|\b{name}\s*[:,}}]", text)}
    named |= sent("\n".join(scripts(kind).values()))
    assert handled(kind) - named == FROM_CODE.get(kind.__name__, set())


def test_what_scripts_send_is_read():
    text = "api.enqueue({ stage: clamp(at, 0, most - 1) }); api.setLatest({ load: hand.load, forward });"
    assert sent(text + "api.enqueue({ [name]: 3 }); api.setLatest(hand)") == {"stage", "load", "forward"}
    assert Path(bundle.SCRIPTS / "cement_controls.js").read_text(encoding="utf-8") in own(
        next(kind for kind in WIDGETS if kind.script == "cement.js")
    )


@pytest.mark.slow
@each_row("kind", WIDGETS, ids=lambda kind: kind.__name__)
def test_an_unknown_control_is_named_with_those_there_are(kind):
    with refused(InputError, "no-such-control", "'dance'", *sorted(handled(kind))[:1]):
        kind.update(kind.__new__(kind), None, {"dance": 1})
