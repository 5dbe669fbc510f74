"""A template as the conversation that a friend would see, before anything is made of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from wagtail.images import get_image_model

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.messages.links import EXAMPLE_SITE
from linesteps.messages.models import Coupon
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.scenarios.conversation import every_way, example_values
from linesteps.scenarios.templates.template import Template
from linesteps.scenarios.transfer.images import image_in_library
from linesteps.scenarios.transfer.shape import STREAMS, from_file

#: A link that still leads to the example shop is something to mend, and nothing to look at.
_SOMEWHERE = "https://shop.example/"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a template says.

    Args:
        names: of its sends, by step id.
        messages: the message objects of its sends, by step id.
        coupons: those in the messages, as a drawn phone shows them.
    """

    names: Mapping[str, str]
    messages: Mapping[str, Sequence[Mapping[str, Any]]]
    coupons: Mapping[str, Any]


@dataclass(kw_only=True)
class _Sketch:
    """What the conversation needs to know of a scenario."""

    pk: Any
    account: Account
    steps: Any
    triggers: Any


def show_template(template: Template, *, account_name: str) -> Said:
    """All that it sends; nothing stays in the database.

    Args:
        template: what to show.
        account_name: whose words they are to be.

    Raises:
        FormatError: something in the template is wrong.
    """
    entry = json.loads(json.dumps(dict(template.scenario)).replace(EXAMPLE_SITE, _SOMEWHERE))
    with transaction.atomic():
        # Coupons are looked up by message kinds, so they must be there for a moment. Rows are written in
        # bulk, since that sends no signals.
        account = Account(
            name=account_name,
            slug=uuid.uuid4().hex,
            channel_id=uuid.uuid4().hex,
            # Dates and amounts as whoever looks at it writes them.
            language="ja" if (get_language() or "").startswith("ja") else "en",
        )
        Account.objects.bulk_create([account])
        names = _Names(entry, account)
        streams = {
            name: block().to_python(from_file(block(), entry.get(name, []), name, names, ""))
            for name, block in STREAMS.items()
            if name in {"triggers", "steps"}
        }
        sketch = _Sketch(pk=None, account=account, **streams)
        talk = every_way(sketch, values=example_values(account))
        sends = [item for item in talk.items if item.kind == "send"]
        said = Said(
            names={item.step_id: item.text for item in sends},
            messages={item.step_id: item.messages for item in sends},
            coupons=shown_coupons(account, talk.messages()),
        )
        transaction.set_rollback(True)
    return said


class _Names:
    """What the keys of the file stand for."""

    def __init__(self, entry: Mapping[str, Any], account: Account) -> None:
        now = clock.now()
        self.images = entry.get("images") or {}
        self.coupons = {
            key: Coupon(
                account=account,
                title=str(spec.get("title") or ""),
                line_coupon_id=uuid.uuid4().hex,
                valid_from=now,
                valid_until=now + timedelta(days=1),
            )
            for key, spec in (entry.get("coupons") or {}).items()
        }
        Coupon.objects.bulk_create(self.coupons.values())

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        """The coupon, or the image if the library has it."""
        if model is Coupon:
            return self.coupons[key].pk if key in self.coupons else None
        if model is get_image_model() and key in self.images:
            return image_in_library(key, self.images[key], place)
        return None

    def see_step(self, step_id: Any, place: str) -> str:
        """As it is."""
        return str(step_id)

    def refer_to(self, step_id: str, place: str) -> None:
        """Checked when it is used."""
