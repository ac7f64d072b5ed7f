"""The front door's sentences in the reader's language, before any package is there: a reader of gettext's .po files.

`vertebra.texts` serves everything else. The pseudo-language is made by Babel, so the front door speaks English then.
"""

import ast
import os
import re
from pathlib import Path
from typing import Dict

LOCALE = Path(__file__).resolve().parents[1] / "vertebra" / "locale"
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)
_cache: Dict[str, Dict[str, str]] = {}


def _(message: str) -> str:
    """The sentence in the language that VERTEBRA_LANGUAGE names; the English one where there is none."""
    language = os.environ.get("VERTEBRA_LANGUAGE", "").partition(".")[0]
    for name in (language, language.partition("_")[0]):
        if name.isidentifier():
            if name not in _cache:
                _cache[name] = _read(LOCALE / name / "vertebra.po")
            if _cache[name].get(message):
                return _cache[name][message]
    return message


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for it)
    """`message` as it is; it stands in the catalogue, for `_(name)` where it is shown."""
    return message


def _read(path: Path) -> Dict[str, str]:
    """The sentences of a catalogue that have no context and no plural."""
    if not path.exists():
        return {}
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8") + "\n", flags=re.MULTILINE)
    return {_joined(message): _joined(translation) for message, translation in _ENTRY.findall(text)}


def _joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())
