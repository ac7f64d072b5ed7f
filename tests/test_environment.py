"""What is installed is said once: pyproject.toml names, constraints.txt pins, environment.yml uses the same pins."""

import re
import tomllib
from itertools import product
from pathlib import Path

import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rows import each_row

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
MACHINES = [
    {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.9", **system, "platform_machine": machine}
    for minor, (system, machine) in product(
        (11, 12, 13, 14),
        (
            ({"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}, "x86_64"),
            ({"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}, "aarch64"),
            ({"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"}, "arm64"),
            ({"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"}, "x86_64"),
            ({"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}, "AMD64"),
        ),
    )
]


def pinned_on(machine: dict[str, str]) -> dict[str, str]:
    """The version of every package on a machine; two lines for one package fail."""
    found: dict[str, str] = {}
    for requirement in map(Requirement, LINES):
        if requirement.marker is None or requirement.marker.evaluate({**machine, "implementation_name": "cpython"}):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is pinned twice for {machine}"
            found[name] = str(requirement.specifier).removeprefix("==")
    return found


def direct() -> list[Requirement]:
    project = PROJECT["project"]
    extras = (text for texts in project["optional-dependencies"].values() for text in texts)
    wanted = (*project["dependencies"], *PROJECT["build-system"]["requires"], *extras)
    # The course itself and its teaching part are built from this checkout, so that nothing is to be pinned.
    return [one for one in map(Requirement, wanted) if not one.name.startswith("vertebra")]


@each_row("line", LINES)
def test_a_line_is_a_name_and_one_exact_version(line):
    matched = re.fullmatch(r"[a-z0-9][a-z0-9.\-]*==[0-9][0-9a-z.]*(; (?P<marker>.+))?", line)
    assert matched, line
    if matched["marker"]:
        Marker(matched["marker"])


@each_row("machine", MACHINES, ids=lambda m: f"{m['sys_platform']}-{m['platform_machine']}-{m['python_version']}")
def test_every_machine_gets_one_fitting_version_of_each_dependency(machine):
    pinned = pinned_on(machine)
    for requirement in direct():
        if requirement.marker is None or requirement.marker.evaluate(machine):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version, f"{requirement.name} is not in constraints.txt; run `python3 course pin`"
            assert requirement.specifier.contains(version), f"{requirement} is not met by the pinned {version}"


def test_a_learner_installs_nothing_that_only_teachers_scans_or_tests_need():
    names = {canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    extras = {name: set(map(name_of, texts)) for name, texts in PROJECT["project"]["optional-dependencies"].items()}
    apart = set.union(*extras.values()) - {"pyyaml"}
    assert names.isdisjoint(apart)
    assert {"nbgrader", "nibabel", "distributed", "psycopg2-binary", "xraydb", "statsmodels", "sphinx"} <= apart
    assert extras["teach"] == {"vertebra-teaching"}


def name_of(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def test_conda_and_binder_install_the_same_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, from_pip = environment["dependencies"]
    assert from_pip == {"pip": ["-c constraints.txt", "-e .[grading,ct,dicom]"]}
    assert "nbgrader" in " ".join(PROJECT["project"]["optional-dependencies"]["grading"])
    python = next(text for text in conda if text.startswith("python="))
    minor = re.fullmatch(r"python=3\.(\d+)", python)
    assert minor
    from packaging.specifiers import SpecifierSet

    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(f"3.{minor[1]}.0")
    assert [text for text in conda if text != python] == ["pip"]
