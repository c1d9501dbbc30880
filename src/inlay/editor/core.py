"""The editor's core: what every command needs in hand, and how trouble is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inlay.base.errors import BadInput, InlayError
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.editor.delivery import Delivery
from inlay.editor.files import Files
from inlay.editor.finetunes import Finetunes
from inlay.editor.ordering import Ordering
from inlay.editor.planning import Planner
from inlay.editor.previewing import Previewer
from inlay.editor.remembered import load_fill_settings
from inlay.editor.services import own_hosts_in
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.editor.toolbox import Toolbox
from inlay.jobs.journal import Journal
from inlay.jobs.money import Money
from inlay.jobs.queue import JobQueue
from inlay.secrets.keys import Keys

BUDGET = "money.budget"


def _budget(settings: Settings) -> float | None:
    """US dollars a day, or None."""
    kept = settings.get(BUDGET, -1.0)
    return kept if kept >= 0 else None


class EditorCore(EditorSignals):
    """Holds the rooms of the editor and wires them. Lives on the loop thread."""

    def __init__(
        self,
        settings: Settings | None = None,
        journal: Journal | None = None,
        keys: Keys | None = None,
        money: Money | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.keys = keys or Keys()
        self.money = money or Money()
        self.money.budget = _budget(self.settings)
        self.finetunes = Finetunes()
        self.fill_settings = load_fill_settings(self.settings)
        self.jobs = JobQueue(journal, self.keys, self.money)
        self.jobs.own_hosts = own_hosts_in(self.settings)  # for what an earlier run left, too
        self.jobs.changed.connect(self.jobs_changed.emit)
        self._delivery = Delivery(self, self.jobs, lambda: self._files.sessions, lambda: self._files.turn)
        self._ordering = Ordering(self.settings, self.keys, self.money, self.finetunes)
        self._files = Files(self, self.settings, self._delivery, lambda: self.tools.session_changed())
        self.tools = Toolbox(self, self.settings, lambda: self.session)
        self._previewer = Previewer()
        self._planner = Planner(self, lambda: self.session, lambda: self.fill_settings)
        self.tools.planning = self._planner
        self.document_changed.connect(self.tools.document_changed)
        self.plan_changed.connect(self.tools.plan_changed)
        self._saving: asyncio.Task[None] | None = None
        self.services_changed.connect(lambda _service: self.save_settings())

    def save_settings(self) -> None:
        """Write the settings now, in the background: a budget and an address have to outlive a crash too."""
        self._saving = asyncio.get_running_loop().create_task(asyncio.to_thread(self.settings.save))

    @property
    def session(self) -> Session | None:
        """The open document that is looked at: commands, tools and panels are about it."""
        return self._files.sessions.current

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Every open document, in the order of the tabs."""
        return self._files.sessions.all

    @property
    def _open(self) -> Session:
        if self.session is None:
            raise BadInput(tr("Nothing is open."), next_step=tr("Open a picture first."))
        return self.session

    def _still_open(self, session: Session | None) -> Session:
        """That document, or by default the one that is looked at; BadInput where it was closed meanwhile."""
        if session is not None and session.is_closed:
            raise BadInput(tr("{name} was closed in the meantime.").format(name=session.name))
        return session or self._open

    def edit(self, label: str, edit: Callable[[Document], Document], merge: str = "") -> None:
        """A quick edit of the document as one undo step; trouble is told, and the document stays.

        Edits of one `merge` key that follow each other are one step together, as those of one drag are.
        """
        self.attempt(lambda: self._open.edit(label, edit, merge))

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something for the person; an InlayError is told instead of raised."""
        try:
            act()
        except InlayError as error:
            self.failed.emit(error)

    async def settled(self) -> None:
        """Wait until nothing is under way but fills."""
        for session in self.sessions:
            await session.settled()
        await self._planner.settled()
