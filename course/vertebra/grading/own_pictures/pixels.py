"""Grey values of pictures: brought to eight bits, to a size for a page, and written anew with nothing besides."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError
from vertebra.quiz.question.figures import MAX_OWN_BYTES
from vertebra.texts import pgettext

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 60_000_000
"""Of a picture before it is made smaller."""
MIN_EDGE = 32
MAX_EDGE = 1024
"""Of the picture that students get."""
BLACK_PERCENT, WHITE_PERCENT = 0.5, 99.5
"""What becomes black and white where no window is given."""
GAP_PIXELS = 8
JPEG_QUALITIES = (92, 85, 75, 60)
MAX_STRETCH = 20.0
"""Of one edge of a voxel to the other in its slice."""
Grey = NDArray[np.uint8]


def check_size(rows: int, columns: int) -> None:
    """Refuse a picture that is too large to be opened, or too small to be read."""
    if rows * columns > MAX_PIXELS:
        raise InputError(
            pgettext("picture-too-many-pixels", "it has more than {most} million pixels").format(
                most=MAX_PIXELS // 1_000_000
            )
        )
    if min(rows, columns) < MIN_EDGE:
        raise InputError(
            pgettext("picture-too-small", "it has {rows} × {columns} pixels; at least {least} each way").format(
                rows=rows, columns=columns, least=MIN_EDGE
            )
        )


def with_square_pixels(image: NDArray[np.float64], row_mm: float, column_mm: float) -> NDArray[np.float64]:
    """The slice on pixels as high as they are wide."""
    if not (row_mm > 0 and column_mm > 0) or not 1 / MAX_STRETCH <= row_mm / column_mm <= MAX_STRETCH:
        raise InputError(pgettext("picture-spacing", "the size of its pixels can't be right; export it again"))
    if abs(row_mm / column_mm - 1) < 0.01:
        return image
    from PIL import Image

    edge = min(row_mm, column_mm)
    columns, rows = round(image.shape[1] * column_mm / edge), round(image.shape[0] * row_mm / edge)
    check_size(rows, columns)
    flat = Image.fromarray(image.astype(np.float32))
    return np.asarray(flat.resize((columns, rows), Image.Resampling.BILINEAR), dtype=np.float64)


def to_grey(image: NDArray[np.float64], window: tuple[float, float] | None = None) -> Grey:
    """Values as grey levels: by a window (centre, width), or between the darkest and brightest of them."""
    finite = np.isfinite(image)
    if not finite.any():
        raise InputError(pgettext("picture-no-values", "it holds no values"))
    low, high = (
        (window[0] - window[1] / 2, window[0] + window[1] / 2)
        if window
        else np.percentile(image[finite], (BLACK_PERCENT, WHITE_PERCENT))
    )
    if not high > low:
        raise InputError(pgettext("picture-one-grey", "all of it has one grey value; give another slice or window"))
    grey = np.clip((np.where(finite, image, low) - low) * (255 / (high - low)), 0, 255)
    return np.rint(grey).astype(np.uint8)


def cropped(image: Grey, crop: tuple[float, float, float, float] | None) -> Grey:
    """The part between left, top, right and bottom, in shares of width and height."""
    if crop is None:
        return image
    left, top, right, bottom = crop
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise InputError(
            pgettext("picture-crop", "its crop is {crop}; give left, top, right, bottom between 0 and 1").format(
                crop=list(crop)
            )
        )
    rows, columns = image.shape
    part = image[round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)]
    check_size(*part.shape)
    return part


def for_a_page(image: Grey, max_edge: int = MAX_EDGE) -> Grey:
    """The picture, made smaller where an edge is longer than a page shows."""
    from PIL import Image

    scale = max_edge / max(image.shape)
    if scale >= 1:
        return np.ascontiguousarray(image)
    small = Image.fromarray(np.ascontiguousarray(image)).resize(
        (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))), Image.Resampling.LANCZOS
    )
    return np.asarray(small, dtype=np.uint8)


def beside_each_other(images: list[Grey]) -> Grey:
    """Pictures in one, all as high as the lowest of them, with a gap between."""
    if len(images) == 1:
        return images[0]
    from PIL import Image

    rows = min(image.shape[0] for image in images)
    parts: list[Grey] = []
    for image in images:
        columns = max(1, round(image.shape[1] * rows / image.shape[0]))
        parts.append(np.asarray(Image.fromarray(image).resize((columns, rows), Image.Resampling.LANCZOS)))
        parts.append(np.zeros((rows, GAP_PIXELS), np.uint8))
    return for_a_page(np.hstack(parts[:-1]), 2 * MAX_EDGE)


def encoded(image: Grey) -> bytes:
    """The grey values as PNG or, where that is too large for a release, as JPEG; nothing else is in it."""
    from PIL import Image

    picture = Image.fromarray(image)
    content = _saved(picture, "PNG", optimize=True)
    for quality in JPEG_QUALITIES:
        if len(content) <= MAX_OWN_BYTES:
            return content
        content = _saved(picture, "JPEG", quality=quality, optimize=True)
    if len(content) > MAX_OWN_BYTES:
        return encoded(for_a_page(image, max(image.shape) * 2 // 3))
    return content


def digest(image: Grey) -> str:
    """A name of the grey values: the same for the same picture, however it was saved."""
    return hashlib.sha256(f"{image.shape}".encode() + np.ascontiguousarray(image).tobytes()).hexdigest()


def _saved(picture: Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
