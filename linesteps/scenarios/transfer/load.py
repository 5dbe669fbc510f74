"""From a file to draft scenarios of an account: all of them, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.coupons.models import OwnCoupon
from linesteps.errors import FormatError
from linesteps.messages.models import Coupon
from linesteps.richmenus.models import RichMenu
from linesteps.routes.models import Route
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer.attributes import write_attributes
from linesteps.scenarios.transfer.checking import check_file, full_coupon_key
from linesteps.scenarios.transfer.coupons import write_coupon
from linesteps.scenarios.transfer.images import write_image
from linesteps.scenarios.transfer.own_coupons import write_own_coupon
from linesteps.scenarios.transfer.reading import MAX_KEY, inside, read_file
from linesteps.scenarios.transfer.rich_menus import find_rich_menu
from linesteps.scenarios.transfer.routes import write_route
from linesteps.scenarios.transfer.segments import write_segment
from linesteps.scenarios.transfer.shape import SELDOM, STREAMS, from_file


def import_scenarios(
    data: Mapping[str, Any] | str | bytes,
    *,
    account: Account,
    user: Any = None,
    publish: bool = False,
    as_copies: bool = False,
    keep_coupons: Mapping[str, int] | None = None,
    notes: list[str] | None = None,
) -> list[Scenario]:
    """Make or update a draft for each scenario of a file, in one commit.

    A scenario that was imported before (same key, same account) is updated; one that would not
    change gets no new revision. What runs stays as it is, unless ``publish`` is set.

    Args:
        data: a file's content, or the object in it.
        user: who imports; stands in the history.
        publish: publish each scenario for which the compiler finds no error.
        as_copies: make new scenarios even where the account has the key already, as for a template
            that is used a second time.
        keep_coupons: primary keys by full key of coupons that serve instead of those in the file,
            where the account has them and they are not over.
        notes: takes a sentence for each thing that was left out or left as it was.

    Raises:
        FormatError: something in the file is wrong; nothing was changed.
    """
    notes = [] if notes is None else notes
    parsed = read_file(data) if isinstance(data, str | bytes) else data
    entries = check_file(parsed, account)
    keys = _free_keys(entries, account) if as_copies else {}
    with transaction.atomic():
        return [
            _One(entry, inside("scenarios", number), account, user, notes, keys, keep_coupons or {}).write(
                publish
            )
            for number, entry in enumerate(entries)
        ]


def _free_keys(entries: list[dict[str, Any]], account: Account) -> dict[str, str]:
    """For each key of the file, one that the account does not have yet."""
    taken = set(Scenario.objects.filter(account=account).values_list("import_key", flat=True))
    wanted = [entry["key"] for entry in entries]
    found = {}
    for key in wanted:
        numbered = (f"{key[: MAX_KEY - 5]}-{number}" for number in count(2))
        free = (other for other in numbered if other not in taken and other not in wanted)
        found[key] = next(free) if key in taken else key
        taken.add(found[key])
    return found


class _One:
    """One checked scenario of the file on its way into the database."""

    def __init__(
        self,
        entry: Mapping[str, Any],
        place: str,
        account: Account,
        user: Any,
        notes: list[str],
        keys: Mapping[str, str],
        kept: Mapping[str, int],
    ) -> None:
        self.entry = entry
        #: What stands in for keys of the file, where copies are wanted.
        self.keys = keys
        #: Coupons that serve instead of those in the file, by full key.
        self.kept = kept
        self.key = keys.get(entry["key"], entry["key"])
        self.place = place
        self.account = account
        self.user = user
        self.notes = notes
        self.images: dict[str, Any] = {}
        self.coupons: dict[str, Any] = {}
        self.segments: dict[str, Any] = {}
        self.own_coupons: dict[str, int] = {}
        self.rich_menus: dict[str, int | None] = {}
        self.routes: dict[str, int] = {}

    def write(self, publish: bool) -> Scenario:
        """The scenario with its draft, published if wanted and possible."""
        write_attributes(self.entry.get("attributes", []), self.account)
        for name, image in self.entry.get("images", {}).items():
            place = inside(inside(self.place, "images"), name)
            self.images[name] = write_image(name, image, place, self.user, self.notes)
        for key, spec in self.entry.get("coupons", {}).items():
            self.coupons[key] = self._write_coupon(key, spec).pk
        for key, spec in self.entry.get("own_coupons", {}).items():
            place, image_id = inside(inside(self.place, "own_coupons"), key), self._image_id(spec)
            self.own_coupons[key] = write_own_coupon(spec, place, self.account, image_id, self.notes).pk
        for key, spec in self.entry.get("rich_menus", {}).items():
            place = inside(inside(self.place, "rich_menus"), key)
            self.rich_menus[key] = find_rich_menu(spec["name"], place, self.account, self.notes)
        for key, spec in self.entry.get("routes", {}).items():
            self.routes[key] = write_route(spec, self.account).pk
        for number, entry in enumerate(self.entry.get("segments", [])):
            place = inside(inside(self.place, "segments"), number)
            segment = write_segment(entry, place, self.account, self, self.notes)
            self.segments[entry["name"]] = segment.pk if segment else None
        scenario = self._write_scenario()
        return self._publish(scenario) if publish else scenario

    def _write_coupon(self, key: str, spec: Mapping[str, Any]) -> Coupon:
        pk = self.kept.get(full_coupon_key(self.entry["key"], key))
        known = Coupon.objects.filter(pk=pk, account=self.account, closed_at=None).first() if pk else None
        if known is not None and not known.is_over:
            return known
        image_id, place = self._image_id(spec), inside(inside(self.place, "coupons"), key)
        owner, _slash, own = full_coupon_key(self.entry["key"], key).partition("/")
        full_key = f"{self.keys.get(owner, owner)}/{own}"
        return write_coupon(spec, full_key, place, self.account, image_id, self.notes)

    def _image_id(self, spec: Mapping[str, Any]) -> Any:
        return self.images[spec["image"]] if spec.get("image") else None

    def _write_scenario(self) -> Scenario:
        known = Scenario.objects.filter(account=self.account, import_key=self.key).first()
        if known is None:
            # DraftStateMixin calls objects made in code live.
            drawn = Scenario(account=self.account, import_key=self.key, live=False)
        else:
            drawn = known.get_latest_revision_as_object()
            # A revision remembers the operation of its time; what holds is the row.
            drawn.state, drawn.current_version = known.state, known.current_version
        before = _content(drawn)
        self._draw(drawn)
        if known is not None and _content(drawn) == before:
            return known
        if known is not None:
            self._refuse_locked(known)
        if not drawn.live:
            # As Wagtail's form does: a row that was never published shows its draft.
            drawn.has_unpublished_changes = True
            drawn.save()
        action = "wagtail.edit" if known else "wagtail.create"
        drawn.save_revision(user=self.user, clean=False, log_action=action)
        return Scenario.objects.get(pk=drawn.pk)

    def _draw(self, drawn: Scenario) -> None:
        drawn.name = self.entry["name"].strip()
        drawn.re_entry = self.entry.get("re_entry", Scenario.ReEntry.RESTART)
        drawn.can_repeat = self.entry.get("can_repeat", False)
        drawn.is_transactional = self.entry.get("is_transactional", False)
        for name, usual in SELDOM.items():
            setattr(drawn, name, self.entry.get(name, usual))
        for field, block in STREAMS.items():
            place = inside(self.place, field)
            stored = from_file(block(), self.entry.get(field, []), place, self, self.key)
            setattr(drawn, field, json.dumps(stored))

    def _refuse_locked(self, scenario: Scenario) -> None:
        lock = scenario.get_lock()
        if lock is not None and (self.user is None or lock.for_user(self.user)):
            reason = _("“%(name)s” is locked against changes. Unlock it first.")
            raise FormatError(self.place, reason % {"name": scenario.name})

    def _publish(self, scenario: Scenario) -> Scenario:
        revision = scenario.latest_revision
        if scenario.live and scenario.live_revision_id == revision.pk:
            return scenario
        errors = [found for found in problems(revision.as_object()) if found.problem.is_error]
        if errors:
            text = _("“%(name)s” was not published: %(reason)s")
            reason = " ".join(dict.fromkeys(str(found.problem.message) for found in errors))
            self.notes.append(text % {"name": scenario.name, "reason": reason})
            return scenario
        revision.publish(user=self.user)
        return Scenario.objects.get(pk=scenario.pk)

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        """What was written or found for the key."""
        tables = {
            Coupon: self.coupons,
            OwnCoupon: self.own_coupons,
            RichMenu: self.rich_menus,
            Route: self.routes,
            Segment: self.segments,
        }
        return tables.get(model, self.images)[key]

    def see_step(self, step_id: Any, place: str) -> str:
        """Checked before."""
        return str(step_id)

    def refer_to(self, step_id: str, place: str) -> None:
        """Checked before."""


def _content(scenario: Scenario) -> list[Any]:
    """Everything that the file decides; ids of parts other than steps do not count."""
    fields = [scenario.name, scenario.re_entry, scenario.can_repeat, scenario.is_transactional]
    return [
        *fields,
        *(getattr(scenario, name) for name in SELDOM),
        *(_without_ids(plain(getattr(scenario, name))) for name in STREAMS if name != "steps"),
        _without_ids(plain(scenario.steps), is_step=True),
    ]


def _without_ids(value: Any, is_step: bool = False) -> Any:
    if isinstance(value, list):
        return [_without_ids(part, is_step) for part in value]
    if not isinstance(value, Mapping):
        return value
    kept = {key: _without_ids(part, is_step=key == "steps") for key, part in value.items()}
    if "type" in kept and "value" in kept and not is_step:
        kept.pop("id", None)
    return kept
