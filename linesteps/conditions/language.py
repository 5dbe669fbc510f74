"""Which language the friend has set in LINE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import NOBODY, ConditionKind, Subject, registry
from linesteps.followers.models import Follower
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

#: Languages of people who use LINE most, by their first tag (BCP 47), which LINE's profile gives. With a context,
#: since others say of English that it is American.
_LANGUAGES = {
    "ja": pgettext_lazy("language of LINE", "Japanese"),
    "en": pgettext_lazy("language of LINE", "English"),
    "zh": pgettext_lazy("language of LINE", "Chinese"),
    "ko": pgettext_lazy("language of LINE", "Korean"),
    "th": pgettext_lazy("language of LINE", "Thai"),
    "id": pgettext_lazy("language of LINE", "Indonesian"),
    "vi": pgettext_lazy("language of LINE", "Vietnamese"),
    "es": pgettext_lazy("language of LINE", "Spanish"),
    "pt": pgettext_lazy("language of LINE", "Portuguese"),
    "fr": pgettext_lazy("language of LINE", "French"),
    "de": pgettext_lazy("language of LINE", "German"),
    "it": pgettext_lazy("language of LINE", "Italian"),
    "ru": pgettext_lazy("language of LINE", "Russian"),
    "tr": pgettext_lazy("language of LINE", "Turkish"),
    "ar": pgettext_lazy("language of LINE", "Arabic"),
}


class LanguageCondition(ConditionKind):
    """LINE tells it with the profile, of friends who agreed to that."""

    name = "language"
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """One or more languages."""
        return blocks.StructBlock(
            [
                (
                    "languages",
                    blocks.MultipleChoiceBlock(
                        choices=list(_LANGUAGES.items()),
                        label=_("languages"),
                        required=False,
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("another language than these"), required=False)),
            ],
            icon="globe",
            label=_("Language of LINE"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """None chosen."""
        chosen = value.get("languages") or []
        if not chosen:
            return [Problem(message=_("Choose at least one language."), path=("languages",))]
        if not {str(one) for one in chosen} <= set(_LANGUAGES):
            raise ValueError("No form offers this language.")
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """First tags."""
        return {"languages": sorted(value["languages"]), "is_absent": bool(value.get("is_absent"))}

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """What LINE told."""
        rows = Follower.objects.filter(bulk.among("pk", [subject.follower_id for subject in subjects]))
        return dict(rows.values_list("pk", "language"))

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """By the first part of the tag: ``zh-Hant`` is Chinese. ``None`` if LINE did not tell."""
        if not known:
            return None
        first = str(known).replace("_", "-").partition("-")[0].casefold()
        return (first in config["languages"]) != config["is_absent"]

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Those without a language."""
        return Q(language="")

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the first part of the tag, as in ``holds``."""
        found = NOBODY
        for code in config["languages"]:
            found |= Q(language__iexact=code)
            found |= Q(language__istartswith=f"{code}-") | Q(language__istartswith=f"{code}_")
        return ~found & ~Q(language="") if config["is_absent"] else found

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which languages."""
        names = gettext(" or ").join(
            str(_LANGUAGES[code]) for code in value.get("languages") or [] if code in _LANGUAGES
        )
        text = (
            gettext("not with LINE in %(languages)s")
            if value.get("is_absent")
            else gettext("with LINE in %(languages)s")
        )
        return text % {"languages": names or "…"}


registry.register(LanguageCondition())
