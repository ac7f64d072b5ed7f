"""The course's language: words that it refuses, and spelling. See course/STYLE.md and decision 0362."""

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import ROOT, require
from vertebra.texts import _

TERMS = ROOT / "course" / "style_terms.toml"
FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "deploy/*.md",
    "course/STYLE.md",
    "course/teaching/*.md",
    "course/decisions/*.md",
    "course/lessons/**/*.md",
    "course/questions/**/question.md",
    "course/self_checks/**/question.md",
    "course/vertebra/locale/vertebra.pot",
    "assets/sheets/*.toml",
    "assets/tables/*.toml",
)
"""What is read, as patterns below the checkout."""
OWN_LIST = "STYLE.md"
"""Names refused words to say what stands in their place, so only its spelling is read."""
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|\{#[^}]*\}|\$[^$]+\$")
"""What is no prose: code, addresses, ids, formulas."""
KNOWN = ("te", "vas", "leaded", "infarction", "regrading", "nd")
"""Words that codespell takes for slips: echo time, visual analogue scale, lead glasses and the like."""
ALSO_RIGHT = frozenset(
    {
        "program",
        "programs",
        "meter",
        "meters",
        "check",
        "checks",
        "dialog",
        "disk",
        "draft",
        "practice",
        "license",
        "story",
    }
)
"""American spellings that are British words too, or names of a program's things."""


@dataclass(frozen=True)
class Term:
    """A word that is refused, what is said instead, and the phrases in which it is right."""

    refused: re.Pattern[str]
    say: str
    allowed: tuple[str, ...]


@cache.CONSTANTS.memoize
def terms(path: Path = TERMS) -> tuple[Term, ...]:
    """Return the course's list.

    Raises
    ------
    CourseError
        For a list that can't be read.
    """
    try:
        rows = tomllib.loads(require(path).read_text(encoding="utf-8"))["term"]
        return tuple(
            Term(re.compile(row["refused"], re.IGNORECASE), row["say"], tuple(row.get("allowed", ()))) for row in rows
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise CourseError(_("{name} can't be read: {error}").format(name=path.name, error=error)) from error


def files(root: Path = ROOT) -> list[Path]:
    """Return everything that the course says, as files."""
    return sorted({path for pattern in FILES for path in root.glob(pattern)})


def refused_words(paths: Iterable[Path], listed: Iterable[Term] | None = None) -> Iterator[tuple[Path, int, str]]:
    """Yield file, line and what to say instead, for every word that the list refuses."""
    known = tuple(terms() if listed is None else listed)
    for path in paths:
        if path.name == OWN_LIST:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith("#~") and not (path.suffix == ".pot" and line.startswith("#")):
                yield from ((path, number, what) for what in _refused(line, known))


def _refused(line: str, known: Iterable[Term]) -> Iterator[str]:
    prose = CODE.sub(lambda match: " " * len(match[0]), line)
    for term in known:
        for match in term.refused.finditer(prose):
            if not any(_covers(line, phrase, match.start()) for phrase in term.allowed):
                yield _("“{word}” is refused; say: {say}").format(word=match[0], say=term.say)


def _covers(line: str, phrase: str, at: int) -> bool:
    """Whether a phrase that is right stands at a place of a line."""
    return any(match.start() <= at < match.end() for match in re.finditer(re.escape(phrase), line, re.IGNORECASE))


def misspelled(paths: Iterable[Path]) -> Iterator[tuple[Path, int, str]]:
    """Yield file, line and word for what codespell takes for a slip, or for American spelling.

    Nothing where codespell is not installed: it comes with the extra `test`.
    """
    if find_spec("codespell_lib") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        british = Path(folder) / "british.txt"
        british.write_text("\n".join(_american()) + "\n", encoding="utf-8")
        command = [sys.executable, "-P", "-m", "codespell_lib", "-D", "-", "-D", str(british)]
        command += ["--ignore-words-list", ",".join(KNOWN), "--ignore-regex", CODE.pattern, "--quiet-level", "2"]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, encoding="utf-8", check=False)
    for line in done.stdout.splitlines():
        match = re.match(r"(.+?):(\d+): (.+)$", line)
        if match:
            yield Path(match[1]), int(match[2]), _("spelling: {slip}").format(slip=match[3])


def _american() -> Iterator[str]:
    """Codespell's list of British words turned round: what is American is the slip."""
    import codespell_lib

    pairs = Path(codespell_lib.__file__).parent / "data" / "dictionary_en-GB_to_en-US.txt"
    for line in pairs.read_text(encoding="utf-8").splitlines():
        british, _arrow, american = line.partition("->")
        if american and "," not in american and american not in ALSO_RIGHT:
            yield f"{american}->{british}"


def faults(root: Path = ROOT) -> Iterator[tuple[Path, int, str]]:
    """Yield every refused word and every slip of spelling in what the course says."""
    paths = files(root)
    yield from refused_words(paths)
    yield from misspelled(paths)
