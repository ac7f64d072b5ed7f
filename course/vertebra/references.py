"""The course's only bibliography, `assets/references.bib`, and how an entry is written in a lesson.

See decision 0160.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import BIBLIOGRAPHY, require
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from pybtex.database import BibliographyData, Entry, Person

ASSUMPTION = "Course"
"""What tables name as the source of a value that no paper holds. It is no entry: no list of references shows it."""

LINKS = (
    ("doi", "doi:", "https://doi.org/{}"),
    ("pmid", "PMID ", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    ("pmcid", "", "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
)
"""Identifiers by which a reader gets to the paper, the best first: field, what stands before it, address."""
IDENTIFIERS = (*(name for name, _before, _address in LINKS), "url", "isbn")
"""Fields of which a complete entry has one at least."""
UNVERIFIED = "unverified"
"""The field that names, separated by commas, what of an entry could not be looked up. See decision 0400."""
_FORMS = {"doi": re.compile(r"10\.\d{4,9}/\S+"), "pmid": re.compile(r"\d{1,8}"), "pmcid": re.compile(r"PMC\d+")}


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


def source_keys(text: str) -> tuple[str, ...]:
    """Return the entries that a table's `source` names (`A2001; B2002`), without the course's own assumption."""
    keys = (part.strip() for part in text.split(";"))
    return tuple(key for key in keys if key and key != ASSUMPTION)


def short(key: str) -> str:
    """Return the short citation for running text: first author's surname and year, such as `Lindsay 2001`.

    An entry without authors is cited by its organisation or title, the course's own assumption as what it is.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    if key == ASSUMPTION:
        return pgettext("instead-of-a-source", "teaching assumption")
    reference = entry(key)
    people = reference.persons.get("author", [])
    name = _surname(people[0]) if people else reference.fields.get("organization", reference.fields.get("title", key))
    return f"{name.strip('{}')} {reference.fields.get('year', '')}".strip()


def full(key: str) -> str:
    """Return one line of Markdown for a list of references, with a link by the best identifier it has.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    fields = entry(key).fields
    where = next(
        (fields[name] for name in ("journal", "publisher", "howpublished", "organization") if name in fields), ""
    )
    volume = f" {fields['volume']}" if "volume" in fields else ""
    pages = f":{fields['pages'].replace('--', '-')}" if "volume" in fields and "pages" in fields else ""
    year = f", {fields['year']}" if "year" in fields else ""
    parts = (
        _authors(key) or fields.get("organization", where),
        fields.get("title", ""),
        f"{where}{volume}{pages}{year}",
    )
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)
    unseen = _("Not verified: {fields}.").format(fields=fields[UNVERIFIED]) if UNVERIFIED in fields else ""
    return text.replace("{", "").replace("}", "") + _link(key) + (f" {unseen}" if unseen else "")


def lacking(key: str) -> set[str]:
    """Return what a complete entry would have and this one has not: `author`, `year`, `identifier`, `volume` and so on.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    reference = entry(key)
    wanted = ("year", "journal", "volume", "pages") if reference.type == "article" else ("year",)
    missing = {field for field in ("title", *wanted) if not reference.fields.get(field, "").strip()}
    if not reference.persons.get("author") and not reference.fields.get("organization"):
        missing.add("author")
    if not any(reference.fields.get(name) for name in IDENTIFIERS):
        missing.add("identifier")
    return missing


def admitted(key: str) -> set[str]:
    """Return what the entry `key` says of itself that it could not be looked up.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    return {name.strip() for name in entry(key).fields.get(UNVERIFIED, "").split(",") if name.strip()}


def malformed(key: str) -> set[str]:
    """Return the identifiers of the entry `key` that can't be what they are called.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    fields = entry(key).fields
    return {name for name, form in _FORMS.items() if name in fields and not form.fullmatch(fields[name])}


def address(key: str) -> str:
    """Return where the source can be read, by the best identifier that its entry has, or nothing.

    Raises
    ------
    CourseError
        If the bibliography has no entry `key`.
    """
    fields = entry(key).fields
    known = (form.format(fields[name]) for name, _before, form in LINKS if name in fields)
    return next(known, fields.get("url", ""))


def _link(key: str) -> str:
    """The best identifier as a link, or the address alone, with a space before it."""
    fields, where = entry(key).fields, address(key)
    shown = next((f"{before}{fields[name]}" for name, before, _address in LINKS if name in fields), "")
    return f" [{shown or where.split('/')[2]}]({where})" if where else ""


def _surname(person: Person) -> str:
    """`de Vries`, `Van Meirhaeghe`."""
    return " ".join((*person.prelast_names, *person.last_names))


def _authors(key: str) -> str:
    """`Black D, Rosen C`, at most three names."""
    people = entry(key).persons.get("author", [])
    names = [" ".join((_surname(p), "".join(n[0] for n in p.first_names))).strip() for p in people]
    listed = [name for name in names if name != "others"]
    return ", ".join(listed[:3]) + (" et al." if len(listed) > 3 or len(listed) < len(names) else "")
