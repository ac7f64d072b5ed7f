"""`python3 course book | learn | teach | demo | test | pin`: each makes the environment ready, then hands over to what
is installed there."""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterable, Sequence

from frontdoor import bootstrap
from frontdoor.bootstrap import Environment
from frontdoor.problems import SetupError
from frontdoor.texts import N_, _

READY = N_("The course is ready. Open it with: python3 course learn")
NOT_COMPILED = N_("The models could not be compiled in advance; the first use of each will take longer.")

PAGES = "vertebra-pages"
TEACHING = ("teach", "demo")
"""Commands of `vertebra` that are handed on with all that follows."""
TEACHING_EXTRAS = ("grading", "ct", "dicom")
TEST_EXTRAS = ("test", "book")


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line; return the exit code."""
    chosen, rest = _parser().parse_known_args(arguments)
    try:
        if rest and chosen.command not in TEACHING:
            _parser().error(f"unknown: {' '.join(rest)}")
        if chosen.command == "pin":
            from frontdoor import pins

            print(f"wrote {pins.pin(upgrade=chosen.upgrade)}")
            return 0
        if chosen.command == "test":
            from frontdoor import checks

            models = not chosen.only or not checks.WITHOUT_MODELS.issuperset(chosen.only)
            return checks.run(_prepared(TEST_EXTRAS, chosen.fresh, models), chosen.quick, chosen.only)
        if chosen.command == "book":
            return _book(chosen)
        return _learn(chosen) if chosen.command == "learn" else _teach(chosen, rest)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n" + _("Stopped. Call the command again to go on from here."), file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python3 course", description=_("Vertebra: a course on vertebral fracture and its treatment.")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="book | learn | teach | demo | test | pin")
    book = commands.add_parser(
        "book", help=_("make the course as web pages, for any web server, and show them in the browser")
    )
    book.add_argument(
        "folder", type=Path, nargs="?", default=Path(PAGES), help=_("where (default: {folder})").format(folder=PAGES)
    )
    learn = commands.add_parser("learn", help=_("install what the course needs and open it in JupyterLab"))
    learn.add_argument(
        "--dir", type=Path, help=_("your folder for the lessons (default: Vertebra in your home folder)")
    )
    for command, port in ((learn, _("the port JupyterLab listens on")), (book, _("the port of the web server"))):
        command.add_argument("--port", type=_port, help=port)
        command.add_argument("--no-browser", action="store_true", help=_("open no browser; for servers"))
    learn.add_argument("--prepare", action="store_true", help=_("install everything, then stop"))
    teach = commands.add_parser(
        "teach", help=_("install what teachers need and make a course folder; what follows goes to `vertebra teach`")
    )
    demo = commands.add_parser(
        "demo", help=_("play a class of thirty through a quiz; what follows goes to `vertebra demo`")
    )
    test = commands.add_parser("test", help="install what the tests need and run all checks")
    test.add_argument("--quick", action="store_true", help="leave out browser and long tests")
    test.add_argument("--only", action="append", default=[], metavar="CHECK", help="run only this; may be repeated")
    pin = commands.add_parser("pin", help="write constraints.txt after a change of pyproject.toml; for maintainers")
    pin.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    for command in (book, learn, teach, demo, test):
        command.add_argument("--fresh", action="store_true", help=_("make the environment anew first"))
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(_("{text} is not a port; give a number from 1 to 65535").format(text=text))
    return int(text)


def _learn(chosen: argparse.Namespace) -> int:
    ours = _prepared((), chosen.fresh)
    if chosen.prepare:
        print(_(READY))
        return 0
    options = ["--dir", str(chosen.dir.expanduser().absolute())] if chosen.dir else []
    options += ["--port", str(chosen.port)] if chosen.port else []
    options += ["--no-browser"] if chosen.no_browser else []
    return _hand_over(ours, ["learn", *options])


def _book(chosen: argparse.Namespace) -> int:
    folder = str(chosen.folder.expanduser().absolute())
    options = ["--port", str(chosen.port)] if chosen.port else []
    options += ["--no-browser"] if chosen.no_browser else []
    return _hand_over(_prepared((), chosen.fresh), ["book", "--html", folder, "--serve", *options])


def _teach(chosen: argparse.Namespace, options: Sequence[str]) -> int:
    return _hand_over(_prepared(TEACHING_EXTRAS, chosen.fresh), [chosen.command, *options])


def _prepared(extras: Iterable[str], fresh: bool, models: bool = True) -> Environment:
    """The environment of this checkout, ready, and its `models` compiled."""
    ours = bootstrap.of_this_checkout()
    bootstrap.make(ours, extras, fresh)
    if models:
        _compile(ours)
    return ours


def _hand_over(ours: Environment, arguments: Sequence[str]) -> int:
    """Become the installed command; on Windows, which can't, wait for it."""
    command = [str(ours.python), "-m", "vertebra", *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(command, env=ours.variables())
    os.execve(command[0], command, ours.variables())


def _compile(ours: Environment) -> None:
    """Have the models compiled, unless they are since their files last changed. The course also runs without."""
    done, now = ours.folder / "vertebra-warm", _fingerprint(ours.root / "course" / "vertebra")
    if done.exists() and done.read_text(encoding="utf-8") == now:
        return
    print(_("Compiling the models (once)"), flush=True)
    if subprocess.call([str(ours.python), "-m", "vertebra", "warm"], env=ours.variables()):
        print(_(NOT_COMPILED), file=sys.stderr)
        return
    done.write_text(now, encoding="utf-8")


def _fingerprint(package: Path) -> str:
    """A hash of the names, sizes and times of the models' files: what the compiled code's own cache goes by."""
    files = [package / "compile_kernels.py", *sorted((package / "models").rglob("*.py"))]
    states = [f"{path.relative_to(package)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(states).encode("utf-8")).hexdigest()
