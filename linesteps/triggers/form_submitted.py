"""Starts when a friend sends a form of the site, and can keep what the form said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from linesteps.followers.models import Attribute
from linesteps.followers.names import AttributeBlock, TagNameBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import items_of
from linesteps.messages.parts.chosen_page import called, consent_problems
from linesteps.messages.referred import referred
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.visits.pages import is_at


class FormSubmitted(TriggerKind):
    """Of Wagtail's form pages, whoever made them; a submission counts once."""

    name = "form_submitted"
    activity_kind = "form_submitted"

    def block(self) -> blocks.Block:
        """The form, where its answers go, and a tag."""
        answer = blocks.StructBlock(
            [
                (
                    "field",
                    blocks.CharBlock(
                        label=_("question on the form"),
                        required=False,
                        max_length=255,
                        help_text=_("As it stands on the form, such as “Your birthday”."),
                    ),
                ),
                ("attribute", AttributeBlock(label=_("goes into the attribute"))),
            ]
        )
        return blocks.StructBlock(
            [
                ("page", blocks.PageChooserBlock(label=_("page with the form"), required=False)),
                (
                    "answers",
                    blocks.ListBlock(
                        answer,
                        label=_("answers to keep"),
                        default=[],
                        min_num=0,
                        help_text=_("Leave empty if the friend's attributes shall stay as they are."),
                    ),
                ),
                (
                    "tag",
                    TagNameBlock(label=_("tag"), help_text=_("Put on whoever sends the form. May be empty.")),
                ),
            ],
            icon="form",
            label=_("Form of the site sent"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No form, or answers that it does not have or that go nowhere."""
        path = ("page",)
        if not value.get("page"):
            return [Problem(message=gettext("Choose the page with the form."), path=path)]
        page = referred(Page, value["page"])
        if page is None:
            return [Problem(message=gettext("The page was deleted. Choose another one."), path=path)]
        fields = fields_of(page)
        if fields is None:
            text = gettext("There is no form on the page “%(title)s”. Choose a form page.")
            return [Problem(message=text % {"title": page.title}, path=path)]
        found = list(self._answer_problems(value, fields, compiling))
        if not page.live:
            text = gettext("The page “%(title)s” is not published. Nobody can open it until it is.")
            found.append(Problem(message=text % {"title": page.title}, path=path, is_error=False))
        return [*found, *consent_problems(compiling)]

    def _answer_problems(
        self, value: Mapping[str, Any], fields: Mapping[str, str], compiling: Compiling
    ) -> Iterator[Problem]:
        known = set(Attribute.objects.filter(account=compiling.account).values_list("key", flat=True))
        for number, answer in enumerate(items_of(value, "answers")):
            path = ("answers", number)
            if _name_of_field(answer, fields) is None:
                text = gettext("The form has no question “%(field)s”. It has: %(known)s")
                said = {"field": answer.get("field") or "", "known": ", ".join(fields.values()) or "–"}
                yield Problem(message=text % said, path=(*path, "field"))
            if not answer.get("attribute"):
                text = gettext("Choose the attribute to set.")
                yield Problem(message=text, path=(*path, "attribute"))
            elif answer["attribute"] not in known:
                text = gettext("The account has no attribute “%(key)s”. Choose another one.")
                yield Problem(message=text % {"key": answer["attribute"]}, path=(*path, "attribute"))

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The page, attributes by the form's own names of its fields, and the tag."""
        page = referred(Page, value["page"])
        fields = (fields_of(page) if page is not None else None) or {}
        answers = {
            name: str(answer["attribute"])
            for answer in items_of(value, "answers")
            if (name := _name_of_field(answer, fields)) is not None
        }
        return {
            "page": int(value["page"]),
            "is_section": False,
            "answers": answers,
            "tag": str(value.get("tag") or "").strip(),
        }

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That very form."""
        return is_at(config, data)

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which form."""
        return gettext("When the form “%(title)s” is sent") % {"title": called(value)}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The submission."""
        return gettext("the form")


def fields_of(page: Page) -> dict[str, str] | None:
    """What the form's questions are called by their stored names; ``None`` where there is no form."""
    specific: Any = page.specific
    if not hasattr(specific, "get_form_fields"):
        return None
    return {str(field.clean_name): str(field.label) for field in specific.get_form_fields()}


def _name_of_field(answer: Mapping[str, Any], fields: Mapping[str, str]) -> str | None:
    said = str(answer.get("field") or "").strip()
    if said in fields:
        return said
    return next((name for name, label in fields.items() if said and label.strip() == said), None)


registry.register(FormSubmitted())
