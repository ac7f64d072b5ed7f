"""What a lesson cites: in its text, in its evidence boxes, in its model cards and through the quantities it shows."""

from pathlib import Path

from vertebra import references, tables
from vertebra.book import claims, roles
from vertebra.book.source import Lesson
from vertebra.paths import LESSONS, require

CARDS = LESSONS / "cards"


def cited(lesson: Lesson) -> list[str]:
    """The keys of every source that the lesson leans on, each once, by author and year."""
    texts = [block.text for block in lesson.blocks if block.kind != "code-cell"]
    texts += [card(name) for block in lesson.of_kind("model-card") for name in block.arguments]
    keys = {key for text in texts for key in _keys(text)}
    keys |= {
        key for block in lesson.of_kind("evidence") for claim in block.arguments for key in claims.claim(claim).sources
    }
    return sorted(keys, key=lambda key: (references.short(key), key))


def card(name: str) -> str:
    """The text of a model card."""
    return require(card_path(name)).read_text(encoding="utf-8")


def card_path(name: str) -> Path:
    """Where a model card is written."""
    return CARDS / f"{name}.md"


def reference_list(lesson: Lesson) -> str:
    """The heading and the list of references that close a lesson."""
    entries = "\n".join(f"- {references.full(key)}" for key in cited(lesson))
    return f'## References\n\n<div class="vertebra-references">\n\n{entries}\n\n</div>'


def _keys(text: str) -> set[str]:
    found: set[str] = set()
    for role, name in roles.find_roles(text):
        if role == "fact":
            continue
        found.update(references.source_keys(name if role == "cite" else tables.quantity(name).source))
    return found
