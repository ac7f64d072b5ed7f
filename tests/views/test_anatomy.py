"""The vertebra's still pictures and its sentence."""

import dataclasses
import io

import numpy as np
import pytest

from vertebra import texts
from vertebra.models import anatomy
from vertebra.patient import Part, Patient, Vertebra
from vertebra.views import anatomy as view


@pytest.fixture(scope="module")
def l2() -> Vertebra:
    return anatomy.build(Patient(70, t_score=-2.0), "L2", 1.5)


def test_slices_show_three_planes_twice_with_the_patients_right_on_the_left(l2: Vertebra) -> None:
    figure = view.slices(l2)
    panels = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title() for axes in panels[:3]] == [texts._(plane) for plane in view.PLANES]
    axial = panels[0]
    letters = {text.get_text(): text.get_position()[0] for text in axial.texts}
    assert letters["R"] < letters["L"]
    left, right = axial.get_xlim()
    assert left > right  # x is the patient's right, which a scan shows on the left
    spans = {round(abs(np.diff(axes.get_xlim())[0]), 3) for axes in panels[:6]}
    assert len(spans) == 1  # one scale for every plane


def test_a_slice_shows_the_voxels_of_its_plane(l2: Vertebra) -> None:
    marked = np.array(l2.labels)
    marked[-1, -1, :] = Part.CEMENT  # far right, far front
    figure = view.slices(dataclasses.replace(l2, labels=marked))
    labels = np.asarray([axes for axes in figure.axes if axes.images][3].images[0].get_array())
    bright = np.argwhere(labels.min(axis=-1) > 0.95)
    assert bright.tolist() == [[0, 0]]  # top (anterior), left (the patient's right)


def test_the_poster_is_a_picture(l2: Vertebra) -> None:
    out = io.BytesIO()
    view.static_figure(l2).savefig(out, format="png", dpi=40)
    assert out.getvalue().startswith(b"\x89PNG")


def test_the_sentence_says_level_size_and_density(l2: Vertebra) -> None:
    said = view.describe(l2)
    size = anatomy.measure(l2)
    values = texts.values(said)
    assert values["level"] == "L2"
    assert values["posterior_height_mm"] == f"{size.posterior_height_mm:.0f}"
    assert float(values["mean"]) > 0


def test_the_sentence_leaves_out_what_is_not_there(l2: Vertebra) -> None:
    body = np.where(np.isin(l2.labels, (Part.PEDICLE, Part.POSTERIOR_ELEMENTS, Part.CANAL)), 0, l2.labels)
    said = view.describe(dataclasses.replace(l2, labels=body.astype(np.uint8), landmarks_mm={}))
    assert {"pedicle_width_mm", "canal_width_mm"} <= set(texts.values(view.describe(l2)))
    assert not {"pedicle_width_mm", "canal_width_mm"} & set(texts.values(said))
