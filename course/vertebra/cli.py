"""The `vertebra` command.

Every command is thin: it imports its module when it is called, calls one function and says what came of it. A new
command is a function here with `@app.command()`. The teacher's commands stand in `vertebra.grading.cli`, where that is
installed.
"""

import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from vertebra import __version__
from vertebra.errors import CourseError, is_disk_full
from vertebra.printing import say
from vertebra.texts import _, ngettext, pgettext

TEACHING = ("teach", "quiz", "question", "pictures", "grade", "due", "restore", "report", "export", "demo")
"""What comes with the teaching part only: a student's installation has neither these commands nor a graded key."""


class _Commands(typer.core.TyperGroup):
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is None and cmd_name in TEACHING:
            raise CourseError(
                pgettext(
                    "teachers-command",
                    "'{cmd_name}' is a teacher's command, and this is a student's installation. Teachers work from a "
                    "checkout of the course, or install vertebra-teaching beside it (README).",
                ).format(cmd_name=cmd_name)
            )
        return command and _in_the_readers_language(command)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called; help, which only lists them, does without what they need."""
        if args and args[0] in TEACHING and args[0] in self.commands and find_spec("nbgrader") is None:
            raise CourseError(
                pgettext(
                    "needs-grading-extra",
                    "'{command}' needs the package {package}. Install it with {checkout} in a checkout, "
                    "or else with {pip}.",
                ).format(
                    command=args[0],
                    package="nbgrader",
                    checkout="python3 course teach",
                    pip="pip install 'vertebra[grading]'",
                )
            )
        return super().resolve_command(ctx, args)


def _in_the_readers_language(command: Any) -> Any:
    """A command whose help, and whose options' help, is looked up in the catalogue; once for each command."""
    for part in (command, *command.params):
        part.help = _(cleandoc(getattr(part, "help", None) or "")) or None
    for inner in getattr(command, "commands", {}).values():
        _in_the_readers_language(inner)
    return command


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _show_version(requested: bool) -> None:
    if requested:
        say(f"vertebra {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Vertebra: learn, teach and grade the course."""


@app.command()
def learn(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Your folder for the lessons; ~/Vertebra if left out.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port JupyterLab listens on.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    case: Annotated[
        str | None,
        typer.Option(help="Open on this vertebra of your own, a folder in own_cases that `vertebra ct` made."),
    ] = None,
) -> None:
    """Bring your folder up to date and open the lessons in JupyterLab."""
    from vertebra.lab import launcher, learner_folder

    first = launcher.FIRST_LESSON if case is None else learner_folder.notebook_of_case(folder, case)
    update = learner_folder.update(folder or learner_folder.DEFAULT)
    say(_("Your lessons are in {folder}.").format(folder=update.folder))
    for name in update.kept:
        say(_("A newer edition came; what you had written is kept as {name}.").format(name=name))
    _print_in_background(update.folder)
    launcher.start_lab(update.folder, port, browser, first)


def _print_in_background(folder: Path) -> None:
    """Have the sheets to print drawn where they are not up to date; nobody waits for them to learn."""
    from vertebra.book import sheets

    if not sheets.is_current(folder / sheets.FOLDER):
        command = [sys.executable, "-P", "-m", "vertebra", "print", str(folder / sheets.FOLDER)]
        quiet = subprocess.DEVNULL
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)


@app.command(name="print")
def print_sheets(
    folder: Annotated[Path, typer.Argument(help="The folder for the PDFs; it is made where it is missing.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SHEET]...", help="Which sheets; the six for the pocket if none is named."),
    ] = None,
) -> None:
    """Write one-page sheets to print: first-ten-minutes, red-flags, consent, bone-drugs, antithrombotics, formulae.

    By name also the stations of a practical examination, with mark schemes: osce-consent, osce-weak-leg, osce-bleeding,
    osce-bone-drug.
    """
    from vertebra.book import sheets

    for path in sheets.write(folder.expanduser(), names or ()):
        say(_("wrote {path}").format(path=path))


@app.command()
def check(
    sample: Annotated[
        int | None, typer.Option(min=1, help="Try only so many variants of each question, and release no quiz.")
    ] = None,
) -> None:
    """Check everything the course ships; list every fault by file and line."""
    from vertebra.book.check import check as find_faults
    from vertebra.book.check import strategy_table

    faults = find_faults(sample)
    for fault in faults:
        say(fault)
    for strategies in strategy_table():
        say(strategies)
    if faults:
        raise CourseError(
            ngettext("{n} fault to put right.", "{n} faults to put right.", len(faults)).format(n=len(faults))
        )
    say(_("No faults."))


@app.command()
def validate(
    cases: Annotated[list[str] | None, typer.Argument(metavar="[CASE]...", help="Such as V11.4-centre.")] = None,
    spread: Annotated[
        bool, typer.Option("--spread", help="How far results spread instead, and by which input.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep the results for the pages that show them.")] = False,
) -> None:
    """Compute the published cases with the models, and print each beside ours: inside or not, and the source."""
    from vertebra.validation import printed

    printed.spreads(write) if spread else printed.validate(cases or None, write)


@app.command()
def texts() -> None:
    """Write the catalogue of sentences anew from the sources, for translators."""
    from vertebra.book import catalogue

    say(_("The sentences of the course are in {write}.").format(write=catalogue.write()))


@app.command()
def ct(
    image: Annotated[Path, typer.Argument(help="The CT of one vertebra, a NIfTI file (.nii, .nii.gz).")],
    mask: Annotated[Path, typer.Argument(help="Its mask on the same grid.")],
    level: Annotated[str, typer.Option(help="T7 to L5.")] = "L1",
    label: Annotated[
        list[str] | None,
        typer.Option(
            help="What a number of the mask is, such as 20=vertebra; may be given several times. See the guide."
        ),
    ] = None,
    ignore_other_labels: Annotated[
        bool, typer.Option("--ignore-other-labels", help="Leave out what has another number, such as other vertebrae.")
    ] = False,
    slope: Annotated[float | None, typer.Option(help="mg/cm3 of hydroxyapatite a unit of the image.")] = None,
    intercept: Annotated[float | None, typer.Option(help="mg/cm3 at the image's zero.")] = None,
    hounsfield: Annotated[
        bool, typer.Option("--hounsfield", help="The image is in HU, and no phantom was scanned with it.")
    ] = False,
    age: Annotated[float, typer.Option(help="Years; for marrow and soft tissue.")] = 74,
    sex: Annotated[str, typer.Option(help="female or male.")] = "female",
    grade: Annotated[
        int,
        typer.Option(
            min=0, max=3, help="Genant's grade of the fracture to be made; 0 for a vertebra that is broken already."
        ),
    ] = 2,
    cement_ml: Annotated[float, typer.Option(help="Cement through both pedicles together, 1 to 8 mL.")] = 4.0,
    out: Annotated[Path | None, typer.Option(help="Write the page here too.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir", help="Your folder for the lessons, ~/Vertebra if left out; the case goes to own_cases in it."
        ),
    ] = None,
) -> None:
    """Take a vertebra of your own CT the whole way, write what becomes of it on a page, and put it into your folder to
    practise on.

    Nothing leaves this machine.
    """
    from vertebra.book import own_case
    from vertebra.lab import learner_folder
    from vertebra.models import anatomy
    from vertebra.models.experiments.ct_case import ct_case
    from vertebra.models.experiments.own_scan import VOXEL_MM, calibration, fractured_from_scan
    from vertebra.patient import Patient, check_level
    from vertebra.quiz.storage import write_atomic
    from vertebra.views import ct_case as view

    patient = Patient(age, sex)  # type: ignore[arg-type]
    check_level(level)
    if out is not None:
        _check_page(out)
    labels = _labels(label)
    slope, intercept = calibration(patient, slope, intercept, hounsfield)
    scan: dict[str, Any] = {
        "labels": labels,
        "slope": slope,
        "intercept": intercept,
        "ignore_other_labels": ignore_other_labels,
    }
    vertebra = anatomy.read_ct(image, mask, level=level, patient=patient, voxel_mm=VOXEL_MM, **scan)
    case = ct_case(vertebra, patient, grade, cement_ml, lambda step: say(f"{view.STEP_NAMES[step]} ..."))
    coarse = fractured_from_scan(image, mask, patient, level, grade=grade, voxel_mm=own_case.COARSE_MM, **scan)
    files = own_case.vertebra_files(case.body, coarse)
    target = own_case.case_folder((folder or learner_folder.DEFAULT).expanduser(), image, level, files[own_case.FILE])
    source = view.source(image, mask, slope, intercept, hounsfield)
    page = view.page(case, patient, source, own_case.STEPS_TO_PRACTISE.format(case=target.name)).encode("utf-8")
    own_case.write(target, {**files, own_case.PAGE: page})
    if out is not None:
        write_atomic(out, page)
    for remark in view.remarks(case, patient):
        say(remark)
    say(_("wrote {path}").format(path=out or target / own_case.PAGE))
    say(own_case.STEPS_TO_PRACTISE.format(case=target.name))


def _check_page(page: Path) -> None:
    if page.suffix.lower() not in (".html", ".htm"):
        raise CourseError(
            _("The page {page} is written as HTML; give it a name that ends in .html.").format(page=page.name)
        )
    if not page.parent.is_dir():
        raise CourseError(_("The folder {folder} does not exist.").format(folder=page.parent))


def _labels(given: list[str] | None) -> dict[int, str] | None:
    """`20=vertebra` and the like as a mapping."""
    if not given:
        return None
    pairs = [pair.partition("=") for pair in given]
    for number, _sign, name in pairs:
        if not number.strip().isdigit() or not name.strip():
            raise CourseError(_("The label {label} has no meaning; write it like 20=vertebra.").format(label=number))
    return {int(number): name.strip() for number, _sign, name in pairs}


@app.command()
def warm() -> None:
    """Compile the models once, so that no learner waits for it."""
    from vertebra.compile_kernels import compile_kernels

    compile_kernels(lambda module: say(_("compiling {module}").format(module=module)))


import_module("vertebra.site.cli").add_to(app)
if find_spec("vertebra.grading") is not None:
    import_module("vertebra.grading.cli").add_to(app)


def isolate() -> None:
    """Keep this process, and every Python that it starts, from importing what lies in the working directory."""
    os.environ["PYTHONSAFEPATH"] = "1"
    sys.path[:] = [path for path in sys.path if path not in ("", ".")]


def main() -> None:
    """Run the command; an error of the course is one sentence, not a traceback."""
    isolate()
    try:
        app(prog_name="vertebra")
    except CourseError as error:
        say(_("vertebra: {error}").format(error=error), file=sys.stderr)
        raise SystemExit(1) from None
    except Exception as error:
        if not is_disk_full(error):
            raise
        full = _(
            "There is no room left on the disk. Make room, then call the command again: nothing that was done is lost."
        )
        say(_("vertebra: {error}").format(error=full), file=sys.stderr)
        raise SystemExit(1) from None
