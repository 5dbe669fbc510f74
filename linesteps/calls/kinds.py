"""What other systems can be told by itself, and what may be told besides numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENT, NOT_SENT = "message.sent", "message.not_sent"
CLICKED, ANSWERED, REPLIED = "link.clicked", "answer.chosen", "reply.received"
ENTERED, FINISHED, LEFT = "scenario.entered", "scenario.finished", "scenario.left"
ADDED, BLOCKED = "friend.added", "friend.blocked"
COUPON_USED, GOAL_REACHED = "coupon.used", "goal.reached"

#: Each kind as a manager ticks it.
KINDS = (
    (ADDED, _("Somebody added the account as a friend")),
    (BLOCKED, _("A friend blocked the account")),
    (ENTERED, _("A friend entered a scenario")),
    (FINISHED, _("A friend came to the end of a scenario")),
    (LEFT, _("A friend left a scenario before its end")),
    (SENT, _("A message was sent")),
    (NOT_SENT, _("A message was not sent, and why")),
    (CLICKED, _("A link was tapped")),
    (ANSWERED, _("An answer was chosen")),
    (REPLIED, _("A friend wrote something")),
    (COUPON_USED, _("A coupon was used")),
    (GOAL_REACHED, _("A goal was reached")),
)
#: Personal data, told only where it is ticked.
DETAILS = (
    ("display_name", _("The name of the friend")),
    ("text", _("What the friend wrote or chose")),
    ("url", _("The address of a link that was tapped")),
)
#: Of ``details``, which facts each kind can tell; the name can be told with all.
DETAILS_OF = {CLICKED: ("url",), ANSWERED: ("text",), REPLIED: ("text",)}
