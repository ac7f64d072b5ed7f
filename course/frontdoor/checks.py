"""`python3 course test`: every check of the project, the long ones two at a time, and a table of how they ended.

See decision 0013.
"""

import shutil
import subprocess
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Dict, Iterator, NamedTuple, Sequence

from frontdoor import failures
from frontdoor.bootstrap import Environment
from frontdoor.problems import SetupError

PARALLEL = ("browser", "python", "models", "notebooks", "content", "types", "wheel")
"""Checks long enough to be worth a second core, the longest first."""
WITHOUT_MODELS = frozenset({"lint", "format", "layers", "downloads", "javascript", "types", "wheel"})
"""Checks that run no model of this checkout, for which none has to be compiled."""
NEEDS = {
    "node": ("Node.js", ("node", "nodejs")),
    "chromium": ("Chromium", ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")),
}
PYTEST = ["-m", "pytest"]
BROWSER_TESTS = ("tests/browser", "tests/quiz/question/test_kinds_in_browser.py", "tests/site/test_laboratory.py")
"""Where tests marked `browser` stand: to collect all others takes as long as ten of them."""
MODEL_TESTS = ("tests/physics", "tests/models", "tests/kernels")
_LONGEST = ("--durations=10", "--durations-min=5")
_LEFT_OUT = "left out by --quick"
_printing = threading.Lock()


class Check(NamedTuple):
    """One check: its name and command, and why it is skipped, if it is."""

    name: str
    command: Sequence[str] = ()
    skipped: str = ""
    variables: Dict[str, str] = {}


class Outcome(NamedTuple):
    """How a check ended: `passed`, `FAILED` or `skipped`, after how long and why, and the last lines of what it
    said."""

    name: str
    state: str
    seconds: float = 0.0
    reason: str = ""
    last: Sequence[str] = ()


def run(ours: Environment, quick: bool = False, only: Sequence[str] = ()) -> int:
    """Run the checks, show the table and return 0 if none failed. `only` names the checks to run, all if empty."""
    unknown = set(only) - set(CHECKS)
    if unknown:
        raise SetupError(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
    checks = [make(ours, quick) for name, make in CHECKS.items() if name in only or not only]
    short = [check for check in checks if check.name not in PARALLEL]
    long = sorted((check for check in checks if check.name in PARALLEL), key=lambda check: PARALLEL.index(check.name))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=2) as both:
        reports = Path(folder)
        outcomes = {check.name: _run(check, ours, reports) for check in short}
        outcomes.update((outcome.name, outcome) for outcome in both.map(lambda check: _run(check, ours, reports), long))
        failed = [outcome for outcome in outcomes.values() if outcome.state == "FAILED"]
        for outcome in failed:
            print()
            room = failures.MAX_LINES // len(failed) - 1
            for line in failures.lines(outcome.name, _report(reports, outcome.name), outcome.last, room):
                print(line)
    for line in summary([outcomes[check.name] for check in checks]):
        print(line)
    return 1 if failed else 0


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


def _report(folder: Path, name: str) -> Path:
    """Where pytest reports on the check `name`."""
    return folder / (name + ".xml")


def _run(check: Check, ours: Environment, reports: Path) -> Outcome:
    """Run a check, each line of its output under its name; what is pytest leaves its report in the folder `reports`."""
    if check.skipped:
        return Outcome(check.name, "skipped", 0.0, check.skipped)
    _say(check.name, "=== " + " ".join(check.command[1:]))
    own = ["--junitxml=" + str(_report(reports, check.name))] if check.command[1:3] == PYTEST else []
    last: "deque[str]" = deque(maxlen=failures.MAX_LINES)
    start = time.monotonic()
    process = subprocess.Popen(
        [*check.command, *own],
        cwd=str(ours.root),
        env={**ours.variables(), **check.variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    for line in process.stdout:
        last.append(line.decode("utf-8", "replace").rstrip())
        _say(check.name, last[-1])
    code = process.wait()
    reason = f"exit code {code}" if code else ""
    return Outcome(check.name, "FAILED" if code else "passed", time.monotonic() - start, reason, list(last))


def _say(name: str, line: str) -> None:
    with _printing:
        print(f"{name:<10} | {line}", flush=True)


def _module(name: str, *arguments: str) -> Callable[[Environment, bool], Check]:
    """A check that is a module of the environment, run on the checkout."""
    return lambda ours, quick: Check(name, [str(ours.python), "-m", *arguments])


def _layers(ours: Environment, quick: bool) -> Check:
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    return Check("layers", [str(ours.python), "-c", code])


def _content(ours: Environment, quick: bool) -> Check:
    return Check("content", [str(ours.python), "-m", "vertebra", "check", *(["--sample", "1"] if quick else [])])


def _downloads(ours: Environment, quick: bool) -> Check:
    """Packages whose files tests read. See decision 0432."""
    return Check("downloads", [str(ours.python), "tests/download.py"])


def _javascript(ours: Environment, quick: bool) -> Check:
    node = _program("node")
    if node is None:
        return _without("javascript", "node")
    return Check("javascript", [node, "tests/js/check.js"])


def _python(ours: Environment, quick: bool) -> Check:
    left_out = [f"--ignore={folder}" for folder in ("tests/browser", *MODEL_TESTS)]
    return Check("python", [str(ours.python), *PYTEST, "-m", _marked(quick), *left_out, *_LONGEST])


def _models(ours: Environment, quick: bool) -> Check:
    """The models' own tests, apart from the others: two shorter checks fill two cores better than one long."""
    return Check("models", [str(ours.python), *PYTEST, "-m", _marked(quick), *MODEL_TESTS, *_LONGEST])


def _marked(quick: bool) -> str:
    return "not browser and not slow" if quick else "not browser"


def _browser(ours: Environment, quick: bool) -> Check:
    chromium = _program("chromium")
    if quick:
        return Check("browser", skipped=_LEFT_OUT)
    if chromium is None:
        return _without("browser", "chromium")
    command = [str(ours.python), *PYTEST, "-m", "browser", *BROWSER_TESTS, *_LONGEST]
    return Check("browser", command, variables={"VERTEBRA_CHROMIUM": chromium})


def _notebooks(ours: Environment, quick: bool) -> Check:
    """Every lesson from its first cell to its last."""
    command = [str(ours.python), *PYTEST, "--nbval-lax", "--nbval-kernel-startup-timeout=600", "--durations=5"]
    command += ["notebooks"]
    return Check("notebooks", skipped=_LEFT_OUT) if quick else Check("notebooks", command)


def _wheel(ours: Environment, quick: bool) -> Check:
    """The built packages in empty environments, away from the checkout. See decision 0282."""
    command = [str(ours.python), "tests/wheels.py"]
    return Check("wheel", skipped=_LEFT_OUT) if quick else Check("wheel", command)


def _program(need: str) -> "str | None":
    return next(filter(None, map(shutil.which, NEEDS[need][1])), None)


def _without(name: str, need: str) -> Check:
    return Check(name, skipped=f"no {NEEDS[need][0]} on this machine; install it from your system's packages")


CHECKS: Dict[str, Callable[[Environment, bool], Check]] = {
    "lint": _module("lint", "ruff", "check", "."),
    "format": _module("format", "ruff", "format", "--check", "."),
    "layers": _layers,
    "downloads": _downloads,
    "javascript": _javascript,
    "types": _module("types", "mypy"),
    "content": _content,
    "wheel": _wheel,
    "python": _python,
    "models": _models,
    "notebooks": _notebooks,
    "browser": _browser,
}
