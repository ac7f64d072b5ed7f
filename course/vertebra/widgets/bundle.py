"""One module for the browser out of the plain ES modules in `js/`, without a build step.

A widget's script goes to the browser as a single text, so relative imports can't be fetched there. Each file becomes a
function that returns its exports; imports become a destructuring of them. The files stay plain modules, so that node's
test runner imports them as they are. See decisions 0003 and 0292.
"""

import json
import re
from pathlib import Path

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import require
from vertebra.texts import _, for_scripts

SCRIPTS = Path(__file__).resolve().parent / "js"
TEXTS = "texts.js"

_IMPORT = re.compile(
    r"""^import\s+(?P<what>\{[^}]*\}|\*\s+as\s+\w+)\s+from\s+["'](?P<file>\.{1,2}/[\w./-]+\.js)["'];?\s*$""", re.M
)
_TYPES = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.M | re.S)
"""Comments that say types: the browser has no use for them."""
_ANY_IMPORT = re.compile(r"^\s*import\b.*$|\bimport\(.*$", re.M)
_DECLARED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const|let)\s+(?P<name>\w+))", re.M)
_DEFAULT = re.compile(r"^export\s+default\s+", re.M)
_ANY_EXPORT = re.compile(r"^export\b.*$", re.M)


@cache.CONSTANTS.memoize
def esm(entry: str | Path) -> str:
    """The script `entry` with everything it imports, as one ES module with its default export.

    Parameters
    ----------
    entry
        A file of `js/`, such as `viewer.js`, or the path of a script elsewhere in the package.

    Raises
    ------
    CourseError
        A file is missing, two files import each other or have the same name, or an import or export is not one of
        `import {a, b as c} from "./file.js"` (or `"../folder/file.js"`), `import * as a from "./file.js"`,
        `export function|class|const|let`, `export default`.
    """
    path = (SCRIPTS / entry).resolve()
    return linked((path,), f"{variable(path)}.default")


@cache.CONSTANTS.memoize
def linked(entries: tuple[Path, ...], exported: str) -> str:
    """Several scripts with everything they import, as one ES module whose default export is the expression `exported`.

    In the expression the exports of a script are those of its `variable`.

    Raises
    ------
    CourseError
        As `esm` does.
    """
    order: list[Path] = []
    for entry in entries:
        _visit(entry.resolve(), order, ())
    names = [path.name for path in order]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CourseError(
            _("Two scripts have the name {name}: give one of them another.").format(name=", ".join(twice))
        )
    modules = [_module(path) + (_catalogue(names) if path.name == TEXTS else "") for path in order]
    return "\n".join([*modules, f"export default {exported};", ""])


@cache.CONSTANTS.memoize
def css(*sheets: str | Path) -> str:
    """The style sheets, joined; each a file of `js/` or a path."""
    return "\n".join(_read(SCRIPTS / sheet) for sheet in sheets)


def _read(path: Path) -> str:
    return require(path).read_text(encoding="utf-8")


def _visit(path: Path, order: list[Path], above: tuple[Path, ...]) -> None:
    if path in above:
        raise CourseError(
            _("The scripts {chain} import each other; move what they share to a third.").format(
                chain=" > ".join(module.name for module in (*above, path))
            )
        )
    if path in order:
        return
    for match in _IMPORT.finditer(_read(path)):
        _visit((path.parent / match["file"]).resolve(), order, (*above, path))
    order.append(path)


def _module(path: Path) -> str:
    name = path.name
    text = _IMPORT.sub(_as_destructuring, _TYPES.sub("", _read(path)))
    exported = [match["name"] for match in _DECLARED.finditer(text)]
    text = _DECLARED.sub("", text)
    if _DEFAULT.search(text):
        text = _DEFAULT.sub("const _default = ", text)
        exported.append("default: _default")
    for rule, what in ((_ANY_IMPORT, "import"), (_ANY_EXPORT, "export")):
        if left := rule.search(text):
            raise CourseError(
                _("The {what} {line} in {name} is of a kind that the loader does not know.").format(
                    what=what, line=repr(left.group().strip()), name=name
                )
            )
    return f"const {variable(path)} = (() => {{\n{text}\nreturn {{{', '.join(exported)}}};\n}})();"


def _catalogue(files: list[str]) -> str:
    """Loads the sentences of these files in another language, before they ask for them; nothing for English."""
    catalogue = for_scripts(files)
    return f"\n{variable(Path(TEXTS))}.load({json.dumps(catalogue)});" if catalogue else ""


def _as_destructuring(match: re.Match[str]) -> str:
    source = variable(Path(match["file"]))
    what = match["what"]
    if what.startswith("*"):
        return f"const {what.split()[-1]} = {source};"
    names = re.sub(r"\s+as\s+", ": ", what)
    return f"const {names} = {source};"


def variable(path: Path) -> str:
    """The name of the object that holds a script's exports, in what `linked` makes."""
    return "module_" + re.sub(r"\W", "_", path.name)
