"""The form of a segment: its conditions, checked in place, and what a change means for those who listen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.admin.definitions import keep_definitions
from linesteps.admin.placing import place_errors
from linesteps.admin.segments.words import number
from linesteps.audiences.members import would_change
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment, segment_problems
from linesteps.blocks.unknown import KindsBlock
from linesteps.conditions.stream import segment_conditions_block
from linesteps.fields import LockedBlockField
from linesteps.scenarios.compiler import Found
from linesteps.scenarios.transfer.shape import plain_value

_QUIET, _START = "quiet", "start"


class SegmentForm(WagtailAdminModelForm):
    """A segment is asked as soon as it is saved, so an unfinished one is not saved."""

    conditions = LockedBlockField(
        block=segment_conditions_block(),
        required=False,
        label=_("Conditions"),
        help_text=_(
            "Where a scenario asks for this segment, a change here holds at once: for everybody who comes to that "
            "step from then on, also in scenarios that run already."
        ),
    )
    newcomers = forms.ChoiceField(
        label=_("Who belongs, or no longer, only because of this change"),
        choices=(
            (_QUIET, _("starts nothing: only who comes or goes from now on does")),
            (_START, _("starts the scenarios that wait for it, now")),
        ),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_definitions(self)
        self.initial["conditions"] = self._block.to_python(self.instance.conditions)
        if self.instance.pk:
            # Scenarios of the account ask for it.
            self.fields["account"].disabled = True
        if not self.is_listened_to:
            del self.fields["newcomers"]

    @property
    def _block(self) -> KindsBlock:
        block: KindsBlock = self.fields["conditions"].block
        return block

    @property
    def is_listened_to(self) -> bool:
        """Whether a published scenario starts when somebody comes or goes."""
        return bool(self.instance.pk and Segment.objects.listened_to().filter(pk=self.instance.pk).exists())

    def clean(self) -> Any:
        """Problems stand at their conditions; a change that starts many asks first."""
        cleaned = super().clean()
        if "conditions" not in cleaned or cleaned.get("account") is None:
            return cleaned
        segment = self.draft(cleaned)
        found = [Found(problem=one, place=("conditions", *one.path)) for one in segment_problems(segment)]
        errors = place_errors(found, {"conditions": _Shown(self._block, cleaned["conditions"])})
        for name, error in errors.items():
            self.add_error(name, error)
        if not errors:
            cleaned["conditions"] = segment.conditions
            self._ask_first(segment)
        return cleaned

    def draft(self, cleaned: Any) -> Segment:
        """An unsaved segment as the fields say."""
        return Segment(
            pk=self.instance.pk,
            account=cleaned["account"],
            name=cleaned.get("name") or "",
            match=cleaned.get("match") or Segment.Match.ALL,
            conditions=plain_value(self._block, cleaned["conditions"]),
        )

    def _ask_first(self, segment: Segment) -> None:
        if "newcomers" not in self.fields or self.cleaned_data.get("newcomers"):
            return
        change = would_change(segment)
        if not change.people:
            return
        text = ngettext(
            "This change concerns %(n)s person: %(entering)s would belong to it now, and %(leaving)s no longer. "
            "Say whether scenarios start for them.",
            "This change concerns %(n)s people: %(entering)s would belong to it now, and %(leaving)s no longer. "
            "Say whether scenarios start for them.",
            change.people,
        )
        values = {"n": change.people, "entering": change.entering, "leaving": change.leaving}
        about = gettext("about %(n)s") if change.is_estimate else "%(n)s"
        self.add_error(
            "newcomers", text % {name: about % {"n": number(value)} for name, value in values.items()}
        )

    def save(self, commit: bool = True) -> Any:
        """In the form that the engine reads, too."""
        segment = super().save(commit=False)
        if commit:
            save_segment(segment, is_quiet=self.cleaned_data.get("newcomers") != _START)
        return segment


class _Shown(list[Any]):
    """A stream value as ``place_errors`` wants it: with its block."""

    def __init__(self, block: KindsBlock, value: Any) -> None:
        super().__init__(value)
        self.stream_block = block
