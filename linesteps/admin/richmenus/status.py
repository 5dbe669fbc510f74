"""How a rich menu stands: one word and one sentence, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linesteps import clock
from linesteps.blocks.recursion import walk_plain
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.richmenus.areas import tabs_in
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.richmenus.request import is_changed
from linesteps.scenarios.models import Scenario, ScenarioVersion

Words = tuple[Any, Any]


def menu_status(menu: RichMenu) -> Words:
    """One word and one sentence about LINE."""
    row: MenuAtLine | None = getattr(menu, "at_line", None)
    if row is not None and row.fault:
        return _("Not taken by LINE"), row.fault
    if row is not None and row.is_wanted:
        return _("On its way"), _("LINE will have it in a moment.")
    if row is None or not row.line_menu_id:
        return _("Draft"), _("LINE does not have it yet; nobody can see it.")
    if is_changed(menu):
        return _("Changed"), _("Friends still see the earlier form. Send it to LINE again.")
    return _("At LINE"), _("LINE has it as it is here.")


def who_sees(menu: RichMenu) -> str:
    """Who sees it, in one sentence; empty for nobody."""
    said = []
    if is_standard(menu):
        said.append(gettext("everybody without a menu of their own"))
    if menu.shown_from and menu.shown_until and menu.shown_until > clock.now():
        times = {
            name: formats.date_format(at.astimezone(menu.account.zone), "SHORT_DATETIME_FORMAT")
            for name, at in (("begin", menu.shown_from), ("end", menu.shown_until))
        }
        said.append(gettext("everybody, from %(begin)s until %(end)s") % times)
    own = FollowerMenu.objects.filter(menu=menu, follower__status=Follower.Status.FRIEND).count()
    if own:
        said.append(ngettext("%(count)s friend", "%(count)s friends", own) % {"count": own})
    return ", ".join(said)


def reached(menu: RichMenu) -> str:
    """Who sees it, or by which tabs somebody may come to see it."""
    tabs = [gettext("tab of “%(name)s”") % {"name": other.name} for other in _tabs_to(menu)]
    return ", ".join(filter(None, [who_sees(menu), *tabs])) or gettext("Nobody")


def is_standard(menu: RichMenu) -> bool:
    """Whether an editor chose it for everybody."""
    found: StandardMenu | None = getattr(menu.account, "standard_menu", None)
    return found is not None and found.menu_id == menu.pk


def uses_of(menu: RichMenu) -> list[str]:
    """Where it is used, so that it cannot be taken away: scenarios, tabs, everybody, single friends."""
    found = [gettext("scenario “%(name)s”") % {"name": name} for name in sorted(set(_scenarios(menu)))]
    found += [gettext("tab of the rich menu “%(name)s”") % {"name": other.name} for other in _tabs_to(menu)]
    seen = who_sees(menu)
    return [*found, *([gettext("seen by: %(who)s") % {"who": seen}] if seen else [])]


def _tabs_to(menu: RichMenu) -> list[RichMenu]:
    others = RichMenu.objects.filter(account=menu.account_id).exclude(pk=menu.pk)
    return [other for other in others if menu.pk in tabs_in(other.areas)]


def _scenarios(menu: RichMenu) -> Iterator[str]:
    rows = Scenario.objects.filter(account=menu.account_id).select_related("latest_revision")
    for scenario in rows:
        drawn = scenario.latest_revision.as_object() if scenario.latest_revision else scenario
        parts = [*walk_plain(list(drawn.steps.raw_data)), *drawn.triggers.raw_data]
        if any(_chooses(part["type"], part["value"].get("menu"), menu) for part in parts):
            yield scenario.name
    inside = Enrolment.objects.live().values("version_id")
    versions = ScenarioVersion.objects.filter(pk__in=inside, scenario__account=menu.account_id)
    for name, graph in versions.values_list("scenario__name", "graph"):
        if any(_chooses(node["kind"], node["config"].get("menu"), menu) for node in graph["nodes"].values()):
            yield name


def _chooses(kind: str, key: Any, menu: RichMenu) -> bool:
    return kind in {"rich_menu", "menu_tapped"} and str(key) == str(menu.pk)
