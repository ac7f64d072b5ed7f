"""Still pictures are shipped for the lessons' trainers: they are found, and they show what would be drawn."""

import io

import numpy as np
import pytest
from PIL import Image

from vertebra.patient import Fracture, Patient, mrs_a
from vertebra.widgets import stills
from vertebra.widgets.restoration import RestorationExplorer

SMALL = (60, 60)
MAX_DIFFERENCE = 6.0
"""Mean difference of grey levels: another version of fonts moves letters by a pixel."""


def small(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L").resize(SMALL, Image.Resampling.BOX), float)


@pytest.mark.slow
def test_each_still_is_found_and_shows_what_would_be_drawn():
    names = set()
    for widget in stills.shipped_widgets():
        sentence = widget.current_alt_text
        names.add(f"{stills.key(widget, sentence)}.png")
        shipped = stills.still(widget, sentence)
        assert shipped, f"{type(widget).__name__}: call vertebra.widgets.stills.write_shipped()"
        drawn = small(widget.static_png(widget.state))
        assert np.abs(small(shipped) - drawn).mean() < MAX_DIFFERENCE, type(widget).__name__
    assert {path.name for path in stills.FOLDER.glob("*.png")} == names


def test_a_widget_that_shows_something_else_has_no_still():
    widget = RestorationExplorer(mrs_a())
    assert stills.still(widget, widget.current_alt_text)
    assert stills.still(widget, widget.current_alt_text.upper()) is None
    widget.dispatch(volume=5.0)
    assert stills.still(widget, widget.current_alt_text) is None
    other = Patient(66, "female", t_score=-3.0, fractures=(Fracture("L1", grade=1, weeks_ago=3),), seed=2)
    keys = {stills.key(RestorationExplorer(person), widget.current_alt_text) for person in (other, mrs_a())}
    assert len(keys) == 2


def test_no_plot_is_drawn_for_a_lesson(monkeypatch):
    widget = RestorationExplorer(mrs_a())
    monkeypatch.setattr(widget, "static_png", lambda state: pytest.fail("drawn"))
    data, _metadata = widget._repr_mimebundle_()
    assert data["image/png"].startswith("iVBORw0KGgo")
