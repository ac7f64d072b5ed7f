"""A file that is not what it should be is refused with the place and the reason; a good one costs little."""

import json
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from vertebra import checked_json
from vertebra.checked_json import ShapeError
from vertebra.texts import values as values_of


class Person(msgspec.Struct):
    name: Annotated[str, Meta(max_length=5)]
    age: int = 0


def refusal(content, shape):
    with pytest.raises(ShapeError) as caught:
        checked_json.decode(content, shape)
    return caught.value.text


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (b'[{"age": 3}]', {"field": "name", "place": "[0]"}),
        (b'[{"name": "Ann"}, {"name": 3}]', {"place": "[1].name", "expected": "str", "got": "int"}),
        (b'[{"name": "Ann", "age": true}]', {"place": "[0].age", "expected": "int", "got": "bool"}),
        (b'[{"name": "Hannah"}]', {"place": "[0].name"}),
    ],
)
def test_place_and_reason_are_named(content, values):
    assert values.items() <= values_of(refusal(content, list[Person])).items()


@pytest.mark.parametrize("content", [b"", b"[", b'{"a": NaN}', b"\xff\xfe", b'{"a": "\xff"}', b"[" * 100_000])
def test_what_is_no_json_is_refused(content):
    assert isinstance(refusal(content, dict), str)


def test_a_name_of_any_bytes_is_read_as_it_was_written_and_hides_nothing_else():
    rows = [("a\udcffb", "why"), ("ann", "\ud83d\ude00")]
    content = json.dumps(rows).encode()
    assert checked_json.decode(content, list[tuple[str, str]]) == [("a\udcffb", "why"), ("ann", "\U0001f600")]
    assert "place" in values_of(refusal(json.dumps([["a\udcffb", 3]]).encode(), list[tuple[str, str]]))
    for damaged in (content[:-1], b'["\\udcff", NaN]', b'["\\udcff"' + b"[" * 100_000):
        assert isinstance(refusal(damaged, list), str)


def test_a_file_is_read_up_to_its_limit(tmp_path):
    path = tmp_path / "people.json"
    path.write_bytes(b'[{"name": "Ann", "age": 7, "unknown": 1}]')
    assert checked_json.read(path, list[Person]) == [Person("Ann", 7)]
    with pytest.raises(ShapeError):
        checked_json.read(path, list[Person], max_bytes=20)
    with pytest.raises(FileNotFoundError):
        checked_json.read(tmp_path / "none.json", list[Person])


def test_what_was_decoded_before_is_converted_alike():
    assert checked_json.convert([{"name": "Ann"}], list[Person]) == [Person("Ann")]
    with pytest.raises(ShapeError):
        checked_json.convert([{"name": None}], list[Person])
