"""The course's only bibliography, `assets/references.bib`, and how an entry is written in a lesson.

See decision 0160.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import BIBLIOGRAPHY, require
from vertebra.texts import _

if TYPE_CHECKING:
    from pybtex.database import BibliographyData, Entry, Person


@cache.CONSTANTS.memoize
def bibliography() -> BibliographyData:
    """Return all entries of `assets/references.bib`.

    Raises
    ------
    CourseError
        If the file is missing.
    """
    from pybtex.database import parse_file

    return parse_file(str(require(BIBLIOGRAPHY)), bib_format="bibtex")


def entry(key: str) -> Entry:
    """Return the bibliography's entry `key`.

    Raises
    ------
    CourseError
        If there is no such entry.
    """
    try:
        return bibliography().entries[key]
    except KeyError:
        raise CourseError(
            _("The source {key} is not in {name}. Add it there or correct the key.").format(
                key=repr(key), name=BIBLIOGRAPHY.name
            )
        ) from None


def short(key: str) -> str:
    """Return the short citation for running text: first author's surname and year, such as `Lindsay 2001`.

    An entry without authors is cited by its organisation or title.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    found = entry(key)
    people = found.persons.get("author", [])
    name = _surname(people[0]) if people else found.fields.get("organization", found.fields.get("title", key))
    return f"{name.strip('{}')} {found.fields.get('year', '')}".strip()


def full(key: str) -> str:
    """Return one line of Markdown for a list of references, with the DOI as a link where the entry has one.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    fields = entry(key).fields
    where = next(
        (fields[name] for name in ("journal", "publisher", "organization", "howpublished") if name in fields), ""
    )
    volume = f" {fields['volume']}" if "volume" in fields else ""
    pages = f":{fields['pages'].replace('--', '-')}" if "volume" in fields and "pages" in fields else ""
    year = f", {fields['year']}" if "year" in fields else ""
    parts = (
        _authors(key) or fields.get("organization", where),
        fields.get("title", ""),
        f"{where}{volume}{pages}{year}",
    )
    doi = f" [doi:{fields['doi']}](https://doi.org/{fields['doi']})" if "doi" in fields else ""
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts) + doi
    return text.replace("{", "").replace("}", "")


def _surname(person: Person) -> str:
    """`de Vries`, `Van Meirhaeghe`."""
    return " ".join((*person.prelast_names, *person.last_names))


def _authors(key: str) -> str:
    """`Black D, Rosen C`, at most three names."""
    people = entry(key).persons.get("author", [])
    names = [" ".join((_surname(p), "".join(n[0] for n in p.first_names))).strip() for p in people]
    listed = [name for name in names if name != "others"]
    return ", ".join(listed[:3]) + (" et al." if len(listed) > 3 or len(listed) < len(names) else "")
