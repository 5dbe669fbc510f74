"""A LINE Platform on loopback: the demo's counterpart, the tests' fake and the simulator's stage.

It behaves as LINE is documented to, keeps its state in memory, knows none of our models and binds
to 127.0.0.1 only. Start it with ``./manage.py linesteps_emulator``; tests use
``linesteps.testing.fake_line.FakeLine``.
"""
