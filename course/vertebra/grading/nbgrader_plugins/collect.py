"""nbgrader's collect, by what the system says of each submission: whose it is and when it came.

Nobody can stop the collection of the others' work.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from traitlets import Dict, Float, Unicode

from vertebra.grading.autograde import (
    allowed_files,
    inbound,
    left_out,
    provenance,
    quarantine,
    read_submission,
    refusals,
    tree,
)
from vertebra.grading.autograde.inbound import CollectionRules, InboundFolder
from vertebra.grading.autograde.provenance import Provenance
from vertebra.grading.course_folder import accounts, fatal_errors, overrides
from vertebra.grading.course_folder.folder import Course, database_url
from vertebra.printing import printable
from vertebra.quiz.session.answers import Problem
from vertebra.texts import _, pgettext


class Collect(ExchangeCollect):
    """Takes each student's newest own folder, copies regular files only, and keeps why something was held or left."""

    accounts = Dict(
        help=_("The account of each student whose account is not called like the id; besides the roster's.")
    ).tag(config=True)
    one_account = Unicode("", help=_("The account that hands in for everybody, on a hub that has only one.")).tag(
        config=True
    )
    max_minutes_apart = Float(
        10.0,
        min=0,
        help=_("How far the times that students' files tell may lie from when they changed; 0: as far as they like."),
    ).tag(config=True)
    asked_files = Dict(
        help=_(
            "By assignment, names of files that students are to hand in although they could be run, such as "
            "['solution.py']."
        )
    ).tag(config=True)

    @property
    def _course(self) -> Course:
        return Course(Path(self.coursedir.root))

    def init_src(self) -> None:
        """Find the submissions; what is none is left where it is, and kept in a list."""
        if not self.coursedir.course_id:
            self.fail(_("The configuration names no course."))
        self.inbound_path = os.path.join(self.root, self.coursedir.course_id, "inbound")
        if not os.path.isdir(self.inbound_path) or not os.access(self.inbound_path, os.R_OK | os.X_OK):
            self.fail(
                _("The exchange {inbound_path} is missing or can't be read.").format(inbound_path=self.inbound_path)
            )
        known, due = self._from_gradebook()
        assignment = self.coursedir.assignment_id
        offers, refused = inbound.scan_inbound(
            Path(self.inbound_path), assignment, self.coursedir.student_id or "*", known
        )
        if self.before_duedate and due is not None:
            in_time = [offer for offer in offers if self._rules.counted_at(offer) <= due]
            have = {offer.student for offer in in_time}
            offers = in_time + [offer for offer in offers if offer.student not in have]
        newest, left = inbound.newest_of_each(offers, self._rules)
        refused += left
        for line in refusals.refusal_lines(refused):
            self.log.warning("Not collected: %s", line)
        refusals.keep_refusals(self._course, assignment, refused)
        self.src_records: list[dict[str, Any]] = [
            {
                "username": offer.student,
                "filename": offer.name,
                "timestamp": self._rules.counted_at(offer),
                "offer": offer,
            }
            for offer in newest
        ]

    def copy_files(self) -> None:
        """Copy what is new; whatever is wrong with one submission, the others are collected."""
        for record in self.src_records:
            student, assignment = record["username"], self.coursedir.assignment_id
            target = self._course.submitted(student, assignment)
            try:
                if self._is_new(record["offer"], target):
                    self.log.info("Collecting %s of %s", assignment, student)
                    self.do_copy(os.path.join(self.inbound_path, record["filename"]), str(target), record["offer"])
            except Exception as error:
                if fatal_errors.fatal_reason(error, self._course):
                    raise
                self.log.warning("%s could not be collected: %s", printable(student), printable(repr(error), 200))

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission into the course folder and make it safe for nbgrader's own steps.

        What could not be copied stands in the row of its student.

        Raises
        ------
        OSError
            Where the disk is full: then nobody else's can be copied either.
        """
        target = Path(dest)
        try:
            self._take(self._course, Path(src), target, log)
        except Exception as error:
            if fatal_errors.fatal_reason(error, self._course):
                raise
            self.log.warning("%s could not be collected: %s", printable(Path(src).name), printable(repr(error), 200))
            if not target.exists():
                # An empty folder, so that the student has a row; the next call collects again.
                target.mkdir(parents=True)
            said = _("It could not be collected: {name}: {error}").format(name=type(error).__name__, error=error)
            left_out.keep_left_out(target, [Problem("unreadable", said)])

    @property
    def _rules(self) -> CollectionRules:
        course = self._course
        own = inbound.own_account(Path(self.root), course.root)
        table = {**accounts.accounts(course), **self.accounts}
        return CollectionRules(table, self.one_account, own, self.max_minutes_apart)

    def _from_gradebook(self) -> tuple[list[str], datetime | None]:
        """The ids that are known, and when the assignment is due."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(database_url(self._course)) as book:
            known = [student.id for student in book.students] + self._course.students(self.coursedir.assignment_id)
            try:
                return known, book.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return known, None

    def _is_new(self, offer: InboundFolder, target: Path) -> bool:
        """Whether a folder is to be collected.

        It is where nothing was, or, with `update`, where it is something else or has changed.
        """
        if not target.is_dir():
            return True
        if not (self.update or self.before_duedate):
            return False
        before = provenance.read_provenance(target, read_submission.submission_digest(target))
        if before is not None:
            return (before.folder, before.changed_at) != (offer.name, offer.changed_at.isoformat())
        # Collected by nbgrader's own step, or put there by hand: newer is what came after the time that stands there.
        when = inbound.parse_time(read_submission.submission_metadata(target)[0])
        return (
            when is None
            or when > datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
            or (self._rules.counted_at(offer) > when)
        )

    def _take(self, course: Course, source: Path, target: Path, offer: InboundFolder | None) -> None:
        # What was taken out of an earlier submission is no longer this one's, and what was decided on it neither.
        tree.remove_tree(quarantine.quarantine_folder(target))
        if target.exists():
            overrides.withdraw(course, target.name, target.parent.name)
        staging = course.root / ".vertebra" / "collecting" / target.parent.name / target.name
        tree.remove_tree(staging)
        staging.mkdir(parents=True)
        notebooks = [path.name for path in course.release(target.name).glob("*.ipynb")]
        problems = allowed_files.copy_allowed(source, staging, notebooks, self._asked(course, target.name))
        left_out.keep_left_out(target, problems)
        if offer is not None:
            self._testify(staging, target, inbound.rescan(source, offer))
        # The folder appears whole: a copy that was cut short is never taken for what the student handed in.
        tree.remove_tree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(staging, target)
        pristine = course.release(target.name) / f"{target.name}.ipynb"
        if pristine.exists() and course.key_file(target.name).exists():
            quarantine.quarantine_unsafe(target, target.name, pristine)

    def _testify(self, staging: Path, target: Path, offer: InboundFolder) -> None:
        """Keep what the system says of a submission, and put the time that counts in place of the student's own."""
        rules = self._rules
        counted = rules.counted_at(offer).strftime(provenance.TIME_FORMAT)
        problems = []
        if fault := rules.account_fault(offer):
            problems.append(Problem("account", fault))
        if fault := rules.time_fault(offer):
            problems.append(Problem("time", fault))
        if inbound.parse_time(offer.stamp) is None:
            said = pgettext(
                "timestamp-from-exchange",
                "Its timestamp.txt is missing or can't be read; the exchange says {counted} UTC, and that counts.",
            ).format(counted=counted[:16])
            problems.append(Problem("timestamp", said))
        stamp = staging / "timestamp.txt"
        tree.remove_tree(stamp)
        stamp.write_text(counted, encoding="ascii")
        digest = read_submission.submission_digest(staging)
        provenance.write_provenance(
            target, Provenance(offer.name, offer.changed_at.isoformat(), counted, digest, tuple(problems))
        )

    def _asked(self, course: Course, assignment: str) -> frozenset[str]:
        """Executable files that are collected all the same: those released, and those asked for."""
        release = course.release(assignment)
        given = (
            {entry.relative.as_posix() for entry in tree.walk(release) if entry.is_file} if release.is_dir() else set()
        )
        return frozenset(given | set(map(str, self.asked_files.get(assignment, ()))))
