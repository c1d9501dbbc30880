"""What a person pastes or exports becomes a key, or one sentence about what is wrong with it; it is never repeated."""

from __future__ import annotations

from inlay.base.errors import KeyProblem
from inlay.base.secret import Secret
from inlay.base.text import tr

SHORTEST = 8
LONGEST = 1024  # Windows keeps no more than 1,280 characters


def key_from(text: str, source: str = "") -> Secret:
    """The key in `text`, without the spaces and line ends around it.

    `source` names where it is from ("BFL_API_KEY"); empty for what was typed. KeyProblem for what can't be one: a
    key goes into a line of a request, where other characters would change the request.
    """
    stripped = text.strip()
    key = tr("The key in {source}").format(source=source) if source else tr("The key")
    if not stripped:
        raise KeyProblem(tr("{key} is empty.").format(key=key))
    if not all("!" <= letter <= "~" for letter in stripped):
        raise KeyProblem(
            tr("{key} has spaces, line ends or other characters that no key has.").format(key=key),
            next_step=tr("Copy it once more from the service's own page."),
        )
    if not SHORTEST <= len(stripped) <= LONGEST:
        raise KeyProblem(
            tr("{key} has {count} characters; a key has {least} to {most}.").format(
                key=key, count=len(stripped), least=SHORTEST, most=LONGEST
            )
        )
    return Secret(stripped)
