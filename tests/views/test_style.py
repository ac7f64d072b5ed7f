"""Colours that are shipped are those of matplotlib's maps."""

import numpy as np
from matplotlib import colormaps

from vertebra.views import style


def test_shipped_colours_are_matplotlibs():
    with np.load(style.COLOUR_TABLES) as shipped:
        assert set(shipped) == {"cividis", "inferno"}
        for name in shipped:
            expected = (colormaps[name](np.arange(256))[:, :3] * 255).round()
            np.testing.assert_array_equal(style.colour_table(name), expected)
