"""The folder of pages: `index.html`, a folder for each language, pictures, scripts and style, and a zip of it all.

See decision 0460.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vertebra import __version__
from vertebra.book import claims, claims_page, model_cards, notebook, progress_page, sheets, source, validation_page
from vertebra.book.source import Lesson
from vertebra.errors import CourseError
from vertebra.files import write_atomic
from vertebra.paths import ROOT
from vertebra.quiz.release.release import ProgressCallback, no_progress
from vertebra.site import pages, questions, quiz_pages, scorm, stills
from vertebra.site.page_scripts import script, style
from vertebra.site.pages import Draw, WebPage
from vertebra.texts import into_templates, language, pgettext

HERE = Path(__file__).parent
MARK = "vertebra-site.json"
"""Says that a folder is one of these, so that nothing else is ever emptied."""
LICENCES = ("LICENSE", "LICENSE-CONTENT")
LABORATORY = "laboratory"


def build(
    folder: Path,
    lessons: Sequence[Path] | None = None,
    draw: Draw = stills.draw,
    with_laboratory: bool = True,
    pyodide: Path | None = None,
) -> Path:
    """Write the pages into a folder, and beside it a zip of the folder and a package for learning platforms.

    Parameters
    ----------
    folder : Path
        New, empty, or written by this function before; then it is written anew.
    lessons : sequence of Path, optional
        Sources of lessons; all of the course if left out, and then also sheets, cards and the list of claims.
    draw : callable
        Gives the start picture of a code cell.
    with_laboratory : bool
        Whether to lay Python for the browser into the folder, where it is there to be had.
    pyodide : Path, optional
        Folder of Pyodide's release; by default what the checkout has fetched.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    CourseError
        Where the folder holds anything else or can't be written, a lesson fails, or a file of Pyodide is another one.
    """
    read = [source.read(path) for path in (source.paths() if lessons is None else lessons)]
    made = [pages.from_notebook(lesson.stem, notebook.build(lesson), draw) for lesson in read]
    others = [_own_page(made), *([] if lessons is not None else _other_pages(read))]
    work = folder.with_name(f".{folder.name}.new")
    quizzes = sorted((folder / quiz_pages.KEPT).glob("*.json"))
    try:
        _may_be_replaced(folder)
        shutil.rmtree(work, ignore_errors=True)
        (work / language()).mkdir(parents=True)
        live = with_laboratory and _install_laboratory(work, pyodide)
        _write_pages(work, read, made, others, live)
        if lessons is None:
            sheets.write(work / language() / sheets.FOLDER)
        _write_shared(work)
        for file in quizzes:
            _write_quiz(work, file)
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
        _zip(folder)
        scorm.write(folder, [(page.name, page.title) for page in made])
    except OSError as error:
        sentence = pgettext("site-not-written", "The pages can't be written to {folder}: {error}")
        raise CourseError(sentence.format(folder=folder, error=error.strerror)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder / "index.html"


def add_quiz(folder: Path, release: Path, progress: ProgressCallback = no_progress) -> Path:
    """Lay a released quiz into a folder of pages, which is built first where there is none; what is there stays.

    Parameters
    ----------
    folder : Path
        Of the pages.
    release : Path
        The quiz.json, or the folder that it lies in.
    progress
        Is told how far it is.

    Returns
    -------
    Path
        The quiz's page.

    Raises
    ------
    CourseError
        Where there is no such quiz, or the page can't be written.
    """
    file = quiz_pages.find(release)
    if not (folder / MARK).exists():
        build(folder)
    try:
        page = _write_quiz(folder, file, progress)
        _zip(folder)
        return page
    except OSError as error:
        sentence = pgettext("site-not-written", "The pages can't be written to {folder}: {error}")
        raise CourseError(sentence.format(folder=folder, error=error.strerror)) from error


def _write_quiz(home: Path, file: Path, progress: ProgressCallback = no_progress) -> Path:
    """The page last: a link to it never leads to half a quiz."""
    page, data = quiz_pages.page(file, progress)
    write_atomic(home / quiz_pages.KEPT / f"{data['quiz']}.json", file.read_bytes())
    values = {"items": data["items"], "minutes": data["minutes"], "languages": languages(), "version": __version__}
    _write_pictures(home, page)
    path = home / language() / f"{page.name}.html"
    write_atomic(path, _rendered(page, "quiz.html", data, values).encode())
    return path


def _may_be_replaced(folder: Path) -> None:
    """Nothing but a folder of pages is ever emptied."""
    if folder.exists() and not (folder.is_dir() and ((folder / MARK).exists() or not any(folder.iterdir()))):
        sentence = pgettext(
            "site-folder-taken", "{folder} holds something else. Name a new folder for the pages, or an empty one."
        )
        raise CourseError(sentence.format(folder=folder))


def _install_laboratory(work: Path, pyodide: Path | None) -> bool:
    """Lay Python for the browser into the folder; False where this copy of the course can't."""
    if find_spec("vertebra.site.laboratory") is None:
        return False
    laboratory = import_module("vertebra.site.laboratory")
    return bool(laboratory.install(work / LABORATORY, pyodide))


def first_load_mb(folder: Path) -> float:
    """Return how much a page loads until its pictures move, compressed; 0 where they stay still."""
    if not (folder / LABORATORY).is_dir():
        return 0.0
    laboratory = import_module("vertebra.site.laboratory.build")
    return float(laboratory.first_load_bytes(folder / LABORATORY) / 1e6)


def _own_page(made: list[WebPage]) -> WebPage:
    """The learner's own page, with the questions of all lessons."""
    page = pages.from_notebook(progress_page.STEM, progress_page.build())
    page.questions = [name for lesson in made for name in lesson.questions]
    return page


def _other_pages(lessons: list[Lesson]) -> list[WebPage]:
    """Claims, validation and model cards, which run nothing."""
    made = [pages.from_notebook(validation_page.STEM, validation_page.build())]
    if claims.claims():
        made.insert(0, pages.from_notebook(claims_page.STEM, claims_page.build()))
    names = model_cards.names()
    return made + [
        pages.from_notebook(f"{model_cards.FOLDER}/{name}", model_cards.page(name, lessons)) for name in names
    ]


def _write_pages(work: Path, lessons: list[Lesson], made: list[WebPage], others: list[WebPage], live: bool) -> None:
    home = work / language()
    listed = list(zip(lessons, made, strict=True))
    common = {"lessons": listed, "others": others, "languages": languages(), "version": __version__, "live": live}
    common["sheets"] = sheets.SHEETS if len(others) > 1 else ()
    for at, page in enumerate(made):
        before, after = made[at - 1] if at else None, made[at + 1] if at + 1 < len(made) else None
        _write(home, page, "page.html", {**common, "before": before, "after": after, "lesson": lessons[at]})
    for page in others:
        _write(home, page, "page.html", common)
    _write(home, WebPage("index", "Vertebra"), "contents.html", common)
    _write(home, WebPage("about", pgettext("page-about", "About these pages")), "about.html", {**common, **_licences()})
    front = _template("front.html").render(languages=languages())
    (work / "index.html").write_text(front, encoding="utf-8")
    index = json.dumps(list(_search_entries([*made, *others])), ensure_ascii=False)
    (home / "search_index.js").write_text(f"window.vertebraSearch = {index};\n", encoding="utf-8")


def _write(home: Path, page: WebPage, template: str, values: dict[str, Any]) -> None:
    asked = questions.page_data(page.questions) if page.questions else {}
    if page.name == progress_page.STEM:
        asked = {**asked, "catalogue": questions.catalogue(page.questions)}
    path = home / f"{page.name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_rendered(page, template, asked, values), encoding="utf-8")
    _write_pictures(home.parent, page)


def _rendered(page: WebPage, template: str, asked: dict[str, Any], values: dict[str, Any]) -> str:
    data = json.dumps(asked, ensure_ascii=False) if asked else ""
    # Nothing inside the script element may end it, or begin a comment there.
    return str(_template(template).render(page=page, data=data.replace("<", "\\u003c"), **values))


def _write_pictures(home: Path, page: WebPage) -> None:
    folder = home / "pictures"
    folder.mkdir(exist_ok=True)
    for name, content in page.pictures.items():
        (folder / name).write_bytes(content)


def _template(name: str) -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.ChainableUndefined
    )
    into_templates(environment)
    return environment.get_template(name)


def languages() -> list[dict[str, str]]:
    """The languages that the lessons are written in, with what each calls itself."""
    return [{"code": "en", "name": "English"}]


def _search_entries(made: list[WebPage]) -> Iterator[dict[str, str]]:
    for page in made:
        for section in page.sections:
            yield {
                "page": f"{page.name}.html",
                "title": page.title,
                "anchor": section.anchor,
                "heading": section.heading,
                "text": " ".join(section.texts),
            }


def _licences() -> dict[str, Any]:
    return {
        "licences": {name: (ROOT / name).read_text(encoding="utf-8") for name in LICENCES if (ROOT / name).exists()}
    }


def _write_shared(work: Path) -> None:
    """Scripts, style and the folder's mark."""
    static = work / "static"
    static.mkdir()
    (static / "site.js").write_text(script(), encoding="utf-8")
    (static / "site.css").write_text(style(), encoding="utf-8")
    for name in ("old_browser.js", "start_laboratory.js", "keep_pages.js"):
        shutil.copyfile(HERE / "static" / name, static / name)
    worker = (HERE / "static" / "service_worker.js").read_text(encoding="utf-8")
    (work / "service_worker.js").write_text(worker.replace("VERSION", _laboratory_mark(work)), encoding="utf-8")
    mark = json.dumps({"schema": 1, "version": __version__, "languages": languages()}) + "\n"
    (work / MARK).write_text(mark, encoding="utf-8")


def _laboratory_mark(work: Path) -> str:
    """A name that changes with the laboratory: a browser keeps one until there is another."""
    files = sorted(path for path in (work / LABORATORY).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(work).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _zip(folder: Path) -> Path:
    """A zip of the folder beside it, the same bytes from the same files."""
    path = folder.with_name(f"{folder.name}.zip")
    part = folder.with_name(f".{folder.name}.zip")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
                entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
    part.replace(path)
    return path
