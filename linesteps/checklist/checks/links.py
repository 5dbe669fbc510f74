"""Links: each address in a message must open."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from linesteps import conf
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.models import OpenedLink
from linesteps.checklist.opening.book import is_bad, is_vouched, known, open_all
from linesteps.checklist.opening.result import TOO_OFTEN, TURNS_PROGRAMS_AWAY, UNSURE, Fault
from linesteps.checklist.seen import Seen

#: Nobody waits for more links than this; the others are opened when somebody looks again.
_MOST = 60
_LONGEST_SHOWN = 60


class Links(Check):
    """Opens web addresses from the server, and remembers for some minutes what came of it."""

    name = "links"
    is_slow = True

    def title(self) -> str:
        """What it is about."""
        return _("Links")

    def look(self, seen: Seen) -> list[Finding]:
        """What is known of each link; nothing for a scenario without any."""
        urls, later = _web_links(seen)
        if not urls:
            return later
        if not conf.asks_network():
            text = _("This site opens no links by itself. Try each link on a phone.")
            return [Finding(level=Level.INFO, text=text)]
        rows = known(urls)
        found = [one for url, step_id in urls.items() if url in rows for one in _judge(rows[url], step_id)]
        waiting = len(urls) - len(rows)
        if waiting:
            text = ngettext("Opening %(count)s link …", "Opening %(count)s links …", waiting)
            found.append(Finding(level=Level.WAITING, text=text % {"count": waiting}))
        elif not found:
            text = ngettext("%(count)s link opens.", "%(count)s links open.", len(urls))
            found.append(Finding(level=Level.OK, text=text % {"count": len(urls)}))
        return [*found, *later]

    def ask(self, seen: Seen, *, seconds: float) -> None:
        """Open them."""
        if conf.asks_network():
            open_all(_web_links(seen)[0], seconds=seconds)


def _web_links(seen: Seen) -> tuple[dict[str, str], list[Finding]]:
    """What can be opened now; and what is said of links to the page with which the scenario goes live."""
    web = [(url, step) for url, step in seen.links.items() if url.lower().startswith(("http://", "https://"))]
    pk = getattr(seen.drawn, "publish_with_id", None)
    page = Page.objects.filter(pk=pk).first() if pk else None
    address = _bare(page.full_url or "") if page is not None else ""
    # It opens as soon as the page is there, and not before: the scenario is for that moment.
    now = {url: step for url, step in web[:_MOST] if not address or _bare(url) != address}
    if page is None or len(now) == len(web[:_MOST]):
        return now, []
    text = _("The link to “%(page)s” opens when the page is published together with the scenario.")
    return now, [Finding(level=Level.INFO, text=text % {"page": page.get_admin_display_title()})]


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rstrip("/")


def _judge(row: OpenedLink, step_id: str) -> list[Finding]:
    if not is_bad(row):
        return []
    may_vouch = row.status_code in TURNS_PROGRAMS_AWAY
    if may_vouch and is_vouched(row):
        return []
    is_unsure = row.fault in UNSURE or row.status_code == TOO_OFTEN
    return [
        Finding(
            level=Level.WARNING if is_unsure else Level.ERROR,
            text=_words(row, may_vouch),
            step_id=step_id,
            place=("steps",),
            act="vouch" if may_vouch else "",
            about=row.url if may_vouch else "",
        )
    ]


def _words(row: OpenedLink, may_vouch: bool) -> str:
    url = row.url if len(row.url) <= _LONGEST_SHOWN else row.url[: _LONGEST_SHOWN - 1] + "…"
    if row.fault == Fault.EXAMPLE:
        return _("%(url)s is an example. Put the address of your own page.") % {"url": url}
    if row.fault == Fault.PRIVATE:
        return _("%(url)s is an address inside a private network: friends cannot open it.") % {"url": url}
    if row.fault == Fault.TIMEOUT:
        return _("The link (%(url)s) gave no answer in time. Open it on a phone to be sure.") % {"url": url}
    if row.fault == Fault.NO_LOOKUP:
        text = _("This server could not look up the link (%(url)s). Open it on a phone to be sure.")
        return text % {"url": url}
    text = _("The link (%(url)s) does not open (%(reason)s). Check the URL.")
    words = text % {"url": url, "reason": row.status_code or _REASONS.get(row.fault, _refused)()}
    if may_vouch:
        words += _(" Some sites turn programs away: if it opens on your phone, say so.")
    return words


def _refused() -> str:
    return _("no connection")


_REASONS = {
    Fault.UNKNOWN_HOST.value: lambda: _("unknown host"),
    Fault.UNSAFE.value: lambda: _("certificate not valid"),
    Fault.CIRCLE.value: lambda: _("it sends visitors around in circles"),
    Fault.MALFORMED.value: lambda: _("not a complete address"),
}

registry.register(Links())
