"""One step in detail: its funnel, why some got nothing, what was tapped and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from linesteps.admin.builder.describe import kinds
from linesteps.admin.results.base import ResultsMixin
from linesteps.admin.results.choice import version_words
from linesteps.admin.results.counted import counted
from linesteps.admin.results.course import Stop
from linesteps.admin.results.shares import Share, number
from linesteps.admin.results.words import TERMS, Term, left_words, reason_detail, reason_words
from linesteps.stats.reasons import left_reasons, not_sent_reasons
from linesteps.stats.taps import LinkTaps, Taps, taps

#: Shades of the table of hours, besides none.
_SHADES = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A figure as a bar.

    Args:
        label: what.
        share: how many, of how many; the bar is that long.
        text: the number as it is shown.
        url: the people.
        term: what it means.
    """

    label: Any
    share: Share
    text: str
    url: str = ""
    term: Term | None = None

    @property
    def width(self) -> float:
        """0 to 100."""
        return round(min(self.share.percent or 0, 100), 2)


class StepView(ResultsMixin, TemplateView):
    """As a page of its own, and as a part of the page of results (``?part``)."""

    template_name = "linesteps/admin/results/step_page.html"

    def get_template_names(self) -> list[str]:
        """Only the part, if the picture asks for it."""
        return ["linesteps/admin/results/step.html"] if "part" in self.request.GET else [self.template_name]

    def get_page_title(self) -> str:
        """Number and name of the step."""
        return name_of(self.stop)

    @cached_property
    def stop(self) -> Stop:
        """The step in the address."""
        found = self.course.stop(self.kwargs["step_id"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about the step."""
        stop, scope = self.stop, self.choice.scope()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tapped = taps(scope, stop.step_id, self.scenario.account.zone) if stop.is_send else None
        left = left_reasons(scope, stop.step_id) if stop.figures.left else {}
        reasons = not_sent_reasons(scope, stop.step_id) if stop.is_send else []
        return {
            **context,
            "scenario": self.scenario,
            "choice": self.choice,
            "links": self.links,
            "stop": stop,
            "name": name_of(stop),
            "kind": kinds().get(stop.kind),
            "version_words": version_words(stop.version) if stop.version else "",
            "at": stop.figures,
            "people": {
                name: self.links.people(stop.step_id, name, getattr(stop.figures, name))
                for name in ("here", "stuck", "left", "not_sent", "pending", "finished")
            },
            "course_bars": list(self._course_bars()),
            "way_bars": [_bar_of(way.label, way.edge.people, stop.figures.passed) for way in stop.ways],
            "funnel": list(self._funnel(tapped)) if stop.is_send else [],
            "not_sent": [
                (reason_words(one), reason_detail(one), number(one.people), one.is_open) for one in reasons
            ],
            "left": [(left_words(why), number(count)) for why, count in left.items()],
            "counted": counted(self.scenario.pk, stop.step_id) if stop.is_send else [],
            "link_rows": _link_rows(tapped) if tapped else [],
            "weekdays": [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)],
            "hours": list(_hours(tapped)) if tapped and tapped.by_hour else [],
            "zone": self.scenario.account.time_zone,
            "terms": TERMS,
        }

    def _course_bars(self) -> Iterator[Bar]:
        """What became of those who came here."""
        at, step_id = self.stop.figures, self.stop.step_id
        for name in ("passed", "left"):
            count = getattr(at, name)
            yield Bar(
                label=TERMS[name].label,
                share=Share(people=count, of=at.reached),
                text=number(count),
                url=self.links.people(step_id, name, count),
                term=TERMS[name],
            )

    def _funnel(self, tapped: Taps | None) -> Iterator[Bar]:
        at, step_id = self.stop.figures, self.stop.step_id
        links = tapped.links if tapped else ()
        names = ["delivered", "seen"]
        names += ["clicked"] if any(link.url for link in links) else []
        names += ["answered"] if any(not link.url for link in links) else []
        for name in [*names, "blocked"]:
            count = getattr(at, name)
            text = _("%(n)s+") % {"n": number(count)} if name == "seen" else number(count)
            yield Bar(
                label=TERMS[name].label,
                share=Share(people=count, of=at.delivered),
                text=text,
                url=self.links.people(step_id, name, count),
                term=TERMS[name],
            )


def name_of(stop: Stop) -> str:
    """Such as 「3. お客様の声」."""
    return f"{stop.number}. {stop.title}" if stop.number else stop.title


def _bar_of(label: str, people: int, of: int) -> Bar:
    return Bar(label=label, share=Share(people=people, of=of), text=number(people))


def _link_rows(tapped: Taps) -> list[LinkTaps]:
    """Links of older versions only if somebody tapped them; those of today always."""
    seen: set[tuple[str, str]] = set()
    rows = []
    for link in tapped.links:
        if link.people or (link.label, link.url) not in seen:
            rows.append(link)
        seen.add((link.label, link.url))
    return rows


def _hours(tapped: Taps) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each hour with the taps of each weekday and their shade; early hours without any are left out."""
    busy = [hour for _day, hour in tapped.by_hour]
    for hour in range(min(busy), max(busy) + 1):
        counts = [tapped.by_hour.get((day, hour), 0) for day in range(7)]
        yield (
            _("%(hour)s:00") % {"hour": hour},
            [(count, -(-_SHADES * count // tapped.most)) for count in counts],
        )
