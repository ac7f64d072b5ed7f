"""Several processes, a Dask cluster, a PostgreSQL server: the same scores as one process and SQLite."""

import shutil
import sys

import pytest
from grading.pool_work import ends, ends_at_one, fails_at_three
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError, InputError
from vertebra.grading import assignments
from vertebra.grading.autograde import parallel, run
from vertebra.grading.course_folder.fatal_errors import GradingStoppedError
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.demo import run_demo

STUDENTS = 6


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A small class that has been graded by one process."""
    return run_demo.run_demo(tmp_path_factory.mktemp("crowd"), students=STUDENTS)


@pytest.fixture
def ungraded(played, tmp_path):
    """The same class before it is graded."""
    root = tmp_path / "course"
    shutil.copytree(played.places["course"], root)
    for name in ("autograded", "feedback"):
        shutil.rmtree(root / name)
        (root / name).mkdir()
    return Course(root)


def same(found, played):
    """Each student's status, points and notes; when they were graded does not matter."""
    wanted = {one.student: (one.status, one.points, one.max_points, one.pending, one.notes) for one in played.outcomes}
    return {one.student: (one.status, one.points, one.max_points, one.pending, one.notes) for one in found} == wanted


@pytest.mark.slow
def test_two_processes_grade_as_one_does(ungraded, played):
    found = assignments.grade(ungraded, "Q1", collect=False, workers=2)
    assert same(found, played)
    for one in found:
        alone = Course(played.places["course"]).autograded(one.student, "Q1") / "Q1.ipynb"
        assert (ungraded.autograded(one.student, "Q1") / "Q1.ipynb").read_bytes() == alone.read_bytes()
        assert list(ungraded.feedback(one.student, "Q1").glob("*.html"))


@pytest.mark.slow
def test_work_comes_back_in_order_and_an_error_is_that_job_alone():
    with parallel.worker_pool(2) as pool:
        begun = list(parallel.map_ordered(fails_at_three, [(at,) for at in range(12)], pool))
        for at, one in enumerate(begun):
            if at == 3:
                with pytest.raises(CourseError, match="three"):
                    one()
            else:
                assert one() == at


@pytest.mark.slow
def test_a_helper_that_ends_stops_whatever_was_being_done():
    def take_all(pool):
        return [begun() for begun in parallel.map_ordered(ends_at_one, [(at,) for at in range(60)], pool)]

    with refused(GradingStoppedError, "grading-process-ended"), parallel.worker_pool(2) as pool:
        take_all(pool)


def test_no_more_is_given_away_than_memory_bears():
    given = []

    class Later:
        def __init__(self, at):
            given.append(at)

        def result(self):
            return None

    taken = parallel.map_ordered(
        print, [(at,) for at in range(100)], parallel.WorkerPool(lambda work, at: Later(at), 2)
    )
    for done, _ in enumerate(taken, 1):
        assert len(given) <= done + 2 * parallel.PREFETCH


@pytest.mark.slow
def test_a_helper_that_is_killed_stops_grading_and_loses_nothing(ungraded, played, monkeypatch):
    monkeypatch.setattr(run, "_autograde", ends)
    with refused(GradingStoppedError, "grading-process-ended"):
        assignments.grade(ungraded, "Q1", collect=False, workers=2)
    monkeypatch.undo()
    assert same(assignments.grade(ungraded, "Q1", collect=False), played)


@each_row("workers", [0, -1, 65])
def test_an_impossible_number_of_workers_is_named(workers):
    with refused(InputError, "workers-out-of-range", str(workers)), parallel.worker_pool(workers):
        pass


@pytest.mark.slow
def test_a_cluster_grades_as_one_process_does(ungraded, played):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert same(assignments.grade(ungraded, "Q1", collect=False, scheduler=cluster.scheduler_address), played)


def test_a_cluster_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with refused(CourseError, "dask-missing"), parallel.worker_pool(scheduler="tcp://127.0.0.1:9"):
        pass
    monkeypatch.undo()
    if pytest.importorskip("distributed"):
        with refused(CourseError, "dask-unreachable", "nonsense://x"), parallel.worker_pool(scheduler="nonsense://x"):
            pass


@pytest.mark.slow
def test_a_gradebook_in_postgresql_holds_the_same_scores(server, played, tmp_path):
    from nbgrader.api import Gradebook

    from vertebra.grading.course_folder.build_quiz import build
    from vertebra.grading.course_folder.create_course import create

    course = create(tmp_path / "course", secret=run_demo.SECRET, allow_in_repository=True, database=server)
    build(course, "Q1", run_demo.COHORT)
    shutil.copytree(played.places["course"] / "submitted", course.root / "submitted", dirs_exist_ok=True)
    assert same(assignments.grade(course, "Q1", collect=False, workers=2), played)
    assert not course.database.exists()
    with Gradebook(server) as ours, Gradebook(f"sqlite:///{played.places['gradebook']}") as lite:
        for one in played.outcomes:
            scores = [book.find_submission("Q1", one.student).score for book in (ours, lite)]
            assert scores[0] == pytest.approx(scores[1])
    with refused(CourseError, "gradebook-not-moved"):
        create(course.root, allow_in_repository=True, database="sqlite:///elsewhere.db")


def test_an_address_is_shown_without_its_password_and_must_be_one(tmp_path):
    from vertebra.grading.course_folder.create_course import create
    from vertebra.grading.course_folder.gradebook_tables import address_without_password

    assert "hunter2" not in address_without_password("postgresql+psycopg2://teacher:hunter2@host/grades")
    with refused(CourseError, "gradebook-address"):
        create(tmp_path / "c", allow_in_repository=True, database="no address")


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path):
    from vertebra.grading.course_folder.create_course import create

    pytest.importorskip("psycopg2")
    with refused(CourseError, "gradebook-unreachable") as caught:
        create(
            tmp_path / "c",
            allow_in_repository=True,
            database="postgresql+psycopg2://teacher:hunter2@127.0.0.1:9/grades",
        )
    assert "hunter2" not in str(caught.value)
    create(tmp_path / "c", allow_in_repository=True)
