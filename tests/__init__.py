"""The tests of linesteps."""
