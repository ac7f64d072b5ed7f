"""`python3 course test`: every check of the project in turn, and a table of what came of them."""

import contextlib
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from frontdoor import debian
from frontdoor.environment import Environment
from frontdoor.problems import SetupError

_LEFT_OUT = "left out by --quick"
ABREAST = ("types", "content", "python", "notebooks", "browser")
"""Checks long enough to be worth a second core."""


@dataclass(frozen=True)
class Check:
    """One check: its name and command, and why it is skipped, if it is."""

    name: str
    command: Sequence[str] = ()
    skipped: str = ""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of a check: `passed`, `FAILED` or `skipped`, after how long and why."""

    name: str
    state: str
    seconds: float = 0.0
    reason: str = ""


def run(ours: Environment, quick: bool = False, only: Sequence[str] = ()) -> int:
    """Run the checks, show the table and return 0 if none failed. `only` names the checks to run, all if empty.

    Of those in `ABREAST` the longest (browser, or else python) runs in the open; the others run meanwhile on a second core, and on
    the first when it is free; they print when all have ended.
    """
    checks = [make(ours, quick) for _, make in _chosen(only)]
    abreast = [one for one in checks if one.name in ABREAST and not one.skipped]
    longest = next((one for name in ("browser", "python") for one in abreast if one.name == name), None)
    done: dict[str, Outcome] = {}
    for check in checks:
        if check.skipped:
            done[check.name] = Outcome(check.name, "skipped", 0.0, check.skipped)
        elif longest is None or check not in abreast:
            done[check.name] = _carry_out(check, ours)
    if longest is not None:
        done |= _with_company(longest, [one for one in abreast if one is not longest], ours)
    outcomes = [done[check.name] for check in checks]
    for line in summary(outcomes):
        print(line)
    return 1 if any(outcome.state == "FAILED" for outcome in outcomes) else 0


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The table, and as the last line how many passed, failed and were skipped."""
    width = max((len(outcome.name) for outcome in outcomes), default=0)
    yield ""
    for outcome in outcomes:
        reason = f"  {outcome.reason}" if outcome.reason else ""
        yield f"{outcome.name:<{width}}  {outcome.state:<7}  {outcome.seconds:7.1f} s{reason}"
    count = {state: sum(outcome.state == state for outcome in outcomes) for state in ("passed", "FAILED", "skipped")}
    yield ""
    yield f"{count['passed']} passed, {count['FAILED']} failed, {count['skipped']} skipped"


def _with_company(longest: Check, beside: Sequence[Check], ours: Environment) -> dict[str, Outcome]:
    """Carry out the longest check in the open and the others behind it, on whichever core is free; then show what those said."""
    left = deque(sorted(beside, key=lambda check: check.name != "python"))
    found: dict[str, tuple[Outcome, str]] = {}

    def help_out() -> None:
        while left:
            with contextlib.suppress(IndexError):  # The other may have taken the last.
                check = left.popleft()
                found[check.name] = _in_the_background(check, ours)

    with ThreadPoolExecutor(max_workers=1) as second:
        other = second.submit(help_out)
        done = {longest.name: _carry_out(longest, ours)}
        help_out()
        other.result()
    for check in beside:
        done[check.name], said = found[check.name]
        print(f"\n=== {check.name}: {' '.join(check.command[1:])}\n{said}", flush=True)
    return done


def _in_the_background(check: Check, ours: Environment) -> tuple[Outcome, str]:
    start = time.monotonic()
    ended = subprocess.run(
        list(check.command), cwd=ours.root, env=ours.variables() | check.variables, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    return _outcome(check, ended.returncode, time.monotonic() - start), ended.stdout


def _carry_out(check: Check, ours: Environment) -> Outcome:
    print(f"\n=== {check.name}: {' '.join(check.command[1:])}", flush=True)
    start = time.monotonic()
    code = subprocess.call(list(check.command), cwd=ours.root, env=ours.variables() | check.variables)
    return _outcome(check, code, time.monotonic() - start)


def _outcome(check: Check, code: int, seconds: float) -> Outcome:
    return Outcome(check.name, "FAILED" if code else "passed", seconds, f"exit code {code}" if code else "")


def _chosen(only: Sequence[str]) -> list[tuple[str, Callable[[Environment, bool], Check]]]:
    unknown = set(only) - set(CHECKS)
    if unknown:
        raise SetupError(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
    return [(name, make) for name, make in CHECKS.items() if name in only or not only]


def _module(name: str, *arguments: str) -> Callable[[Environment, bool], Check]:
    """A check that is a module of the environment, run on the checkout."""
    return lambda ours, quick: Check(name, [str(ours.python), "-m", *arguments])


def _layers(ours: Environment, quick: bool) -> Check:
    return Check(
        "layers", [str(ours.python), "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    )


def _content(ours: Environment, quick: bool) -> Check:
    return Check("content", [str(ours.python), "-m", "vertebra", "check", *(["--sample", "1"] if quick else [])])


def _javascript(ours: Environment, quick: bool) -> Check:
    tests = [str(path.relative_to(ours.root)) for path in sorted((ours.root / "tests" / "js").rglob("*.test.*js"))]
    node = debian.program(debian.NODE, "nodejs")
    if node is None:
        return Check(
            "javascript", skipped="no Node.js on this machine; install it from nodejs.org or your system's packages"
        )
    return Check(
        "javascript",
        [node, "--test", "--test-reporter=spec", *tests],
        skipped="" if tests else "there are no tests in tests/js",
    )


def _python(ours: Environment, quick: bool) -> Check:
    marked = "not browser and not slow" if quick else "not browser"
    if not quick and sys.platform.startswith("linux"):
        # Without them the tests of the sandbox and of a gradebook on a server are skipped, and say why.
        debian.program(debian.BUBBLEWRAP, "bubblewrap")
        debian.program(debian.POSTGRESQL, "postgresql")
    return Check("python", [str(ours.python), "-m", "pytest", "-m", marked, "--durations=10", "--durations-min=5"])


def _browser(ours: Environment, quick: bool) -> Check:
    if quick:
        return Check("browser", skipped=_LEFT_OUT)
    chromium = debian.program(debian.CHROMIUM, "chromium")
    if chromium is None:
        return Check("browser", skipped="no Chromium on this machine; install it from your system's packages")
    command = [str(ours.python), "-m", "pytest", "-m", "browser", "--durations=10", "--durations-min=5"]
    return Check("browser", command, variables={"VERTEBRA_CHROMIUM": chromium})


def _notebooks(ours: Environment, quick: bool) -> Check:
    """Every lesson from its first cell to its last."""
    if quick:
        return Check("notebooks", skipped=_LEFT_OUT)
    return Check(
        "notebooks", [str(ours.python), "-m", "pytest", "--nbval-lax", "--durations=5", str(Path("notebooks"))]
    )


CHECKS: dict[str, Callable[[Environment, bool], Check]] = {
    "lint": _module("lint", "ruff", "check", "."),
    "format": _module("format", "ruff", "format", "--check", "."),
    "types": _module("types", "mypy"),
    "layers": _layers,
    "content": _content,
    "javascript": _javascript,
    "python": _python,
    "notebooks": _notebooks,
    "browser": _browser,
}
