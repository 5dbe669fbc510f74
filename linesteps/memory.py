"""Keeping Python's garbage collector away from what a process has loaded and never lets go.

The collector walks through every object it knows, again and again: those of Django, Wagtail and the site
are some hundred thousand, and a walk holds up the whole process for 0.2 s, about once a second while
messages go out (measured): one turn in seven to call LINE was lost, and every push cost almost twice the CPU.
"""

from __future__ import annotations

import gc


def set_aside() -> None:
    """Let the collector look only at what comes from now on. Call it once in a process, before its work.

    Workers do so by themselves; a site may call it at the end of its ``wsgi.py``.
    """
    # Garbage that is set aside would stay for ever.
    gc.collect()
    gc.freeze()
