"""The claims that the course started from, each with its verdict, as they stand in `assets/tables/claims.toml`.

See decision 0373.
"""

import tomllib
from dataclasses import dataclass

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import TABLES, require
from vertebra.texts import _, pgettext

VERDICTS = ("supported", "partly", "contested", "outdated", "untested", "omitted")


@dataclass(frozen=True)
class Claim:
    """A sentence of the source text, the best published figure with its interval, and what to think of the claim.

    `lessons` are the numbers of those that teach it; `status` says how far the figures were checked.
    """

    name: str
    sentence: str
    figure: str
    verdict: str
    sources: tuple[str, ...]
    lessons: tuple[int, ...] = ()
    status: str = ""


@cache.CONSTANTS.memoize
def claims() -> dict[str, Claim]:
    """All claims by their name, such as `A18`.

    Raises
    ------
    CourseError
        Where one is incomplete.
    """
    path = require(TABLES / "claims.toml")
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(_("The table {name} can't be read: {error}").format(name=path.name, error=error)) from error
    return {name: _claim(name, row) for name, row in rows.items()}


def claim(name: str) -> Claim:
    """The claim `name`."""
    try:
        return claims()[name]
    except KeyError:
        raise CourseError(_("There is no claim {name} in claims.toml.").format(name=repr(name))) from None


def _claim(name: str, row: dict[str, object]) -> Claim:
    missing = [field for field in ("sentence", "figure", "verdict", "source") if not isinstance(row.get(field), str)]
    if missing:
        raise CourseError(
            _("Claim {name} in claims.toml lacks {missing}.").format(name=name, missing=", ".join(missing))
        )
    if row["verdict"] not in VERDICTS:
        raise CourseError(
            _("Claim {name} has the verdict {verdict}; it must be one of {verdicts}.").format(
                name=name, verdict=repr(row["verdict"]), verdicts=", ".join(VERDICTS)
            )
        )
    sources = tuple(key.strip() for key in str(row["source"]).split(";") if key.strip())
    lessons = row.get("lessons")
    if not isinstance(lessons, list) or not lessons:
        raise CourseError(
            pgettext(
                "claim-without-lesson", "Claim {name} in claims.toml names no lesson that teaches it: lessons = [1, 3]."
            ).format(name=name)
        )
    return Claim(
        name,
        str(row["sentence"]),
        str(row["figure"]),
        str(row["verdict"]),
        sources,
        tuple(lessons),
        str(row.get("status", "")),
    )
