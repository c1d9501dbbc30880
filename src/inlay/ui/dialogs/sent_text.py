"""What is said of a request before it is sent: where it goes, how large it is, and everything that goes with it."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.services import setup_of
from inlay.fill.request import FillRequest, SentPictures
from inlay.providers.catalogue import service
from inlay.providers.spec import Parameter
from inlay.ui.panels.results_text import shown_value

KB = 1000


def byte_text(count: int) -> str:
    """A file's size."""
    if count < KB:
        return tr("{count} bytes").format(count=count)
    if count < KB * KB:
        return tr("{count} kB").format(count=round(count / KB))
    return tr("{count} MB").format(count=f"{count / KB / KB:.1f}")


def picture_text(sent: SentPictures) -> str:
    """The picture's form and size."""
    width, height = sent.size
    return tr("Picture: {w} × {h} px, 8-bit sRGB, PNG without metadata, {size}").format(
        w=width, h=height, size=byte_text(len(sent.image))
    )


def mask_text(sent: SentPictures) -> str:
    """The mask's form and size; empty where none is sent."""
    if sent.mask is None:
        return ""
    width, height = sent.size
    return tr("Mask: {w} × {h} px, grey, white is filled, PNG, {size}").format(
        w=width, h=height, size=byte_text(len(sent.mask))
    )


def request_lines(request: FillRequest, editor: Editor) -> list[str]:
    """Where it goes, the words and the settings; nothing else is sent but the key, to that host alone."""
    spec = service(request.provider)
    settings = editor.fill_settings
    base_url = settings.base_url or setup_of(editor.settings, spec.id).base_url
    model = spec.model(request.model)
    lines = [
        tr("To: {host} ({service})").format(host=spec.host(model.id, request.options, base_url), service=spec.title)
    ]
    lines += _chosen(spec.options, dict(request.options))
    if model.has_prompt:
        lines.append(tr("Prompt: {prompt}").format(prompt=request.prompt or tr("(empty)")))
    lines.append(tr("Model: {model}").format(model=model.title))
    lines += _chosen(model.parameters, dict(request.params))
    if model.has_seed:
        lines.append(_seed(request, settings.seed is None))
    if request.sent is not None and request.sent.border is not None:
        border = request.sent.border
        lines.append(
            tr("Border to add: {left} px left, {top} px above, {right} px right, {bottom} px below").format(
                **vars(border)
            )
        )
    lines.append(tr("Scale: {scale}").format(scale=f"{request.scale:.2f}"))
    if spec.needs_key:
        lines.append(tr("Your key goes along to this host. Nothing else is sent."))
    else:
        lines.append(tr("Nothing else is sent."))
    if spec.privacy:
        lines.append(spec.privacy)
    return lines


def _seed(request: FillRequest, is_random: bool) -> str:
    if is_random:
        return tr("Seed: another number each time")
    return tr("Seed: {seed}").format(seed=request.seed)


def _chosen(parameters: tuple[Parameter, ...], values: dict[str, object]) -> list[str]:
    """The values on one line, by the names that the panel has for them."""
    found = []
    for each in parameters:
        value = values.get(each.id, each.default)
        if value is None or value == "":
            continue
        text = dict(each.choices).get(str(value)) or shown_value(value)  # type: ignore[arg-type]
        found.append(f"{each.label}: {text}")
    return [", ".join(found)] if found else []
