"""fal's storage: pictures go up with a passing token; the key goes to the call that gives the token, and no further."""

from __future__ import annotations

from inlay.base.errors import Unreachable
from inlay.base.text import tr
from inlay.providers.lenient import first_words, record, words
from inlay.providers.money_words import kept, next_step
from inlay.providers.trouble import checked
from inlay.providers.web import Web

REST = "rest.fal.ai"
FILES = "v3.fal.media"
TOKEN = "/storage/auth/token?storage_type=fal-cdn-v3"
UPLOAD = "/files/upload"


async def store(web: Web, content: bytes, name: str) -> str:
    """Put a PNG there; the link under which fal finds it. May be repeated; Unreachable where that may help."""
    reply = checked(await web.ask("POST", web.url(TOKEN, REST), json={}, moment="upload"))
    told = record(reply.json())
    token = words(told.get("token"))
    if not token:
        raise _unusable(tr("fal gave no token for the upload."))
    headers = {
        "Authorization": f"{first_words(told.get('token_type'), 'Bearer')} {token}",
        "Content-Type": "image/png",
        "X-Fal-File-Name": name,
    }
    # Always to the host that is known: an answer isn't to name another for the pictures.
    stored = await web.put(web.url(UPLOAD, FILES), content, headers, method="POST")
    link = words(record(stored.json()).get("access_url"))
    if not link:
        raise _unusable(tr("fal took a picture and gave no link to it."))
    return link


def _unusable(what: str) -> Unreachable:
    return Unreachable(what, kept("upload"), next_step("upload"))
