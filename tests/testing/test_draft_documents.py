"""Draft documents of the synthetic generator."""

from __future__ import annotations

import datetime

from chinaindpolicy.testing.synthetic_documents import DraftDocument


def test_draft_without_values_restates_as_background() -> None:
    """A draft without stated values writes background text instead of a restatement."""
    drafts = [DraftDocument("d-1", "en", datetime.date(2024, 1, 1)) for _ in range(2)]
    drafts[0].restatement()
    drafts[1].background()
    assert drafts[0] == drafts[1]
    assert "Lamps give light." in drafts[0].text
