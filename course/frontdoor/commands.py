"""`python3 course learn | demo | test | pin`: each makes the environment ready, then hands over to what is installed there."""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from frontdoor import environment, making
from frontdoor.environment import Environment
from frontdoor.problems import SetupError

STOPPED = "\nStopped. Call the command again to go on from here."


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line; return the exit code."""
    chosen, rest = _parser().parse_known_args(arguments)
    try:
        if rest and chosen.command != "demo":
            _parser().error(f"unknown: {' '.join(rest)}")
        if chosen.command == "pin":
            return _pin(chosen.upgrade)
        if chosen.command == "test":
            return _test(chosen.quick, chosen.only, chosen.fresh)
        return _learn(chosen) if chosen.command == "learn" else _demo(chosen.fresh, rest)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python3 course", description="Vertebra: a course on vertebral fracture and its treatment."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="learn | demo | test | pin")
    learn = commands.add_parser("learn", help="install what the course needs and open it in JupyterLab")
    learn.add_argument("--dir", type=Path, help="your folder for the lessons (default: Vertebra in your home folder)")
    learn.add_argument("--port", type=_port, help="the port JupyterLab listens on")
    learn.add_argument("--no-browser", action="store_true", help="open no browser; for servers")
    learn.add_argument("--prepare", action="store_true", help="install everything, then stop")
    demo = commands.add_parser(
        "demo", help="play a class of thirty through a quiz; what follows goes to `vertebra demo`"
    )
    test = commands.add_parser("test", help="install what the tests need and run all checks")
    test.add_argument("--quick", action="store_true", help="leave out browser and long tests")
    test.add_argument(
        "--only", action="append", default=[], metavar="CHECK", help="run only this check; may be repeated"
    )
    pin = commands.add_parser(
        "pin", help="write constraints.txt after a change of pyproject.toml (for maintainers; needs uv)"
    )
    pin.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    for command in (learn, demo, test):
        command.add_argument("--fresh", action="store_true", help="make the environment anew first")
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port; give a number from 1 to 65535")
    return number


def _learn(chosen: argparse.Namespace) -> int:
    ours = environment.of_this_checkout()
    making.make(ours, fresh=chosen.fresh)
    _warm(ours)
    if chosen.prepare:
        print("The course is ready. Open it with: python3 course learn")
        return 0
    options = ["--dir", str(chosen.dir.expanduser().absolute())] if chosen.dir else []
    options += ["--port", str(chosen.port)] if chosen.port else []
    options += ["--no-browser"] if chosen.no_browser else []
    return _hand_over(ours, ["learn", *options])


def _demo(fresh: bool, options: Sequence[str]) -> int:
    ours = environment.of_this_checkout()
    making.make(ours, fresh=fresh)
    _warm(ours)
    return _hand_over(ours, ["demo", *options])


def _test(quick: bool, only: Sequence[str], fresh: bool) -> int:
    from frontdoor import checks

    ours = environment.of_this_checkout()
    making.make(ours, tests=True, fresh=fresh)
    _warm(ours)
    return checks.run(ours, quick, only)


def _pin(upgrade: bool) -> int:
    from frontdoor import pins

    print(f"wrote {pins.pin(upgrade=upgrade)}")
    return 0


def _hand_over(ours: Environment, arguments: Sequence[str]) -> int:
    """Become the installed command; on Windows, which can't, wait for it."""
    command = [str(ours.python), "-m", "vertebra", *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(command, env=ours.variables())
    os.execve(command[0], command, ours.variables())


def _warm(ours: Environment) -> None:
    """Have the models compiled, unless they are since their files last changed. The course also runs without."""
    done, now = ours.folder / "vertebra-warm", _fingerprint(ours.root / "course" / "vertebra")
    if done.exists() and done.read_text(encoding="utf-8") == now:
        return
    print("Compiling the models (once)", flush=True)
    if subprocess.call([str(ours.python), "-m", "vertebra", "warm"], env=ours.variables()):
        print("The models could not be compiled in advance; the first use of each will take longer.", file=sys.stderr)
        return
    done.write_text(now, encoding="utf-8")


def _fingerprint(package: Path) -> str:
    """A hash of the names, sizes and times of the models' files: what the compiled code's own cache goes by."""
    files = [package / "compile_kernels.py", *sorted((package / "models").rglob("*.py"))]
    states = [f"{path.relative_to(package)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(states).encode("utf-8")).hexdigest()
