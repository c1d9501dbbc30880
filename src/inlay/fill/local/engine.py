"""The built-in engine: a pure function from a picture and a hole to the filled picture."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.fill.local import border, checks, holes, plan
from inlay.fill.local.options import Coverage, Flags, Options, Pixels, Report, Result
from inlay.fill.local.work import Work


def fill(
    image: Pixels, hole: Coverage, seed: int = 0, options: Options | None = None, report: Report | None = None
) -> Result:
    """Fill what `hole` marks.

    image    (H, W, 4) uint8 or uint16, not premultiplied; transparent pixels are never taken as sources
    hole     (H, W) uint8; above 0 = to be invented
    seed     the same seed gives the same picture, bit for bit

    Everything outside the hole comes back unchanged. Raises BadInput where there is nothing to
    fill or nothing to fill it from.
    """
    options, report = options or Options(), report or Report()
    checks.check(image, hole)
    steps, thin = _planned(image, hole > 0, options)
    work = Work(image, hole > 0, thin, seed)
    total = sum(step.seconds for step in steps) or 1.0
    spent = 0.0
    for number, step in enumerate(steps):
        share = step.seconds / total
        work.run(step, number, _part(report, spent, share))
        spent += share
        report.progress(spent)
    work.run_hairlines()
    if options.grey:
        _even_out(work.picture, hole > 0)
    report.progress(1.0)
    return Result(work.picture, 1 / work.factor, _notes(1 / work.factor))


def _even_out(picture: Pixels, hole: Flags) -> None:
    """R = G = B in the hole: grain is drawn for three channels, and rounding may part them."""
    picture[hole, 1] = picture[hole, 0]
    picture[hole, 2] = picture[hole, 0]


def estimate(image: Pixels, hole: Coverage, options: Options | None = None) -> plan.Estimate:
    """At what scale `fill` would solve, and about how long it would take; cheap. Raises as `fill` does."""
    checks.check(image, hole)
    return plan.estimate_of(_planned(image, hole > 0, options or Options())[0])


def _notes(scale: float) -> tuple[str, ...]:
    if scale == 1.0:
        return ()
    return (tr("Solved at {percent} % and refined.").format(percent=round(100 * scale)),)


def _part(report: Report, start: float, share: float) -> Report:
    """A report for a step: its 0..1 becomes start..start + share of the whole."""
    return Report(
        lambda fraction: report.progress(start + share * fraction),
        lambda a, b: report.stage(start + share * a, start + share * b),
    )


def _planned(image: Pixels, hole: Flags, options: Options) -> tuple[list[plan.Step], Flags]:
    """Steps in their order, and the hairlines (H, W) that are done after them."""
    empty = hole & (image[:, :, 3] == 0)
    thin = holes.hairlines(hole, options.grown) & ~empty
    thick = hole & ~thin
    steps = border.border_steps(thick, empty) if empty.any() else []
    rest = thick.copy()
    for step in steps:
        rest[step.target.y : step.target.bottom, step.target.x : step.target.right] = False
    if rest.any():
        steps = steps + plan.blob_steps(rest)
    return plan.with_factors(steps, options.quality), thin
