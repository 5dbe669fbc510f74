"""Why somebody cannot go on, in words for editors; the engine's own words are for whoever mends it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def trouble_words(trouble: str) -> str:
    """What happened, and what to do.

    Args:
        trouble: as the engine wrote it: a sentence, or the trace of an error.
    """
    if "is not in version" in trouble:
        return _("The step where this person stood is gone. Take the person out, or start them again.")
    if "without a wait" in trouble:
        return _("The way led round in a circle without a wait. Put a wait into it and publish.")
    return _("This step failed for this person. Tell the administrator, who sees the details here.")
