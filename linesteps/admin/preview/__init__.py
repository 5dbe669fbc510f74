"""The phone beside the form: the draft as a conversation, and tests of single steps."""
