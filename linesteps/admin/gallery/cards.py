"""What the gallery says of a template, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.admin.gallery.picture import picture
from linesteps.scenarios.templates import Template
from linesteps.scenarios.templates.measure import Measure, measure
from linesteps.scenarios.templates.walks import Moment


@dataclass(frozen=True)
class Card:
    """One template as its card shows it."""

    template: Template

    @cached_property
    def measure(self) -> Measure:
        """The facts."""
        return measure(self.template)

    @property
    def url(self) -> str:
        """Its own page."""
        return reverse("linesteps_scenarios:template", args=[self.template.ref])

    @property
    def is_own(self) -> bool:
        """Whether editors of this site saved it."""
        return self.template.row is not None

    @property
    def amount(self) -> str:
        """How much one person gets, and for how long."""
        facts = self.measure
        sends = ngettext("Up to %(n)s message per person", "Up to %(n)s messages per person", facts.sends) % {
            "n": facts.sends
        }
        if not facts.days:
            return _("%(sends)s, at once") % {"sends": sends}
        days = ngettext("%(n)s day", "%(n)s days", facts.days) % {"n": facts.days}
        return _("%(sends)s, over %(days)s") % {"sends": sends, "days": days}

    @property
    def needs(self) -> list[str]:
        """What must be at hand, each in a few words."""
        facts = self.measure
        found = []
        if n := len(facts.coupons):
            found.append(ngettext("%(n)s coupon", "%(n)s coupons", n) % {"n": n})
        if n := facts.links:
            found.append(ngettext("%(n)s link", "%(n)s links", n) % {"n": n})
        if n := len(facts.images):
            found.append(ngettext("%(n)s image", "%(n)s images", n) % {"n": n})
        found += [_("tag “%(tag)s”") % {"tag": tag} for tag in facts.tags]
        found += [_("attribute “%(name)s”") % {"name": name} for name in facts.attributes]
        return found

    @property
    def picture(self) -> SafeString:
        """Its course."""
        return picture(self.template.steps, title=self.days)

    @property
    def days(self) -> str:
        """The days on which somebody who gets most gets a message."""
        walk = max(self.measure.ways, key=lambda way: len(way.moments))
        said = [when(moment) for moment in walk.moments]
        return _("Sends: %(days)s") % {"days": _(", ").join(said)} if said else _("Sends nothing yet")


def when(moment: Moment) -> str:
    """When a message comes, from the friend's point of view."""
    if moment.day is None:
        return _("on a day that differs from friend to friend")
    if moment.day == 0 and moment.is_at_once:
        return _("right away")
    if moment.day == 0:
        return _("at %(at)s on the first day") % {"at": moment.at} if moment.at else _("on the first day")
    if moment.at:
        return _("day %(n)s, %(at)s") % {"n": moment.day, "at": moment.at}
    return _("day %(n)s") % {"n": moment.day}
