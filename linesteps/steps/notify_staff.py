"""Notify staff: an e-mail to the shop's own people about the friend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalCharBlock, PersonalTextBlock
from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem, text_problems
from linesteps.personalise import readable
from linesteps.steps.kind import StepKind, registry

_MOST = 10


class NotifyStaff(StepKind):
    """The e-mail is written with the step and sent after it; it never comes twice."""

    name = "notify_staff"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """To whom, and what it says."""
        return blocks.StructBlock(
            [
                (
                    "to",
                    blocks.TextBlock(
                        label=_("to"),
                        required=False,
                        rows=2,
                        help_text=_(
                            "One e-mail address a line. Left empty: those who are told about the account."
                        ),
                    ),
                ),
                ("subject", PersonalCharBlock(label=_("subject"), required=False, max_length=150)),
                (
                    "text",
                    PersonalTextBlock(
                        label=_("text"),
                        required=False,
                        rows=5,
                        help_text=_(
                            "Placeholders such as {{ display_name }} stand for what is known of the friend."
                        ),
                    ),
                ),
            ],
            icon="mail",
            label=_("Tell staff by e-mail"),
            label_format="{subject}",
            group=_("About the friend"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No subject or text, a placeholder that nothing fills, or nobody to tell."""
        found = []
        for field, text in (
            ("subject", gettext("Write a subject, so that staff know what it is about.")),
            ("text", gettext("Write what staff should know.")),
        ):
            if not (value.get(field) or "").strip():
                found.append(Problem(message=text, path=(field,)))
            else:
                found += text_problems(value[field], compiling, (field,))
        addresses = _addresses(value)
        for address in addresses:
            if not _is_address(address):
                text = gettext("“%(address)s” is no e-mail address. Write one in each line.")
                found.append(Problem(message=text % {"address": address}, path=("to",)))
        if len(addresses) > _MOST:
            text = gettext("At most %(max)s addresses. Use a mailing list for more people.")
            found.append(Problem(message=text % {"max": _MOST}, path=("to",)))
        if not addresses and not compiling.account.told:
            text = gettext(
                "Nobody would be told. Write an address here, or in the account under “who is told by e-mail”."
            )
            found.append(Problem(message=text, path=("to",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The e-mail with its placeholders."""
        return {
            "to": _addresses(value),
            "subject": value["subject"].strip(),
            "text": value["text"],
            "language": get_language() or "",
        }

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Say what to write, and go on."""
        return Result(outcome=Goto(), effects=(Effect(kind="notify_staff", data=config),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """The subject."""
        return gettext("Tell staff: “%(subject)s”") % {"subject": readable(value.get("subject") or "") or "…"}


def _addresses(value: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in (value.get("to") or "").splitlines() if line.strip()))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


registry.register(NotifyStaff())
