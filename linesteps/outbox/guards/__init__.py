"""What may keep a message from going out now: one guard a file, called in order by ``check``.

A guard is asked when a dispatch is claimed, whatever was true when it was written. It looks at the whole
batch at once and says for whom the message waits, until when and why, or for whom it is dropped.
"""
