"""Keys that what is handed out would give away. Each function returns faults as sentences, none where all is well."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from vertebra.quiz.question.figures import media_of
from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _, pgettext

SECRET_NAMES = {
    "key",
    "right",
    "correct",
    "feedback",
    "tolerance",
    "mistakes",
    "rubric",
    "model_answer",
    "explanation",
    "reveal",
    "value",
    "right_answer",
    "solution",
    "order",
    "because",
    "target",
    "regions",
    "near",
    "panel",
    "experts",
    "values",
}
"""Names that may not occur in anything released."""
MIN_WORDS_TO_FIND = 12


def leaks(released: Mapping[str, Any], key: Mapping[str, Any] | None = None, also: str = "") -> list[str]:
    """What of a key stands in a release: by name, or word for word, plain or as base64, in it or in the text `also`.

    `also` is anything else that is handed out, such as the notebook as text.
    """
    names = _names(released["items"]) & SECRET_NAMES
    faults = [
        pgettext("leak-field", "the release has a field {name}").format(name=repr(name)) for name in sorted(names)
    ]
    pictures = released.get("pictures", {})
    faults += [
        _("the release's picture {name} is none").format(name=name)
        for name, content in pictures.items()
        if not media_of(base64.b64decode(content))
    ]
    text = json.dumps({**released, "pictures": list(pictures)}, ensure_ascii=False) + also
    text += "".join(_decoded(text))
    for item in key["items"] if key else ():
        for secret_text in _secret_texts(item):
            if secret_text in text:
                faults.append(
                    pgettext("leak-words", "the release holds the words {secret_text} of the key of {id}").format(
                        secret_text=repr(secret_text[:60]), id=item["id"]
                    )
                )
    return faults


def notebook_faults(
    notebook: Mapping[str, Any], released: Mapping[str, Any], key: Mapping[str, Any] | None
) -> list[str]:
    """What is wrong with a notebook that is about to be handed out: outputs, answers, or cells that miss an item."""
    faults = [
        _("cell {at} holds an output").format(at=at + 1)
        for at, cell in enumerate(notebook["cells"])
        if cell.get("outputs")
    ]
    graded = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in notebook["cells"] if _is_graded(c)]
    expected = [item["id"] for item in released["items"]]
    if graded != expected:
        faults.append(
            _("the graded cells are {graded}; the items are {expected}").format(graded=graded, expected=expected)
        )
    return faults + leaks(released, key, json.dumps(notebook, ensure_ascii=False))


def _is_graded(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _names(value: Any) -> set[str]:
    """All names of fields inside `value`, except what a picture is drawn from."""
    if isinstance(value, Mapping):
        inner = [_names(part) for name, part in value.items() if name != "figure"]
        return set(value).union(*inner)
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def _secret_texts(item: Mapping[str, Any]) -> set[str]:
    """The sentences of a key long enough to be recognised."""
    texts: set[str] = set()

    def gather(value: Any, at: str) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                if name not in ("public", "text", "id", "name"):
                    gather(part, name)
        elif isinstance(value, list):
            for part in value:
                gather(part, at)
        elif isinstance(value, str) and len(value) >= MIN_WORDS_TO_FIND:
            texts.add(value)

    gather(item["variants"], "")
    # A key may name its question, and what everybody is shown anyhow.
    return texts - {item["id"]} - kind_of(item["kind"]).shown_values(item["variants"])


def _decoded(text: str) -> list[str]:
    """What any base64 inside `text` says."""
    texts = []
    for piece in re.findall(r"[A-Za-z0-9+/=_-]{24,}", text):
        try:
            plain = base64.b64decode(piece.replace("-", "+").replace("_", "/") + "=" * (-len(piece) % 4))
            texts.append(plain.decode("utf-8"))
        except ValueError:
            continue
    return texts
