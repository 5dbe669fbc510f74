"""The first pass over a file: everything is checked, nothing is written."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.coupons.models import OwnCoupon
from linesteps.errors import FormatError
from linesteps.messages.models import Coupon
from linesteps.richmenus.models import RichMenu
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.transfer.about import check_about
from linesteps.scenarios.transfer.attributes import check_attributes
from linesteps.scenarios.transfer.coupons import check_coupon
from linesteps.scenarios.transfer.images import check_image
from linesteps.scenarios.transfer.own_coupons import check_own_coupon
from linesteps.scenarios.transfer.reading import (
    FORMAT,
    ROOT,
    VERSION,
    check_bounds,
    check_key,
    check_known,
    expect,
    inside,
    members_of,
)
from linesteps.scenarios.transfer.rich_menus import check_rich_menu
from linesteps.scenarios.transfer.routes import check_route
from linesteps.scenarios.transfer.segments import check_segments
from linesteps.scenarios.transfer.shape import SELDOM, STREAMS, from_file

_STEP_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REQUIRED = ("key", "name", "steps")
_TABLES = ("coupons", "own_coupons", "rich_menus", "routes", "images", "attributes")
_OPTIONAL = (
    "re_entry", "can_repeat", "is_transactional", "triggers", "goals", "exit_rules", "segments", *_TABLES, *SELDOM,
)  # fmt: skip


def check_file(data: Any, account: Account) -> list[dict[str, Any]]:
    """The scenarios of a file, checked through and through.

    Raises:
        FormatError: the first thing that is wrong, with its place.
    """
    check_bounds(data)
    found = members_of(data, ROOT)
    if found.get("format") != FORMAT:
        raise FormatError(
            "format", _("This is no scenario file: “format” must be “%(format)s”.") % {"format": FORMAT}
        )
    # True equals 1 in Python.
    if type(found.get("version")) is not int or found["version"] != VERSION:
        reason = _("This site reads version %(version)s of the format, not %(found)s.")
        raise FormatError("version", reason % {"version": VERSION, "found": found.get("version")})
    members_of(found, ROOT, ("format", "version", "scenarios"), ("title", "summary", "template"))
    check_about(found.get("template", {}), "template")
    for name in ("title", "summary"):
        expect(found.get(name, ""), str, name)
    scenarios: list[dict[str, Any]] = expect(found["scenarios"], list, "scenarios")
    keys: set[str] = set()
    coupons: dict[str, Any] = {}
    for number, scenario in enumerate(scenarios):
        place = inside("scenarios", number)
        _CheckedScenario(scenario, place, account, coupons).check()
        if scenario["key"] in keys:
            raise FormatError(
                inside(place, "key"), _("The key “%(key)s” stands twice.") % {"key": scenario["key"]}
            )
        keys.add(scenario["key"])
    return scenarios


def full_coupon_key(scenario_key: str, key: str) -> str:
    """The coupon's name within the account: a key without “/” belongs to the scenario."""
    return key if "/" in key else f"{scenario_key}/{key}"


class _CheckedScenario:
    """One scenario of the file while it is checked."""

    def __init__(self, entry: Any, place: str, account: Account, coupons: dict[str, Any]) -> None:
        self.entry = members_of(entry, place, _REQUIRED)
        check_known(self.entry, (*_REQUIRED, *_OPTIONAL), place)
        self.place = place
        self.account = account
        #: The specs of all coupons of the file so far, by full key.
        self.all_coupons = coupons
        self.step_ids: set[str] = set()
        self.references: list[tuple[str, str]] = []

    def check(self) -> None:
        """Raise ``FormatError`` for the first thing that is wrong."""
        self._check_fields()
        self.images = self._table("images")
        for name, image in self.images.items():
            check_image(name, image, inside(inside(self.place, "images"), name))
        self.coupons = self._table("coupons")
        for key, coupon in self.coupons.items():
            self._check_coupon(key, coupon, inside(inside(self.place, "coupons"), key))
        self.own_coupons = self._table("own_coupons")
        for key, coupon in self.own_coupons.items():
            here = inside(inside(self.place, "own_coupons"), key)
            check_key(key, here)
            check_own_coupon(coupon, here, self.account)
            self._check_image(coupon, here)
        self.rich_menus = self._table("rich_menus")
        for key, menu in self.rich_menus.items():
            here = inside(inside(self.place, "rich_menus"), key)
            check_key(key, here)
            check_rich_menu(menu, here)
        self.routes = self._table("routes")
        for key, route in self.routes.items():
            here = inside(inside(self.place, "routes"), key)
            check_key(key, here)
            check_route(route, here, self.account)
        check_attributes(self.entry.get("attributes", []), inside(self.place, "attributes"), self.account)
        self.segments: set[str] = set()
        check_segments(self.entry.get("segments", []), inside(self.place, "segments"), self, self.segments)
        for field, block in STREAMS.items():
            from_file(block(), self.entry.get(field, []), inside(self.place, field), self, "")
        for step_id, place in self.references:
            if step_id not in self.step_ids:
                reason = _("There is no step with the id “%(id)s” in this scenario.")
                raise FormatError(place, reason % {"id": step_id})

    def _check_fields(self) -> None:
        check_key(self.entry["key"], inside(self.place, "key"))
        name, here = self.entry["name"], inside(self.place, "name")
        longest = Scenario._meta.get_field("name").max_length or 0
        if not 0 < len(expect(name, str, here).strip()) <= longest:
            raise FormatError(here, _("A name has 1 to %(max)s characters.") % {"max": longest})
        re_entry, here = self.entry.get("re_entry", "restart"), inside(self.place, "re_entry")
        if expect(re_entry, str, here) not in Scenario.ReEntry.values:
            reason = _("“%(value)s” is not known here. Known ones: %(known)s")
            raise FormatError(here, reason % {"value": re_entry, "known": ", ".join(Scenario.ReEntry.values)})
        expect(self.entry.get("can_repeat", False), bool, inside(self.place, "can_repeat"))
        expect(self.entry.get("is_transactional", False), bool, inside(self.place, "is_transactional"))
        for name, usual in SELDOM.items():
            self._check_seldom(
                name, expect(self.entry.get(name, usual), type(usual), inside(self.place, name))
            )

    def _check_seldom(self, name: str, value: Any) -> None:
        field: Any = Scenario._meta.get_field(name)
        try:
            field.clean(value, None)
        except ValidationError as error:
            raise FormatError(inside(self.place, name), " ".join(error.messages)) from None

    def _table(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = members_of(self.entry.get(name, {}), inside(self.place, name))
        return found

    def _check_coupon(self, key: str, coupon: Any, place: str) -> None:
        owner, slash, own = key.rpartition("/")
        check_key(own, place)
        if slash:
            check_key(owner, place)
        check_coupon(coupon, place, self.account)
        self._check_image(coupon, place)
        if self.all_coupons.setdefault(full_coupon_key(self.entry["key"], key), coupon) != coupon:
            raise FormatError(place, _("The same coupon stands in the file before, with other details."))

    def _check_image(self, coupon: Mapping[str, Any], place: str) -> None:
        if coupon.get("image") is not None:
            self.pk_of(get_image_model(), coupon["image"], inside(place, "image"))

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        """Whether the file has the segment, coupon, menu or image."""
        table: Container[str]
        if model is Segment:
            table = self.segments
            reason = _("There is no segment “%(key)s” before this in the scenario's “segments”.")
        elif model is Coupon:
            table, reason = self.coupons, _("There is no coupon “%(key)s” in this scenario's “coupons”.")
        elif model is OwnCoupon:
            table = self.own_coupons
            reason = _("There is no coupon “%(key)s” in this scenario's “own_coupons”.")
        elif model is RichMenu:
            table = self.rich_menus
            reason = _("There is no rich menu “%(key)s” in this scenario's “rich_menus”.")
        elif model is Route:
            table, reason = self.routes, _("There is no route “%(key)s” in this scenario's “routes”.")
        elif model is get_image_model():
            table, reason = self.images, _("There is no image “%(key)s” in this scenario's “images”.")
        else:
            raise FormatError(place, _("A reference of this kind cannot stand in a file."))
        if key not in table:
            raise FormatError(place, reason % {"key": key})
        return None

    def see_step(self, step_id: Any, place: str) -> str:
        """Every id is well formed and stands once."""
        if not _STEP_ID.fullmatch(expect(step_id, str, place)):
            raise FormatError(place, _("An id has 1 to 64 Latin letters, digits, “-” or “_”."))
        if step_id in self.step_ids:
            raise FormatError(place, _("Two steps have the id “%(id)s”.") % {"id": step_id})
        self.step_ids.add(step_id)
        return str(step_id)

    def refer_to(self, step_id: str, place: str) -> None:
        """References are judged when all steps are known."""
        self.references.append((step_id, place))
