"""What a lesson cites: in its text, its evidence boxes, the lines of its model cards and the quantities it shows.

See decision 0400.
"""

from collections.abc import Iterator

from vertebra import references
from vertebra.book import claims, model_cards, roles
from vertebra.book.source import Lesson
from vertebra.texts import pgettext


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


def faults() -> Iterator[str]:
    """What is wrong with entries: something missing that they do not admit, admitted that they have, or misspelt."""
    for key in references.bibliography().entries:
        missing, admitted = references.lacking(key), references.admitted(key)
        if silent := sorted(missing - admitted):
            sentence = pgettext(
                "entry-incomplete", "{key} has no {fields}; look it up, or name it in the entry's field `unverified`"
            )
            yield sentence.format(key=key, fields=", ".join(silent))
        if idle := sorted(admitted - missing):
            sentence = pgettext(
                "entry-not-lacking", "{key} calls {fields} unverified, which it has; take it out of that field"
            )
            yield sentence.format(key=key, fields=", ".join(idle))
        if wrong := sorted(references.malformed(key)):
            sentence = pgettext("entry-identifier", "{key}: {fields} has not the form of one")
            yield sentence.format(key=key, fields=", ".join(wrong))
