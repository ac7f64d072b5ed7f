"""What a learner can do after a lesson, by the objective's id, as the lessons' own heads say it."""

from __future__ import annotations

from vertebra import cache
from vertebra.paths import LESSONS


@cache.CONSTANTS.memoize
def objectives() -> dict[str, str]:
    """The text of each objective by its id, such as `L01.1`; none of a lesson that can't be read."""
    import yaml

    by_key: dict[str, str] = {}
    for path in sorted(LESSONS.glob("[0-9]*.md")):
        parts = path.read_text(encoding="utf-8").split("---", 2)
        try:
            head = yaml.safe_load(parts[1]) if len(parts) == 3 else {}
            by_key |= {str(key): str(objective) for key, objective in head["objectives"].items()}
        except (yaml.YAMLError, KeyError, TypeError, AttributeError):
            continue
    return by_key
