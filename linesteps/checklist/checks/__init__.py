"""The checks, one file each; the list shows them in the order of ``linesteps.checklist.look``."""
