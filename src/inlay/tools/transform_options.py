"""How a transform is set by numbers: place and size in px, and the angle."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.base.text import tr
from inlay.tools.options import option
from inlay.tools.transform_geometry import LARGEST, SMALLEST, Pose, upright


@dataclass(frozen=True, eq=False)
class TransformOptions:
    """Options of the mask's transform: the box before it is turned around its middle. They belong to the moment."""

    x: float = option(0.0, tr("X"), step=1, unit=tr("px"), remembered=False, help=tr("The left edge of the mask."))
    y: float = option(0.0, tr("Y"), step=1, unit=tr("px"), remembered=False, help=tr("The upper edge of the mask."))
    w: float = option(
        SMALLEST, tr("Width"), minimum=SMALLEST, step=1, unit=tr("px"), remembered=False,
        help=tr("How wide the mask becomes."),
    )  # fmt: skip
    h: float = option(
        SMALLEST, tr("Height"), minimum=SMALLEST, step=1, unit=tr("px"), remembered=False,
        help=tr("How high the mask becomes."),
    )  # fmt: skip
    angle: float = option(
        0.0, tr("Angle"), minimum=-360.0, maximum=360.0, step=0.1, unit="°", remembered=False,
        help=tr("How far the mask is turned around its middle, clockwise."),
    )  # fmt: skip


def pose_from(options: TransformOptions) -> Pose:
    """The pose that the options say."""
    width, height = min(LARGEST, options.w), min(LARGEST, options.h)
    return Pose(options.x, options.y, width, height, upright(options.angle))


def options_of_pose(pose: Pose) -> dict[str, float]:
    """The options that say a pose, as finely as they are shown."""
    return {name: round(value, 3) for name, value in pose._asdict().items()}
