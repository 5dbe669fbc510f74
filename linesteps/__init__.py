"""linesteps: LINE step messages (ステップ配信) drawn in the Wagtail admin."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Late: a package that Django loads as an app may not import models at once.
    if name == "track":
        from linesteps.followers.events import track

        return track
    if name in {"track_many", "Event"}:
        from linesteps.followers import events

        return getattr(events, name)
    if name == "follower_of":
        from linesteps.followers.site_users import follower_of

        return follower_of
    if name == "facts_changed":
        from linesteps.facts.changed import facts_changed

        return facts_changed
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
