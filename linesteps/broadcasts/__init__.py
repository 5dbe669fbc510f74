"""One-off sends (「一斉配信」): messages to many friends once, now or at a time, run as a course of one step."""
