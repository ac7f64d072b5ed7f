"""What failed, in few lines: the end of a long output is all that some machines show. See decision 0330."""

import re
from pathlib import Path
from typing import Iterator, List, NamedTuple, Sequence
from xml.etree import ElementTree

MAX_LINES = 44
"""All that is said of failures; with the table it makes less than sixty lines."""
MAX_WIDTH = 220
MAX_LAST_LINES = 12
"""Lines of the end of an output, for a check that is not pytest, or whose pytest did not come to its report."""
_TELLING = re.compile(r"E  |>  |\[|\S+:\d+: ")
"""Lines of a traceback that are kept: the error, the statement, the row of a table, the place in a file."""


class Failure(NamedTuple):
    """A test that failed: its name, why in one line, and the telling lines of its traceback."""

    name: str
    reason: str
    traceback: Sequence[str]


def of_pytest(report: Path) -> List[Failure]:
    """The failed tests of a report in JUnit's form; none where there is no whole report."""
    try:
        cases = list(ElementTree.parse(str(report)).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return []
    found = []
    for case in cases:
        for kind in ("failure", "error"):
            for fault in case.iter(kind):
                name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
                reason = (fault.get("message") or kind).strip().splitlines()[:1]
                lines = [line.rstrip() for line in (fault.text or "").splitlines() if line.strip()]
                telling = [line for line in lines if _TELLING.match(line)] or lines
                found.append(Failure(name, "".join(reason), telling))
    return found


def lines(name: str, report: Path, last: Sequence[str], room: int = MAX_LINES) -> Iterator[str]:
    """At most `room` lines on a check that failed: each failed test with its reason, then tracebacks while there is
    room.

    Without a report of failed tests it is the `last` lines of the check's output.
    """
    failed = of_pytest(report)
    yield _cut(f"=== {name} failed" + (f": {len(failed)} tests" if failed else ""))
    room -= 1
    if not failed:
        yield from map(_cut, [line for line in last if line.strip()][-min(room, MAX_LAST_LINES) :])
        return
    shown = failed if len(failed) <= room else failed[: room - 1]
    each = (room - len(shown)) // len(shown) if shown is failed else 0
    for one in shown:
        yield _cut(f"{one.name}: {one.reason}")
        yield from (_cut(f"    {line}") for line in one.traceback[-each:] if each)
    if shown is not failed:
        yield f"and {len(failed) - len(shown)} more"


def _cut(line: str) -> str:
    return line if len(line) <= MAX_WIDTH else line[: MAX_WIDTH - 3] + "..."
