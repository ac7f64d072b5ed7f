"""The folder of pages as a SCORM 1.2 package, for learning platforms: each lesson with its completion and its score.

See decision 0474.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from vertebra.texts import language

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
MANIFEST = "imsmanifest.xml"
PARAMETERS = "?sco=1"
"""What tells a page that the platform opened it, and not a link in another page."""


def manifest(folder: Path, lessons: Sequence[tuple[str, str]]) -> bytes:
    """The manifest of a package.

    Parameters
    ----------
    folder : Path
        Of the pages.
    lessons : sequence of (str, str)
        Name of the page and title, in order.

    Returns
    -------
    bytes
        `imsmanifest.xml`.
    """
    ElementTree.register_namespace("", IMSCP)
    ElementTree.register_namespace("adlcp", ADLCP)
    root = ElementTree.Element(f"{{{IMSCP}}}manifest", {"identifier": "vertebra", "version": "1.0"})
    metadata = _add(root, "metadata")
    _add(metadata, "schema").text = "ADL SCORM"
    _add(metadata, "schemaversion").text = "1.2"
    organizations = _add(root, "organizations", default="course")
    organization = _add(organizations, "organization", identifier="course")
    _add(organization, "title").text = "Vertebra"
    resources = _add(root, "resources")
    for name, title in lessons:
        item = _add(
            organization, "item", identifier=f"item-{name}", identifierref=f"page-{name}", parameters=PARAMETERS
        )
        _add(item, "title").text = title
        href = f"{language()}/{name}.html"
        page = _add(resources, "resource", identifier=f"page-{name}", type="webcontent", href=href)
        page.set(f"{{{ADLCP}}}scormtype", "sco")
        _add(page, "file", href=href)
        _add(page, "dependency", identifierref="shared")
    shared = _add(resources, "resource", identifier="shared", type="webcontent")
    shared.set(f"{{{ADLCP}}}scormtype", "asset")
    pages = {f"{language()}/{name}.html" for name, _title in lessons}
    for path in _files(folder):
        if path not in pages:
            _add(shared, "file", href=path)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def write(folder: Path, lessons: Sequence[tuple[str, str]]) -> Path:
    """Write the package beside the folder, as `FOLDER-scorm.zip`.

    Parameters
    ----------
    folder : Path
        Of the pages.
    lessons : sequence of (str, str)
        Name of the page and title, in order.

    Returns
    -------
    Path
        The package.
    """
    path = folder.with_name(f"{folder.name}-scorm.zip")
    part = folder.with_name(f".{path.name}")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, (2026, 1, 1, 0, 0, 0)), manifest(folder, lessons))
        for name in _files(folder):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / name).read_bytes())
    part.replace(path)
    return path


def _add(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{IMSCP}}}{name}", attributes)


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
