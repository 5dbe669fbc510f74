"""What the reader chose to look at: a period, a version, and another version to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.stats.period import beginning_of, beginning_of_last
from linesteps.stats.scope import Scope

#: Periods to choose from, in days with today; 0 is all time.
PERIODS = (
    ("7", gettext_lazy("7 days")),
    ("30", gettext_lazy("30 days")),
    ("0", gettext_lazy("All time")),
)
DEFAULT_DAYS = "30"
RANGE = "range"


class ChoiceForm(forms.Form):
    """From one day to another, both included."""

    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> Any:
        """The right way round."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins. Swap the two days."))
        return self.cleaned_data


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is looked at.

    Args:
        scenario: with its account.
        days: a key of ``PERIODS``, or ``RANGE``.
        since: the beginning of the period (aware); ``None`` for all time.
        until: its end, not included; ``None`` for now.
        version: only this one; ``None`` for all of them.
        other: to compare with; ``None`` for no comparison.
        versions: all of the scenario, newest first, without their graphs.
        form: the days of a chosen period, with what is wrong with them.
    """

    scenario: Scenario
    days: str
    since: datetime | None
    until: datetime | None
    version: ScenarioVersion | None
    other: ScenarioVersion | None
    versions: Sequence[ScenarioVersion]
    form: ChoiceForm

    @classmethod
    def of(cls, scenario: Scenario, query: QueryDict) -> Choice:
        """Read an address; what makes no sense is left out, and wrong days are named in the form."""
        versions = list(ScenarioVersion.objects.filter(scenario=scenario).defer("graph", "steps"))
        for one in versions:
            one.scenario = scenario
        by_number = {str(version.number): version for version in versions}
        days = query.get("days", "")
        form = ChoiceForm(query if days == RANGE else None)
        since = until = None
        if days == RANGE and form.is_valid():
            since, until = _bounds(form.cleaned_data["since"], form.cleaned_data["until"])
            days = RANGE if since or until else "0"
        else:
            days = days if days in dict(PERIODS) else DEFAULT_DAYS
            since = beginning_of_last(int(days)) if int(days) else None
        version, other = by_number.get(query.get("version", "")), by_number.get(query.get("compare", ""))
        if other is not None and version is None:
            version = next((one for one in versions if one.pk == scenario.current_version_id), None)
        if other == version:
            other = None
        return cls(
            scenario=scenario,
            days=days,
            since=since,
            until=until,
            version=version,
            other=other,
            versions=versions,
            form=form,
        )

    @property
    def shown(self) -> ScenarioVersion | None:
        """The version whose steps are drawn."""
        current = (one for one in self.versions if one.pk == self.scenario.current_version_id)
        return self.version or next(current, None)

    def scope(self, version: ScenarioVersion | None = None) -> Scope:
        """For the figures of the chosen version, or of another one."""
        chosen = version or self.version
        return Scope(
            scenario_ids=(self.scenario.pk,),
            since=self.since,
            until=self.until,
            version_id=chosen.pk if chosen else None,
        )

    @property
    def query(self) -> str:
        """The same choice as the end of an address; with ``?`` before it."""
        found = QueryDict(mutable=True)
        found["days"] = self.days
        if self.days == RANGE:
            for name in ("since", "until"):
                if self.form.cleaned_data.get(name):
                    found[name] = self.form.cleaned_data[name].isoformat()
        if self.version is not None:
            found["version"] = str(self.version.number)
        if self.other is not None:
            found["compare"] = str(self.other.number)
        return "?" + found.urlencode()

    @property
    def words(self) -> str:
        """The period in words."""
        if self.days != RANGE:
            return str(dict(PERIODS)[self.days])
        days = {name: self.form.cleaned_data.get(name) for name in ("since", "until")}
        since, until = (formats.date_format(day) if day else "" for day in days.values())
        return _("%(since)s – %(until)s") % {"since": since, "until": until}


def version_words(version: ScenarioVersion) -> str:
    """How people call a version: its number and its day."""
    day = formats.date_format(version.published_at.astimezone(version.scenario.account.zone).date())
    return _("Version %(number)s (%(day)s)") % {"number": version.number, "day": day}


def _bounds(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    end = beginning_of(until + timedelta(days=1)) if until else None
    return beginning_of(since) if since else None, end
