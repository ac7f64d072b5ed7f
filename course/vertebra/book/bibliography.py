"""What a lesson cites: in its text, its evidence boxes, the lines of its model cards and the quantities it shows."""

from vertebra import references
from vertebra.book import claims, model_cards, roles
from vertebra.book.source import Lesson


def cited(lesson: Lesson) -> list[str]:
    """The keys of every source that the lesson leans on, each once, by author and year."""
    texts = [block.text for block in lesson.blocks if block.kind != "code-cell"]
    cards = [model_cards.read(name) for block in lesson.of_kind("model-card") for name in block.arguments]
    texts += [line for card in cards for line in card.lines.values()]
    keys = {key for text in texts for key in roles.sources(text)}
    keys |= {
        key for block in lesson.of_kind("evidence") for claim in block.arguments for key in claims.claim(claim).sources
    }
    return sorted(keys, key=lambda key: (references.short(key), key))


def reference_list(lesson: Lesson) -> str:
    """The heading and the list of references that close a lesson."""
    entries = "\n".join(f"- {references.full(key)}" for key in cited(lesson))
    return f'## References\n\n<div class="vertebra-references">\n\n{entries}\n\n</div>'
