"""What each scan looks at: outlined on the picture, and told with its result."""

import numpy as np

from vertebra import texts
from vertebra.lab import mrs_a, picture
from vertebra.models import anatomy, bone
from vertebra.views import dxa_ct_rois


def test_words_and_picture_tell_the_same_vertebra():
    vertebra = anatomy.build(mrs_a(), voxel_mm=2.0)
    found = bone.scan_bone(vertebra)
    words = dxa_ct_rois.describe(vertebra)
    values = texts.values(words)
    assert (values["level"], values["signed"]) == (vertebra.level, "−2.8")
    assert (values["qct_mg_cm3"], values["hounsfield_hu"]) == (f"{found.qct_mg_cm3:.0f}", f"{found.hounsfield_hu:.0f}")
    figure = dxa_ct_rois.rois_figure(vertebra)
    figure.canvas.draw()
    assert [axes.get_label() for axes in figure.axes] == ["dxa", "ct"]
    for axes, colour in zip(figure.axes, (dxa_ct_rois.DXA, dxa_ct_rois.CT), strict=True):
        outline = axes.collections[0]
        assert len(outline.get_paths()[0].vertices) > 4, "the outline is drawn"
        assert np.allclose(outline.get_edgecolor()[0][:3], [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    scale = [abs(np.diff(axes.get_xlim())[0]) / axes.get_position().width for axes in figure.axes]
    assert scale[0] / scale[1] < 1.1, "both at one scale"


def test_a_picture_says_what_it_shows_without_markup_of_its_own():
    from matplotlib.figure import Figure

    shown = picture(Figure(figsize=(1, 1)), "5 < 6 & so on").data
    assert "<figcaption>5 &lt; 6 &amp; so on</figcaption>" in shown
    assert 'alt="Described below."' in shown
