"""Writing e-mails to staff about the people of a batch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from linesteps import bulk, doorbell, personalise
from linesteps.accounts.models import Account
from linesteps.engine.effects.act import Act
from linesteps.followers.models import Follower, FollowerAttribute
from linesteps.staff.models import StaffNotice

#: So many friends of one batch have an e-mail each; the others are counted in one more.
MOST_AT_ONCE = 20
_LONGEST_SUBJECT = 200


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Write the notices of one step; a task sends them after the commit.

    Args:
        acts: of one step, with ``{"to": [addresses], "subject", "text", "language"}``.
        moment: now (aware).
    """
    data, told = acts[0].effect.data, acts[:MOST_AT_ONCE]
    ids = [act.move.follower_id for act in told]
    names = dict(Follower.objects.filter(pk__in=ids).values_list("pk", "display_name"))
    known: dict[int, dict[str, str]] = defaultdict(dict)
    rows = FollowerAttribute.objects.filter(bulk.among("follower_id", ids))
    for follower_id, key, value in rows.values_list("follower_id", "attribute__key", "value"):
        known[follower_id][key] = value
    account = Account.objects.get(pk=acts[0].account_id)
    # No limit of LINE's counts here: values stand there whole.
    bounds = {
        personalise.ATTRIBUTE_PREFIX + key: personalise.LONGEST_TEXT for one in known.values() for key in one
    }
    bounds |= dict.fromkeys(("account_name", "display_name"), personalise.LONGEST_TEXT)
    template = personalise.Template(json.dumps([data["subject"], data["text"]], ensure_ascii=False), bounds)
    texts = []
    for pk in ids:
        values = personalise.values_for(
            display_name=names.get(pk, ""), account_name=account.name, attributes=known[pk]
        )
        texts.append(json.loads(template.fill(values, language=account.language)))
    if len(acts) > MOST_AT_ONCE:
        ids.append(acts[MOST_AT_ONCE].move.follower_id)
        texts.append(_about_the_others(data, len(acts) - MOST_AT_ONCE))
    columns = {
        "follower_id": ids,
        "scenario_id": acts[0].move.scenario_id,
        "step_id": acts[0].node.id,
        "recipients": [data["to"]] * len(ids),
        "subject": [subject[:_LONGEST_SUBJECT] for subject, _text in texts],
        "text": [text for _subject, text in texts],
        "status": StaffNotice.Status.NEW.value,
        "tries": 0,
        "due_at": moment,
        "created_at": moment,
    }
    bulk.insert(StaffNotice, columns, len(ids))
    doorbell.ring("tell_staff")


def _about_the_others(data: Mapping[str, Any], count: int) -> tuple[str, str]:
    # In the language of whoever published: no reader is known here.
    with override(data.get("language") or None):
        subject = gettext("%(count)s more friends came to this step at once") % {"count": count}
        text = gettext(
            "E-mails about single friends stop here. See the results of the scenario for all of them."
        )
    return subject, text
