#!/usr/bin/env python3
"""Django's command line for the demo site in ``site/``."""

import os
import sys
from pathlib import Path

# ``site`` is a module of the standard library, so the demo's folder goes on the path instead.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
