"""The contents of a sagittal slice: the surroundings, and over them bone with marrow and its replacements."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables

Floats = NDArray[np.float32]
TISSUES: tuple[str, ...] = tables.table("mri_tissues").texts("tissue")


@dataclass(eq=False)
class TissueMaps:
    """Arrays (rows, columns), filled in step by step by the scene's makers; shares from 0 to 1.

    Parameters
    ----------
    surroundings : array of uint8
        Tissue outside bone, an index of `TISSUES`.
    surrounding_fat_fraction : array
        Share of fat mixed with it.
    bone_fraction : array
        Share of bone.
    solid : array
        Share of the bone that gives no signal; the rest is marrow.
    marrow_fat : array
        Share of fat in the marrow.
    oedema : array
        Share of the marrow with oedema, which displaces fat.
    lesion : array of uint8
        Tissue that replaces marrow, an index of `TISSUES`.
    lesion_fraction : array
        Share of the marrow that it replaces.
    """

    surroundings: NDArray[np.uint8]
    surrounding_fat_fraction: Floats
    bone_fraction: Floats
    solid: Floats
    marrow_fat: Floats
    oedema: Floats
    lesion: NDArray[np.uint8]
    lesion_fraction: Floats

    @classmethod
    def empty(cls, shape: tuple[int, int], tissue: str) -> "TissueMaps":
        """Nothing but one tissue."""
        none = [np.zeros(shape, np.float32) for _ in range(6)]
        around = np.full(shape, TISSUES.index(tissue), np.uint8)
        return cls(around, none[0], none[1], none[2], none[3], none[4], np.zeros(shape, np.uint8), none[5])

    def surround(self, where: NDArray[np.bool_], tissue: str, fat: float = 0.0) -> None:
        """Make what is outside bone there this tissue, mixed with a share of fat."""
        self.surroundings[where] = TISSUES.index(tissue)
        self.surrounding_fat_fraction[where] = fat

    def replace(self, window: tuple[slice, slice], share: Floats, tissue: str) -> None:
        """Put a tissue in the marrow's place, by shares (rows, columns of the window), where it is more than what is
        there."""
        now = self.lesion_fraction[window]
        more = share > now
        self.lesion[window] = np.where(more, np.uint8(TISSUES.index(tissue)), self.lesion[window])
        self.lesion_fraction[window] = np.where(more, share, now)

    def composition(self) -> tuple[Floats, Floats, NDArray[np.uint8], Floats]:
        """Shares of fat, marrow's water and oedema's water, by the marrow's place, each times what is bone."""
        displaced = np.float32(tables.value("oedema_fat_displaced_fraction"))
        soft = self.bone_fraction * (1 - self.solid)
        marrow = soft * (1 - self.lesion_fraction)
        fat = self.marrow_fat * (1 - displaced * self.oedema)
        return marrow * fat, marrow * (1 - fat), self.lesion, soft * self.lesion_fraction
