"""The form of a narrowcast: messages, and whom LINE shall find."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from linesteps.admin.lineaudiences.words import people_of, word_of
from linesteps.admin.placing import place_errors
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.attributes import AREAS, GENDERS
from linesteps.narrowcasts.content import send_problems
from linesteps.narrowcasts.models import audience_problem
from linesteps.scenarios.compiler import Found
from linesteps.scenarios.plain import plain

#: What friends get.
_WRITTEN = ("messages", "quick_replies")
#: Selects of which an empty one asks for nothing.
_OPEN = ("age_from", "age_below", "app", "friend_from", "friend_below")


class AudiencesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Audiences with how they stand; those of all accounts, as the account may be chosen in the same form."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name, people, state and account."""
        people = "" if obj.people is None else f", {people_of(obj)}"
        return f"{obj.name}{people} – {word_of(obj)} ({obj.account})"


class NarrowcastForm(WagtailAdminModelForm):
    """What cannot go to many at once is said at its place, and is not saved."""

    include = AudiencesField(
        LineAudience.objects.none(),
        required=False,
        label=_("To these audiences"),
        help_text=_("None: to all friends, as far as the conditions below hold."),
    )
    exclude = AudiencesField(
        LineAudience.objects.none(),
        required=False,
        label=_("But not to these"),
        help_text=_("Whoever is in one of them gets nothing."),
    )
    genders = forms.MultipleChoiceField(
        choices=GENDERS,
        required=False,
        label=_("Gender"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Not ticked: it does not matter. Ticked, those of whom LINE does not know it get nothing."
        ),
    )
    areas = forms.MultipleChoiceField(
        choices=AREAS,
        required=False,
        label=_("Prefectures"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ls-many"}),
        help_text=_("Not ticked: they do not matter."),
    )

    #: Whether only the phone asks, which shows what is missing by itself.
    is_for_picture = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = LineAudience.objects.kept().select_related("account")
        for name in ("include", "exclude"):
            self.fields[name].queryset = kept.order_by("account__name", "name")
        for name in _OPEN:
            field = self.fields[name]
            field.choices = [
                ("", gettext("does not matter")),
                *(choice for choice in field.choices if choice[0]),
            ]
        if self.instance.pk:
            # Its audiences belong to it.
            self.fields["account"].disabled = True

    def clean(self) -> Any:
        """Problems of messages stand at their place; audiences belong to the account."""
        cleaned = super().clean()
        account = cleaned.get("account")
        if account is None or self.is_for_picture:
            return cleaned
        for name in ("include", "exclude"):
            foreign = [one.name for one in cleaned.get(name) or () if one.account_id != account.pk]
            if foreign:
                text = gettext(
                    "“%(name)s” belongs to another account. Choose audiences of the account above."
                )
                self.add_error(name, text % {"name": foreign[0]})
        if problem := audience_problem(
            list(cleaned.get("include") or ()), list(cleaned.get("exclude") or ())
        ):
            self.add_error("exclude", problem)
        if cleaned.get("messages") and not self.errors.keys() & {*_WRITTEN}:
            self._clean_messages(account, {name: cleaned[name] for name in _WRITTEN})
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Only what the form asks: somebody may have pressed “Send” meanwhile, and its state must stay."""
        if not (commit and self.instance.pk):
            return super().save(commit)
        row = super().save(commit=False)
        known = {field.name for field in row._meta.concrete_fields}
        with transaction.atomic():
            row.save(update_fields=[*(known & self.fields.keys()), "changed_at"])
            self.save_m2m()
        return row

    def _clean_messages(self, account: Any, streams: dict[str, Any]) -> None:
        send = {name: plain(stream) for name, stream in streams.items()}
        found = [Found(problem=one, place=one.path) for one in send_problems(account, send)]
        for name, error in place_errors(found, streams).items():
            self.add_error(name, error)


def panels() -> ObjectList:
    """The form's order: what, to whom, how many, when."""
    return ObjectList(
        [
            FieldRowPanel([FieldPanel("account"), FieldPanel("name")]),
            MultiFieldPanel(
                [
                    HelpPanel(
                        _(
                            "<p>Everybody gets the same words: names, own coupons and answer buttons have no place "
                            "here. Links lead straight to their addresses; LINE counts taps as a number, and nobody "
                            "learns who tapped.</p>"
                        )
                    ),
                    FieldPanel("messages"),
                    FieldPanel("quick_replies"),
                ],
                heading=_("What they get"),
            ),
            MultiFieldPanel(
                [FieldPanel("include"), FieldPanel("include_match"), FieldPanel("exclude")],
                heading=_("To whom"),
            ),
            MultiFieldPanel(
                [
                    HelpPanel(
                        _(
                            "<p>What LINE takes people to be, some three days old; all that is chosen must hold. LINE "
                            "needs an account with 100 friends or more, and sends to nobody when fewer than 50 are "
                            "meant. LINE forbids to find out by it what single people are: so nothing of it is kept "
                            "with any friend here.</p>"
                        )
                    ),
                    FieldPanel("genders"),
                    FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_below")]),
                    FieldPanel("app"),
                    FieldRowPanel([FieldPanel("friend_from"), FieldPanel("friend_below")]),
                    FieldPanel("areas"),
                ],
                heading=_("Only people whom LINE takes to be …"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("most"),
                    FieldPanel("is_up_to_quota"),
                    FieldPanel("is_silent"),
                    FieldPanel("send_at"),
                ],
                heading=_("How many, and when"),
            ),
        ],
        base_form_class=NarrowcastForm,
    )
