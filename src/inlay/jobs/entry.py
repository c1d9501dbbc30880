"""Entry: a job in the queue, who takes its answer, and the task that works on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from inlay.jobs.errand import Errand
from inlay.jobs.handover import Finished
from inlay.jobs.job import Job


@dataclass(eq=False)
class Entry:
    """`task` works on it, or did; `is_handed_over`: it came to rest, and is being told of."""

    errand: Errand
    finished: Finished
    timeout: float | None
    task: asyncio.Task[Job] | None = None
    is_stopping: bool = False
    is_handed_over: bool = False

    @property
    def runs(self) -> bool:
        """Whether something is being done for it."""
        return self.task is not None and not self.task.done()

    def break_off(self, wanted: bool) -> None:
        """Stop what is being done for it: because the person wants it, or because the program leaves."""
        self.is_stopping = True
        self.errand.stop_wanted = wanted
        # In the loop's next round: a task that is cancelled before it began would never reach its end.
        asyncio.get_running_loop().call_soon(self._cancel)

    def _cancel(self) -> None:
        # An answer that is here already is being taken into the document: too late to stop.
        if self.task is not None and not self.is_handed_over and not self.errand.is_past_stopping:
            self.task.cancel()
