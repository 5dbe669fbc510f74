"""For how long a visit of a route waits for the adding that it leads to."""

from __future__ import annotations

from datetime import timedelta

#: People put the phone away at the counter and add the account in the evening. No longer: until then a LINE user ID of
#: somebody who is no friend is kept.
WINDOW = timedelta(hours=24)
#: For so long the page that somebody has open stands for the moment at which it was opened.
FRESH = timedelta(hours=1)
