"""The catalogue: complete, up to date, and used in a way that Babel finds and that can't break at run time."""

import ast
import json
import pickle
import re
import shutil
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from vertebra import cache, texts
from vertebra.book import catalogue
from vertebra.errors import InputError
from vertebra.texts import Text

PYTHON = [path for path in catalogue.sources() if path.suffix == ".py"]
SCRIPTS = [path for path in catalogue.sources() if path.suffix == ".js" and path.name != "texts.js"]
CALLS = {"_", "ngettext", "pgettext", "npgettext", "N_"}


def name_of(path: Path) -> str:
    return path.relative_to(catalogue.PACKAGE).as_posix()


@pytest.fixture
def language(monkeypatch) -> Iterator[object]:
    """`language(name)` switches to it until the test ends."""

    def clear() -> None:
        cache.CONSTANTS.clear()

    def switch(name: str) -> None:
        monkeypatch.setenv(texts.VARIABLE, name)
        clear()

    yield switch
    monkeypatch.undo()
    clear()


@pytest.mark.slow
def test_the_template_holds_exactly_the_sentences_of_the_sources():
    assert catalogue.stale() == []


def test_a_sentence_knows_its_key_and_its_values():
    text = texts.pgettext("too-deep", "{depth} mm is too deep for {name}.").format(
        depth="12", name=InputError(Text("L1"))
    )
    assert (text.key, text.values) == ("too-deep", {"depth": "12", "name": "L1"})
    joined = texts.join(text, "", Text("{n} left", "left").format(n=3))
    assert texts.keys(joined) == {"too-deep", "left"}
    assert texts.values(joined) == {"depth": "12", "name": "L1", "n": 3}
    again = pickle.loads(pickle.dumps(joined))  # noqa: S301
    assert (again, texts.keys(again)) == (joined, texts.keys(joined))
    assert json.loads(json.dumps(text)) == str(text)


def test_nothing_stays_nothing_in_every_language(language):
    for name in ("en", "pseudo"):
        language(name)
        assert texts._("") == ""


def test_the_pseudo_locale_is_accented_longer_and_keeps_places_for_values():
    source = "The needle lies {depth} mm deep; <b>stop</b> at %(limit)s &nbsp;and wait."
    spelt = texts.accented(source)
    for kept in ("{depth}", "<b>", "</b>", "%(limit)s", "&nbsp;"):
        assert kept in spelt
        spelt, source = spelt.replace(kept, ""), source.replace(kept, "")
    assert not set(spelt) & set(string.ascii_letters)
    assert 1.25 * len(source) < len(spelt) < 1.45 * len(source)


def test_only_what_stands_in_the_catalogue_is_accented(language):
    language("pseudo")
    assert texts._("Undo") != "Undo"
    assert texts._("No sentence of this course") == "No sentence of this course"


def test_a_language_is_one_file_with_its_own_plurals(language, monkeypatch, tmp_path):
    folder = tmp_path / "pl"
    folder.mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    rule = '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
    counted = (
        '\n#: a.js\nmsgid "{n} picture"\nmsgid_plural "{n} pictures"\nmsgstr[0] "{n} obraz"\nmsgstr[1] '
        '"{n} obrazy"\nmsgstr[2] "{n} obrazów"\n'
    )
    (folder / "vertebra.po").write_text(head + rule + counted, encoding="utf-8")
    monkeypatch.setattr(texts, "LOCALE", tmp_path)
    language("pl_PL.UTF-8")
    assert [texts.ngettext("{n} picture", "{n} pictures", n).format(n=n) for n in (1, 2, 5, 22, 112)] == [
        "1 obraz",
        "2 obrazy",
        "5 obrazów",
        "22 obrazy",
        "112 obrazów",
    ]
    script = (
        f"import {{load, nt}} from {json.dumps((catalogue.PACKAGE / 'widgets/js/texts.js').as_uri())};"
        f"load({json.dumps(texts.for_scripts())});"
        'console.log([1, 2, 5, 22, 112].map((n) => nt("{n} picture", "{n} pictures", n)).join());'
    )
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js on this machine")
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.stdout.strip() == "1 obraz,2 obrazy,5 obrazów,22 obrazy,112 obrazów", done.stderr


def test_a_language_that_is_not_there_is_named_and_english_is_shown(language):
    language("xx")
    with pytest.warns(UserWarning, match=r"'xx'.*en"):
        assert texts._("Undo") == "Undo"


def test_english_costs_scripts_nothing():
    assert texts.for_scripts() == {}


@pytest.mark.slow
def test_every_sentence_of_the_scripts_is_found():
    """Babel's reader of JavaScript sees no call inside the arguments of another."""
    known = set()
    for message in catalogue.extract():
        known |= {message.id} if isinstance(message.id, str) else set(message.id)
    missing = [
        f"{path.name}: {found}"
        for path in SCRIPTS
        for found in re.findall(r'(?<![\w.])n?t\(("(?:[^"\\]|\\.)*")', path.read_text(encoding="utf-8"))
        if json.loads(found) not in known
    ]
    assert not missing, "write these outside the arguments of another t(...)"


def test_a_place_for_a_value_is_named_by_what_stands_there():
    """Not by the number of the place: {shape_2} tells a translator nothing."""
    numbered = re.compile(r"\{[a-z_]+_\d\}")
    template = texts.TEMPLATE.read_text(encoding="utf-8")
    assert "{depth}" in template
    assert numbered.findall(template) == []


def _scopes(tree: ast.AST) -> Iterator[tuple[str, set[str], bool]]:
    """Every function with whether it binds `_` itself, and whether it calls it; the module first."""
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))]:
        own, stack = [], list(ast.iter_child_nodes(scope))
        while stack:
            node = stack.pop()
            own.append(node)
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
                stack += ast.iter_child_nodes(node)
        comprehended = {id(n) for c in own if isinstance(c, ast.comprehension) for n in ast.walk(c.target)}
        binds = any(
            isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store) and id(n) not in comprehended
            for n in own
        )
        calls = any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "_" for n in own)
        yield getattr(scope, "name", "module"), binds, calls


@pytest.mark.slow
def test_no_function_throws_values_away_in_the_name_that_translates():
    """`x, _ = pair` makes `_` a local name: `_("...")` in the same function, or anywhere if at module level, then
    fails."""
    faults = []
    for path in PYTHON:
        scopes = list(_scopes(ast.parse(path.read_text(encoding="utf-8"))))
        if scopes[0][1] and any(calls for _name, _binds, calls in scopes):
            faults.append(f"{name_of(path)}: module")
        faults += [f"{name_of(path)}: {name}" for name, binds, calls in scopes if binds and calls]
    assert not faults


@pytest.mark.slow
def test_places_for_values_are_named():
    """A translator may change their order."""
    faults = []
    for message in catalogue.extract():
        for source in [message.id] if isinstance(message.id, str) else message.id:
            faults += [
                source for place in re.findall(r"\{([^{}]*)\}", source) if not re.fullmatch(r"[a-z]\w*", place, re.I)
            ]
    assert not faults


def test_every_place_gets_its_value_and_every_value_has_its_place():
    faults = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"):
                continue
            asked = node.func.value
            if not (isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id in CALLS):
                continue
            if any(one.arg is None for one in node.keywords):
                continue
            given = {one.arg for one in node.keywords}
            for source in [one.value for one in asked.args if isinstance(one, ast.Constant) and " " in str(one.value)]:
                places = {place for _text, place, _spec, _kind in string.Formatter().parse(source) if place is not None}
                if places != given:
                    faults.append(f"{name_of(path)}:{node.lineno}: {sorted(places ^ given)}")
    assert not faults


SAME_IN_TEMPLATES = {"Vertebra", "formgrader", "Show All Names", "Ctrl+Enter"}
"""Names (the course's is Vertebra everywhere), keys, and a button whose words a script of nbgrader's compares."""


def test_no_text_of_a_template_stands_outside_the_catalogue():
    faults = []
    for path in catalogue.sources():
        if path.suffix != ".html":
            continue
        text = path.read_text(encoding="utf-8")
        for left_away in (
            r"\{#.*?#\}",
            r"<(style|script|code|title)\b.*?</\1>",
            r"<!DOCTYPE[^>]*>",
            r"\{%-?\s*trans\b.*?endtrans\s*-?%\}",
            r"\{%.*?%\}",
            r"\{\{.*?\}\}",
        ):
            text = re.sub(left_away, "\x00", text, flags=re.DOTALL)
        said = re.findall(r'\s(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
        said += re.sub(r"<[^>]*>", "\x00", text).split("\x00")
        said = [re.sub(r"&\w+;", "", one).strip() for one in said]
        faults += [
            f"{name_of(path)}: {one}" for one in said if re.search("[A-Za-z]{2}", one) and one not in SAME_IN_TEMPLATES
        ]
    assert not faults


def test_a_widget_gets_the_sentences_of_its_own_scripts(language):
    language("pseudo")
    own = texts.for_scripts(["needle.js"])["messages"]
    every = texts.for_scripts()["messages"]
    assert texts.accented("Needle") == own["Needle"]
    assert len(own) < len(every) / 2
    assert set(own) < set(every)
