"""Why a line of a file is left out, and what to do about it; kept by code, read in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.followers.spellings import CURES

REASONS: dict[str, Any] = {
    **CURES,
    "no_key": _("Nothing says who this is. Fill in this cell, or delete the line."),
    "no_friend": _("No friend of this account has it. Only people whom LINE told of can be changed."),
    "no_line_id": _("This is no LINE user ID: it begins with U, and 32 letters and digits follow."),
    "several": _("Several friends have it. Use the LINE user ID in this line."),
    "cells": _("The line has more cells than there are columns. Look for a comma too many."),
    "tag_long": _("The name of a tag has at most 60 characters."),
    "both": _("The tag “%(tag)s” is to be put on and taken off. Remove it from one of the cells."),
}
