"""linesteps: LINE step messages (ステップ配信) drawn in the Wagtail admin."""

__version__ = "0.1.0"
