"""A released quiz as a page of the folder: what quiz.json holds, and so no key. See decision 0472."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question.render_item import html, item_for_browser
from vertebra.quiz.release.release import ProgressCallback, no_progress
from vertebra.quiz.release.release_file import RELEASE_FILE, read_release
from vertebra.site.pages import WebPage
from vertebra.texts import _, pgettext

FOLDER = "quiz"
"""Below the folder of the language."""
KEPT = "released"
"""Where the folder keeps each quiz.json, so that its page is made anew with the others."""
_MEDIA = {"image/png": "png", "image/jpeg": "jpg"}


def find(path: Path) -> Path:
    """The quiz.json that a path names: the file, or the folder of a release.

    Raises
    ------
    CourseError
        Where there is none.
    """
    file = path / RELEASE_FILE if path.is_dir() else path
    if not file.is_file():
        sentence = pgettext(
            "no-release-there",
            "There is no released quiz at {path}. Name the folder that 'vertebra quiz build' made, such as release/Q1.",
        )
        raise CourseError(sentence.format(path=path))
    return file


def page(file: Path, progress: ProgressCallback = no_progress) -> tuple[WebPage, dict[str, Any]]:
    """The page of a released quiz, and what its script reads.

    Parameters
    ----------
    file : Path
        The quiz.json.
    progress
        Is told how far it is: pictures are drawn for every variant.

    Returns
    -------
    (WebPage, dict)

    Raises
    ------
    CourseError
        Where the file is damaged, or a picture can't be drawn.
    """
    released = read_release(file, _quiz_id(file))
    made = WebPage(f"{FOLDER}/{released['quiz']}", released["title"] or released["quiz"], html(released["intro"]))
    items = []
    for done, item in enumerate(released["items"]):
        progress(_("Draw {id}").format(id=item["id"]), done, len(released["items"]))
        items.append(_item(item, released.get("pictures", {}), made))
    head = {name: released[name] for name in ("course", "quiz", "release", "draw_salt", "title", "minutes")}
    return made, {**head, "items": items}


def _quiz_id(file: Path) -> str:
    """What the file says it is; a file that can't be read is refused by whoever reads it whole."""
    from vertebra import checked_json

    try:
        return str(checked_json.read(file, dict[str, Any]).get("quiz", ""))
    except (OSError, checked_json.ShapeError):
        return ""


def _item(item: Mapping[str, Any], pictures: Mapping[str, str], made: WebPage) -> dict[str, Any]:
    variants = []
    for number, public in enumerate(item["variants"]):
        shown = item_for_browser(item, number, pictures)
        if "figure" in shown:
            shown["figure"] = {**shown["figure"], "src": _as_file(shown["figure"]["src"], made)}
        variants.append({**shown, "hint_texts": [html(hint["text"]) for hint in public.get("hints", ())]})
    head = {name: item[name] for name in ("id", "kind", "title")}
    return {**head, "drawn_as": item.get("drawn_as") or item["id"], "variants": variants}


def _as_file(source: str, made: WebPage) -> str:
    """A picture that stands in an address, as a file beside the pages, called by what is in it."""
    kind, _unused, data = source.partition(";base64,")
    content = base64.b64decode(data)
    name = f"{hashlib.sha256(content).hexdigest()[:20]}.{_MEDIA[kind.removeprefix('data:')]}"
    made.pictures[name] = content
    return f"{made.root}../pictures/{name}"
