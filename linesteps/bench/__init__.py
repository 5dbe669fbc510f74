"""The bench: how fast linesteps is on this machine, beside two yardsticks in the same run."""
