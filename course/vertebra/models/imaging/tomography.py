"""Parallel-beam tomography of a slice: its line integrals, and filtered back-projection from them."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from vertebra import kernels
from vertebra.arguments import checked

Floats = NDArray[np.float64]


@checked
def project(image: Floats, angles_rad: Floats) -> Floats:
    """Line integrals of a square image, in pixels.

    Parameters
    ----------
    image : array (n, n)
        Zero outside the circle that fits into the square.
    angles_rad : array (m,)
        Directions of projection.

    Returns
    -------
    array (n, m)
        A column for each direction.
    """
    found = np.zeros((len(angles_rad), len(image)))
    _project(np.ascontiguousarray(image, np.float64), np.cos(angles_rad), np.sin(angles_rad), found)
    return found.T


@checked
def reconstruct(projections: Floats, angles_rad: Floats) -> Floats:
    """Reconstruct a slice by filtered back-projection: ramp filter with a Hann window.

    Parameters
    ----------
    projections : array (n, m)
        A column for each direction, in pixels, as `project` returns them.
    angles_rad : array (m,)
        Evenly spaced directions over half a turn.

    Returns
    -------
    array (n, n)
        Zero outside the circle that fits into the square.
    """
    size, count = projections.shape
    diagonal = int(np.ceil(np.sqrt(2) * size))
    before = diagonal // 2 - size // 2
    padded = np.pad(projections, ((before, diagonal - size - before), (0, 0)))
    length = 2 ** int(np.ceil(np.log2(2 * diagonal)))
    spectrum = fft.fft(padded, length, axis=0) * _hann_ramp(length)[:, None]
    filtered = np.real(fft.ifft(spectrum, axis=0))[:diagonal]
    found = np.zeros((size, size))
    _back_project(np.ascontiguousarray(filtered.T), np.cos(angles_rad), np.sin(angles_rad), found)
    return found * (np.pi / (2 * count))


def warm() -> None:
    """Compile the kernels."""
    angles = np.array([0.0, 1.0])
    reconstruct(project(np.zeros((4, 4)), angles), angles)


def _hann_ramp(length: int) -> Floats:
    """The ramp as the transform of its sampled impulse response, which leaves no offset, under a Hann window."""
    distance = np.minimum(np.arange(length), length - np.arange(length))
    response = np.zeros(length)
    response[0] = 0.25
    response[1::2] = -1 / (np.pi * distance[1::2]) ** 2
    return np.asarray(2 * np.real(fft.fft(response)) * fft.fftshift(np.hanning(length)))


@kernels.njit(parallel=True, cache=True)
def _project(image, cosines, sines, found):
    """Sum the image, turned by each angle about its middle and sampled bilinearly, along its columns."""
    size = len(image)
    middle = size // 2
    for turn in kernels.prange(len(cosines)):
        cosine, sine = cosines[turn], sines[turn]
        for column in range(size):
            total = 0.0
            for line in range(size):
                across, down = column - middle, line - middle
                total += _sample(image, middle + cosine * across + sine * down, middle - sine * across + cosine * down)
            found[turn, column] = total


@kernels.njit(cache=True)
def _sample(image, x, y):
    left, top = int(np.floor(x)), int(np.floor(y))
    total = 0.0
    for row in (top, top + 1):
        for column in (left, left + 1):
            if 0 <= row < image.shape[0] and 0 <= column < image.shape[1]:
                total += (1 - abs(y - row)) * (1 - abs(x - column)) * image[row, column]
    return total


@kernels.njit(parallel=True, cache=True)
def _back_project(filtered, cosines, sines, found):
    """Add to every pixel in the circle what each projection has at its place, interpolated linearly."""
    size, samples = len(found), filtered.shape[1]
    middle, origin = size // 2, samples // 2
    for row in kernels.prange(size):
        for column in range(size):
            down, across = row - middle, column - middle
            if down * down + across * across > middle * middle:
                continue
            total = 0.0
            for turn in range(len(cosines)):
                place = origin + across * cosines[turn] - down * sines[turn]
                at = int(np.floor(place))
                if 0 <= at < samples - 1:
                    share = place - at
                    total += (1 - share) * filtered[turn, at] + share * filtered[turn, at + 1]
            found[row, column] = total
