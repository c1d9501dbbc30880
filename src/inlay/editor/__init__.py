"""The session: document, undo, tool and jobs in one hand."""
