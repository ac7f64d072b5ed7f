"""`vertebra pictures check`, `confirm`, `add` and `example`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.commands.prompts import Confirm, decline, require_folder
from vertebra.grading.course_folder.folder import find
from vertebra.grading.own_pictures import confirmations, page
from vertebra.grading.own_pictures.add import FOR_STUDENTS, Report
from vertebra.grading.own_pictures.add import add as add_to_course
from vertebra.grading.own_pictures.check import PAGE, CheckedFolder
from vertebra.grading.own_pictures.check import check as check_folder
from vertebra.grading.own_pictures.picture import Picture
from vertebra.grading.terminal import count
from vertebra.printing import say
from vertebra.texts import _, pgettext


def example(folder: Path) -> None:
    """Write a folder of cases to begin with."""
    from vertebra.grading.own_pictures.example import write

    for name in write(folder):
        say(f"  {name}")
    say(_('Look into its files, then: vertebra pictures check "{folder}"').format(folder=folder))


def check(folder: Path, *, to: Path | None = None, browser: bool = False, confirm: Confirm = decline) -> None:
    """Check a folder of cases and write the page to look at its pictures.

    Raises CourseError where a case can't be used.
    """
    checked = check_folder(folder)
    path = to or checked.folder / PAGE
    require_folder(path, confirm)
    page.write(checked, path)
    _say_cases(checked)
    say(_("Look at the pictures, larger than here: {page}").format(page=path.absolute()))
    if browser:
        import webbrowser

        webbrowser.open(path.absolute().as_uri())
    _refuse_faults(checked.faults)


def confirm_looked_at(folder: Path, files: Iterable[str], *, every: bool = False) -> None:
    """Record that the teacher has looked at pictures for burnt-in names.

    Raises CourseError for a file that no usable case shows.
    """
    checked = check_folder(folder)
    shown = _pictures(checked)
    names = {picture.entry.file for picture in shown}
    wanted = names if every else set(files)
    if unknown := sorted(wanted - names):
        raise CourseError(
            pgettext("confirm-unknown", "No case that can be used shows {files}. There are: {known}.").format(
                files=", ".join(unknown), known=", ".join(sorted(names)) or _("none")
            )
        )
    if not wanted:
        raise CourseError(_("Name the files that you have looked at, or write --all."))
    looked_at = [picture for picture in shown if picture.entry.file in wanted]
    confirmations.confirm(checked.folder, looked_at)
    say(_("Recorded in {path}:").format(path=checked.folder / confirmations.RECORD))
    for name in sorted(wanted):
        say(f"  {name}")


def add(folder: Path, *, course: Path | None = None, confirm: Confirm = decline) -> None:
    """Put the cases of a folder into a course: as questions, and into the folder for the students' reading room.

    Raises CourseError where a case was left out.
    """
    place = find(course)
    checked = check_folder(folder)
    page.write(checked, checked.folder / PAGE)
    unseen = [picture for case in checked.cases for picture in checked.unconfirmed(case)]
    if unseen:
        say(_("Open {page} and look at each picture.").format(page=checked.folder / PAGE))
        looked_at = [picture for picture in unseen if confirm(_looked(picture))]
        if looked_at:
            confirmations.confirm(checked.folder, looked_at)
        checked = check_folder(folder)
    report = add_to_course(checked, place)
    _say_report(report, checked, place.root)
    faults = [*checked.faults, *report.faults]
    if report.unconfirmed and not faults:
        raise CourseError(
            pgettext(
                "not-looked-at",
                "Not added, as nobody has confirmed to have looked at the pictures: {cases}. Look at them, then: "
                'vertebra pictures confirm "{folder}" --all',
            ).format(cases=", ".join(report.unconfirmed), folder=checked.folder)
        )
    _refuse_faults(faults)


def _looked(picture: Picture) -> str:
    return pgettext(
        "looked-for-names", "{file}: have you looked at it, and is no name, date or number burnt into it?"
    ).format(file=picture.entry.file)


def _pictures(checked: CheckedFolder) -> list[Picture]:
    return [picture for case in checked.cases for picture in case.pictures]


def _say_cases(checked: CheckedFolder) -> None:
    for case in checked.cases:
        unseen = checked.unconfirmed(case)
        state = _("pictures looked at") if not unseen else _("pictures not looked at yet")
        say(f"  {case.text.name}: {' + '.join(case.text.uses)}; {state}")
    for fault in checked.faults:
        say(_("  fault: {fault}").format(fault=fault))
    for advice in checked.advice:
        say(_("  advice: {text}").format(text=advice))


def _say_report(report: Report, checked: CheckedFolder, root: Path) -> None:
    for name in report.questions:
        say(
            _('  question {name}; to look at it: vertebra quiz preview {name} --course "{root}"').format(
                name=name, root=root
            )
        )
    for name in report.kept:
        say(_("  question {name}: you have changed it by hand; it stays as it is").format(name=name))
    for name in report.reading_room:
        say(_("  reading room: {name}").format(name=name))
    if report.reading_room:
        say(
            _("Give students the folder {folder}; they put it beside their lessons.").format(folder=root / FOR_STUDENTS)
        )
    for fault in (*checked.faults, *report.faults):
        say(_("  fault: {fault}").format(fault=fault))
    for advice in checked.advice:
        say(_("  advice: {text}").format(text=advice))


def _refuse_faults(faults: Iterable[str]) -> None:
    wrong = list(faults)
    if wrong:
        raise CourseError(
            pgettext("pictures-left-out", "{faults} to put right; those cases were left out.").format(
                faults=count(len(wrong), "{n} fault", "{n} faults")
            )
        )
