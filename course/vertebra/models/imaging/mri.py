"""MRI of a sagittal slice: signals by tissue, fat displaced along the read-out, measured pixels, and noise."""

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.sagittal import SagittalScene, sagittal_scene
from vertebra.models.imaging.sequences import (
    Sequence,
    TissueContrast,
    check_field,
    contrast,
    fat_water_hz,
    noise_sd,
    null_ti_ms,
    pool_signal,
    preset,
    preset_names,
    signal,
)
from vertebra.models.imaging.tissue_maps import TISSUES
from vertebra.texts import _, pgettext

__all__ = [
    "Finding",
    "SagittalScene",
    "Sequence",
    "TissueContrast",
    "acquire",
    "contrast",
    "null_ti_ms",
    "preset",
    "preset_names",
    "roi_mean",
    "sagittal_scene",
    "signal",
    "to_display",
]
Floats = NDArray[np.float32]
APODISATION_FRACTION = 0.35
"""How much of the edge of the measured frequencies is rolled off, which calms the ripples beside sharp edges."""
WHITE_PERCENT = 99.3


@checked
def acquire(
    what: SagittalScene,
    sequence: Sequence,
    field_t: float = 1.5,
    pixel_mm: float | None = None,
    seed: int | None = 0,
) -> Floats:
    """Acquire the magnitude picture of a slice.

    Real parts, not magnitudes, are blurred, so that fat and water within a voxel cancel as they do in a scanner.

    Parameters
    ----------
    what : SagittalScene
    sequence : Sequence
    field_t : {1.5, 3.0}
        Field in tesla.
    pixel_mm : float, optional
        Measured pixel, 0.5 to 3 mm, from which the picture is interpolated; by default `mri_pixel_mm` of the tables.
    seed : int or None
        Draws the noise (Rician after the magnitude); None leaves it out.

    Returns
    -------
    array (rows, columns) of float32
        On the scene's grid, in shares of fully relaxed water.

    Raises
    ------
    InputError
        For a field or a pixel outside its range.
    """
    check_field(field_t)
    measured_mm = (
        tables.value("mri_pixel_mm") if pixel_mm is None else check_range(_("The pixel"), pixel_mm, 0.5, 3, "mm")
    )
    water, fat = water_fat_signals(what, sequence, field_t)
    suppressed = _fat_left(what, sequence)
    displaced_mm = fat_water_hz(field_t) / tables.value("mri_bandwidth_hz") * measured_mm
    shown_water = 0.0 if sequence.fat == "fat only" else 1.0
    received = _received(shown_water * water, suppressed * fat, what.grid.pixel_mm, measured_mm, displaced_mm)
    if seed is not None:
        received = received + _noise(received.shape, what.grid.pixel_mm, measured_mm, noise_sd(field_t), seed)
    return np.abs(received).astype(np.float32)


@checked
def water_fat_signals(what: SagittalScene, sequence: Sequence, field_t: float) -> tuple[Floats, Floats]:
    """Signed signals of water and of fat, each (rows, columns), before suppression, displacement and blur.

    Raises
    ------
    InputError
        For a field other than 1.5 and 3 T.
    """
    waters = np.array([0.0 if name == "fat" else pool_signal(sequence, name, field_t) for name in TISSUES], np.float32)
    fatty = np.float32(pool_signal(sequence, "fat", field_t))
    layers = what.maps
    marrow_fat, marrow_water, lesion, lesion_fraction = layers.composition()
    wet, soaked = (np.float32(waters[TISSUES.index(name)]) for name in ("marrow water", "oedema water"))
    outside = 1 - layers.bone_fraction
    water = outside * (1 - layers.surrounding_fat_fraction) * waters[layers.surroundings]
    water += marrow_water * (wet + layers.oedema * (soaked - wet)) + lesion_fraction * waters[lesion]
    return water, (outside * layers.surrounding_fat_fraction + marrow_fat) * fatty


@checked
def roi_mean(image: Floats, region: NDArray[np.bool_]) -> float:
    """Mean of a picture within a region, as a reader measures it.

    Parameters
    ----------
    image : array (rows, columns)
    region : array of the same shape, bool

    Raises
    ------
    InputError
        If the region is empty or of another shape.
    """
    if image.shape != region.shape or not region.any():
        raise InputError(
            pgettext(
                "region-outside-picture",
                "The region is empty or does not fit the picture. Choose a place inside the picture.",
            )
        )
    return float(image[region].mean(dtype=np.float64))


@checked
def to_display(image: Floats) -> NDArray[np.uint8]:
    """Convert a picture into grey values (uint8) for a screen: black is no signal, white the brightest 0.7%."""
    white = max(float(np.percentile(image[::2, ::2], WHITE_PERCENT)), 1e-6)
    return np.clip(image * np.float32(255 / white), 0, 255).astype(np.uint8)


def _fat_left(what: SagittalScene, sequence: Sequence) -> Floats | float:
    """By what the fat's signal is multiplied; chemical saturation fails towards the ends of the field of view."""
    if sequence.fat != "saturated":
        return {"opposed phase": -1.0, "water only": 0.0}.get(sequence.fat, 1.0)
    rows = what.grid.shape[0]
    end = np.abs(np.linspace(-1, 1, rows, dtype=np.float32)) ** 6
    left = 1 - np.float32(tables.value("fat_saturation_fraction")) * (1 - 0.5 * end)
    return left[:, None].astype(np.float32)


def _received(
    water: Floats, fat: Floats, grid_mm: float, measured_mm: float, displaced_mm: float
) -> NDArray[np.complex64]:
    """Through the measured frequencies and back: blurred, fat displaced along the columns."""
    from scipy import fft

    down, along = fft.fftfreq(water.shape[0], grid_mm)[:, None], fft.fftfreq(water.shape[1], grid_mm)[None, :]
    shift = np.exp(-2j * np.pi * along * displaced_mm).astype(np.complex64)
    spectrum = fft.fft2(water.astype(np.complex64)) + fft.fft2(fat.astype(np.complex64)) * shift
    spectrum *= _window(down, measured_mm) * _window(along, measured_mm)
    return np.asarray(fft.ifft2(spectrum), np.complex64)


def _window(frequency: NDArray[np.float64], measured_mm: float) -> NDArray[np.float32]:
    """1 for the measured frequencies, rolled off at their edge, 0 beyond."""
    out = np.abs(frequency) * 2 * measured_mm
    ramp = np.clip((1 - out) / APODISATION_FRACTION, 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * ramp)).astype(np.float32)


def _noise(
    shape: tuple[int, ...], grid_mm: float, measured_mm: float, deviation: float, seed: int
) -> NDArray[np.complex64]:
    """Complex white noise with the frequencies that were measured, scaled to `deviation` in each channel."""
    from scipy import fft

    draw = np.random.default_rng(seed)
    white = draw.standard_normal(shape, dtype=np.float32) + 1j * draw.standard_normal(shape, dtype=np.float32)
    down, along = fft.fftfreq(shape[0], grid_mm)[:, None], fft.fftfreq(shape[1], grid_mm)[None, :]
    window = _window(down, measured_mm) * _window(along, measured_mm)
    passed = float(np.sqrt(np.mean(window**2)))
    return np.asarray(fft.ifft2(fft.fft2(white.astype(np.complex64)) * window) * (deviation / passed), np.complex64)
