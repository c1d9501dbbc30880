"""The mask's transform (T): moves, scales and turns the mask. What it is set to is applied by Enter, as one step."""

from __future__ import annotations

from functools import partial
from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.regions.affine import Affine, transformed
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.frame_geometry import Handle
from inlay.tools.overlay import TransformBox
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool
from inlay.tools.transform_geometry import (
    Pose,
    corners,
    cursor_of,
    handle_at,
    handle_points,
    moved,
    scaled,
    turned,
)
from inlay.tools.transform_measure import Measured, TransformPreview, measured
from inlay.tools.transform_options import TransformOptions, options_of_pose, pose_from
from inlay.tools.working import Aside

REACH = 10.0
"""Logical screen pixels around an edge within which it can be taken."""
FAR = 10
"""Px that an arrow key moves with Shift held."""
ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class MaskTransformTool(Tool):
    """Holds the pose that is being set. `about` is None while the mask isn't measured, or is empty."""

    id = "mask_transform"

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.about: Measured | None = None
        self.pose = Pose(0, 0, 1, 1, 0)
        self._mask: Mask | None = None
        self._aside: Aside | None = None
        self._is_writing = self._is_applied = False

    def idle(self) -> State[Any]:
        return Ready(self)

    # Picked up and put down

    def activate(self) -> None:
        self._begin()

    def take_back(self) -> bool:
        was_changed = not self.is_in_gesture and self.is_changed and not self._is_applied
        if was_changed:
            self.reset()
        return super().take_back() or was_changed

    def suspend(self) -> None:
        self.cancel()  # what is set stays in sight while the hand or the zoom tool is used

    def resume(self) -> None:
        self.document_changed()
        self.show()

    def deactivate(self) -> None:
        super().deactivate()
        self._forget()

    def document_changed(self) -> None:
        if self.context.mask is not self._mask:
            self.cancel()
            self._begin()

    def _forget(self) -> None:
        if self._aside is not None:
            self._aside.give_up()
        self._aside = self._mask = self.about = None
        self.context.show_mask(None)

    def _begin(self) -> None:
        """Start from the mask as it is; measuring it takes a moment where it is large."""
        self._forget()
        self.context.set_overlay()
        mask = self._mask = self.context.mask
        aside = self._aside = Aside()
        self.context.aside(
            aside, tr("Measuring the mask …"), lambda _stop: measured(mask), self._measured, self._forget
        )  # fmt: skip

    def _measured(self, about: Measured | None) -> None:
        self._aside = None
        self.about = about
        if about is None:
            self.context.status(tr("Nothing is masked that could be transformed."))
        else:
            self.set_pose(Pose.of(about.box))

    # The pose

    @property
    def is_changed(self) -> bool:
        """Whether applying would change anything."""
        return self.about is not None and self.pose != Pose.of(self.about.box)

    def set_pose(self, pose: Pose, is_resting: bool = True) -> None:
        """Bring the box there; the mask itself is shown there as well, but for while it is dragged."""
        self.pose = pose
        self._is_applied = False
        self._write()
        self.show()
        if is_resting:
            self.show_result()

    def reset(self) -> None:
        """Back to the mask as it is."""
        if self.about is not None:
            self.set_pose(Pose.of(self.about.box))

    def apply(self) -> None:
        """Make the mask what is shown: one undo step."""
        if self.about is not None and self.is_changed:
            self._is_applied = True  # it has a turn of its own to become a step in
            matrix = self.pose.matrix(self.about.box)
            self.context.apply_mask(tr("Transform mask"), partial(_done, matrix, self.context.document.canvas))

    def show(self) -> None:
        """Publish what is drawn of the box."""
        if self.about is None:
            return
        pose = self.pose
        label = tr("{w:g} × {h:g} px").format(w=round(pose.w, 1), h=round(pose.h, 1))
        if pose.angle:
            label = tr("{size}, {angle:g}°").format(size=label, angle=pose.angle)
        matrix = pose.matrix(self.about.box)
        self.context.set_overlay(
            TransformBox(corners(pose), handle_points(pose), self.about.lines, matrix, label)
        )  # fmt: skip

    def show_result(self) -> None:
        """Show the mask as it would be."""
        mask, about = self._mask, self.about
        if mask is None or about is None or not self.is_changed:
            self.context.show_mask(None)
            return
        back = self.pose.matrix(about.box).inverse()
        self.context.show_mask(TransformPreview(mask, about.box, back, self.context.document.canvas))

    # The option bar

    def options_changed(self) -> None:
        if self._is_writing or self.about is None:
            return
        pose = pose_from(self.options)
        if pose != self.pose:
            self.cancel()
            self.set_pose(pose)

    def _write(self) -> None:
        """Put the pose into the options."""
        self._is_writing = True
        try:
            self.context.set_options(self.id, **options_of_pose(self.pose))
        finally:
            self._is_writing = False


def _done(matrix: Affine, canvas: Rect, mask: Mask) -> Mask:
    return transformed(mask, matrix, canvas)


class Ready(Idle[MaskTransformTool]):
    """The box can be taken at an edge to scale it, inside to move it, and outside to turn it."""

    def __init__(self, tool: MaskTransformTool, shape: str = "cross") -> None:
        super().__init__(tool)
        self._shape = shape

    @property
    def cursor(self) -> str:
        return self._shape

    def pressed(self, event: PointerEvent) -> State[MaskTransformTool]:
        if event.button != Button.LEFT or self.tool.about is None:
            return self
        return TransformPointing(self.tool, event, self._handle(event.pos))

    def double_clicked(self, event: PointerEvent) -> State[MaskTransformTool]:
        is_inside = self.tool.pose.holds(event.pos) and self._handle(event.pos) is None
        if event.button == Button.LEFT and self.tool.is_changed and is_inside:
            self.tool.apply()
            return self
        return self.pressed(event)

    def hovered(self, event: PointerEvent) -> State[MaskTransformTool]:
        if self.tool.about is not None:
            handle = self._handle(event.pos)
            inside = self.tool.pose.holds(event.pos)
            self._shape = cursor_of(handle, self.tool.pose) if handle else "move" if inside else "turn"
        return self

    def key(self, event: KeyEvent) -> State[MaskTransformTool] | None:
        tool = self.tool
        if tool.about is None or not event.pressed:
            return None
        if event.name in ARROWS and not event.modifiers & ~Modifier.SHIFT:
            by = FAR if Modifier.SHIFT in event.modifiers else 1
            dx, dy = ARROWS[event.name]
            tool.set_pose(moved(tool.pose, dx * by, dy * by))
            return self
        if not tool.is_changed:
            return None
        if event.name == "Enter" and event.modifiers == Modifier.NONE:
            tool.apply()
            return self
        if event.name == "Escape":
            tool.reset()
            return self
        return None

    def _handle(self, pos: Point) -> Handle | None:
        return handle_at(self.tool.pose, pos, REACH / self.context.view.scale)


class TransformPointing(Pointing[MaskTransformTool]):
    """The box was taken somewhere; a click alone does nothing."""

    def __init__(self, tool: MaskTransformTool, start: PointerEvent, handle: Handle | None) -> None:
        super().__init__(tool, start)
        self.handle = handle
        self.is_inside = tool.pose.holds(start.pos)

    @property
    def cursor(self) -> str:
        return cursor_of(self.handle, self.tool.pose) if self.handle else "move" if self.is_inside else "turn"

    def moved(self, event: PointerEvent) -> State[MaskTransformTool]:
        if not self.is_drag(event):
            return self
        if self.handle is not None:
            return Scaling(self.tool, self.start.pos, self.handle).moved(event)
        return (Moving if self.is_inside else Turning)(self.tool, self.start.pos).moved(event)

    def released(self, event: PointerEvent) -> State[MaskTransformTool]:  # noqa: ARG002 - it never became a drag
        return Ready(self.tool, self.cursor)


class _Setting(State[MaskTransformTool]):
    """The box follows the pointer; Esc brings back the pose that was taken."""

    def __init__(self, tool: MaskTransformTool, origin: Point) -> None:
        super().__init__(tool)
        self.origin = self.end = origin
        self.before = tool.pose

    def pose(self) -> Pose:
        """The pose by where the pointer is."""
        raise NotImplementedError

    def moved(self, event: PointerEvent) -> State[MaskTransformTool]:
        self.end = event.pos
        self.tool.set_pose(self.pose(), is_resting=False)
        return self

    def modifiers_changed(self, modifiers: Modifier) -> State[MaskTransformTool]:  # noqa: ARG002 - the tool has them
        self.tool.set_pose(self.pose(), is_resting=False)
        return self

    def released(self, event: PointerEvent) -> State[MaskTransformTool]:
        self.moved(event)
        self.tool.show_result()
        return Ready(self.tool, self.cursor)

    def cancelled(self) -> None:
        self.tool.set_pose(self.before)


class Moving(_Setting):
    """The box as a whole follows, by whole px; Shift keeps it in a row or a column with where it was."""

    @property
    def cursor(self) -> str:
        return "move"

    def pose(self) -> Pose:
        dx, dy = self.end.x - self.origin.x, self.end.y - self.origin.y
        if Modifier.SHIFT in self.tool.modifiers:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return moved(self.before, dx, dy)


class Scaling(_Setting):
    """One or two edges follow; Shift keeps the ratio, Alt moves the opposite side as well."""

    def __init__(self, tool: MaskTransformTool, origin: Point, handle: Handle) -> None:
        super().__init__(tool, origin)
        self.handle = handle

    @property
    def cursor(self) -> str:
        return cursor_of(self.handle, self.before)

    def pose(self) -> Pose:
        held = self.tool.modifiers
        dx, dy = self.end.x - self.origin.x, self.end.y - self.origin.y
        return scaled(self.before, self.handle, dx, dy, Modifier.SHIFT in held, Modifier.ALT in held)


class Turning(_Setting):
    """The box turns around its middle; Shift in steps of 15 degrees."""

    @property
    def cursor(self) -> str:
        return "turn"

    def pose(self) -> Pose:
        return turned(self.before, self.origin, self.end, Modifier.SHIFT in self.tool.modifiers)


MaskTransformTool.states = (Ready, TransformPointing, Moving, Scaling, Turning)

TOOL = ToolSpec(
    id="mask_transform",
    label=tr("Transform mask"),
    icon="transform",
    shortcut="T",
    cursor="cross",
    machine=MaskTransformTool,
    order=48,
    options=TransformOptions,
    help=tr(
        "Move, scale or turn the mask: drag inside, at an edge, or outside. Shift keeps the ratio or turns in steps of "
        "15°, Alt scales from the middle, arrows move; Enter applies, Esc cancels."
    ),
)
