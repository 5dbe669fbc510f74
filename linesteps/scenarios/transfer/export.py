"""From scenarios to a file that another account can import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from linesteps.audiences.models import Segment
from linesteps.blocks.recursion import walk_plain
from linesteps.blocks.segment_reference import segment_named
from linesteps.coupons.models import OwnCoupon
from linesteps.library.copying import without_links
from linesteps.messages.models import Coupon
from linesteps.richmenus.models import RichMenu
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer.attributes import attributes_to_file
from linesteps.scenarios.transfer.coupons import coupon_to_file
from linesteps.scenarios.transfer.images import MAX_EMBEDDED, file_name, image_to_file
from linesteps.scenarios.transfer.own_coupons import own_coupon_to_file
from linesteps.scenarios.transfer.reading import FORMAT, MAX_KEY, VERSION, inside
from linesteps.scenarios.transfer.rich_menus import rich_menu_to_file
from linesteps.scenarios.transfer.routes import route_to_file
from linesteps.scenarios.transfer.segments import segment_to_file
from linesteps.scenarios.transfer.shape import SELDOM, STREAMS, to_file


def export_scenarios(
    scenarios: Iterable[Scenario],
    *,
    notes: list[str] | None = None,
    coupon_keys: dict[int, str] | None = None,
) -> dict[str, Any]:
    """The latest drafts of ``scenarios`` in the documented format, ready for ``json.dumps``.

    Args:
        notes: takes a sentence for each thing that had to be left out.
        coupon_keys: takes the full key of each coupon by its primary key.

    Raises:
        FormatError: a step's kind is not installed here.
    """
    keys: set[str] = set()
    coupons: dict[int, str] = {} if coupon_keys is None else coupon_keys
    room = MAX_EMBEDDED
    written = []
    for number, scenario in enumerate(scenarios):
        key = _free_key(scenario.import_key or slugify(scenario.name, allow_unicode=True) or "scenario", keys)
        place = inside("scenarios", number)
        one = _One(scenario, key, coupons, room, [] if notes is None else notes)
        written.append(one.write(place))
        room = one.room
    return {"format": FORMAT, "version": VERSION, "scenarios": written}


def _standing_alone(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps with copies of what they link to: another site has neither this library nor these pages."""
    for step in walk_plain(steps):
        value = step["value"]
        if step["type"] == "send" and isinstance(value, dict) and isinstance(value.get("messages"), list):
            value["messages"] = without_links(value["messages"])
    return steps


def _free_key(wanted: str, taken: set[str]) -> str:
    key, number = wanted[:MAX_KEY], 1
    while key in taken:
        number += 1
        key = f"{wanted[: MAX_KEY - 4]}-{number}"
    taken.add(key)
    return key


def _key_in(table: dict[str, Any], row: Any, otherwise: str) -> str | None:
    """The row's key in a table of the entry, where it is put if it is new; ``None`` for a row that is gone."""
    if row is None:
        return None
    known = next((key for key, other in table.items() if other.pk == row.pk), None)
    key = known or _free_key(slugify(str(row), allow_unicode=True) or otherwise, set(table))
    table[key] = row
    return key


class _One:
    """One scenario on its way into the file; gathers what it refers to."""

    def __init__(
        self, scenario: Scenario, key: str, owned: dict[int, str], room: int, notes: list[str]
    ) -> None:
        self.scenario = scenario.get_latest_revision_as_object()
        self.key = key
        #: The full names of coupons that stand in the file already, by primary key.
        self.owned = owned
        self.room = room
        self.notes = notes
        self.coupons: dict[str, Coupon] = {}
        self.images: dict[str, Any] = {}
        self.own_coupons: dict[str, OwnCoupon] = {}
        self.rich_menus: dict[str, RichMenu] = {}
        self.routes: dict[str, Route] = {}
        #: By name, each after those that it asks for.
        self.segments: dict[str, dict[str, Any]] = {}
        self.steps = _standing_alone(plain(self.scenario.steps))
        self.step_ids = {step["id"] for step in walk_plain(self.steps)}

    def write(self, place: str) -> dict[str, Any]:
        """The scenario's entry in the file."""
        scenario = self.scenario
        entry: dict[str, Any] = {
            "key": self.key,
            "name": scenario.name,
            "re_entry": str(scenario.re_entry),
            "can_repeat": scenario.can_repeat,
            # Seldom set, so most files do without it.
            **({"is_transactional": True} if scenario.is_transactional else {}),
            **{
                name: getattr(scenario, name)
                for name, usual in SELDOM.items()
                if getattr(scenario, name) != usual
            },
        }
        streams = {name: plain(getattr(scenario, name)) for name in STREAMS if name != "steps"}
        for field, stored in {**streams, "steps": self.steps}.items():
            entry[field] = to_file(STREAMS[field](), stored, inside(place, field), self)
        entry["coupons"] = {key: self._coupon(coupon) for key, coupon in sorted(self.coupons.items())}
        entry["own_coupons"] = {key: self._own_coupon(one) for key, one in sorted(self.own_coupons.items())}
        entry["rich_menus"] = {key: rich_menu_to_file(one) for key, one in sorted(self.rich_menus.items())}
        entry["routes"] = {key: route_to_file(one) for key, one in sorted(self.routes.items())}
        entry["images"] = {name: self._image(name, image) for name, image in sorted(self.images.items())}
        entry["segments"] = list(self.segments.values())
        told = [*(entry[name] for name in STREAMS), entry["segments"]]
        entry["attributes"] = attributes_to_file(told, scenario.account)
        used = {
            "coupons",
            "own_coupons",
            "rich_menus",
            "routes",
            "images",
            "attributes",
            "segments",
            "goals",
            "exit_rules",
        }
        return {key: value for key, value in entry.items() if value or key not in used}

    def has_step(self, step_id: str, place: str) -> bool:
        """Whether the step exists; a reference into nothing is left out, with a note."""
        if step_id in self.step_ids:
            return True
        self.notes.append(_("%(place)s: the step that is meant no longer exists.") % {"place": place})
        return False

    def key_of(self, model: Any, pk: Any, place: str) -> str | None:
        """The key of a coupon, menu or image; anything else cannot be carried, and a note says so."""
        if model is Coupon:
            coupon = Coupon.objects.filter(pk=pk).first()
            return None if coupon is None else self._coupon_key(coupon)
        if model is get_image_model():
            image = model.objects.filter(pk=pk).first()
            return None if image is None else self._image_name(image)
        if model is Segment:
            return self._segment(pk, place)
        if model is OwnCoupon:
            return _key_in(self.own_coupons, OwnCoupon.objects.filter(pk=pk).first(), "coupon")
        if model is RichMenu:
            return _key_in(self.rich_menus, RichMenu.objects.filter(pk=pk).first(), "menu")
        if model is Route:
            return _key_in(self.routes, Route.objects.filter(pk=pk).first(), "route")
        text = _("%(place)s: a reference to “%(model)s” cannot be exported.")
        self.notes.append(text % {"place": place, "model": model._meta.verbose_name})
        return None

    def _segment(self, pk: Any, place: str) -> str | None:
        segment = segment_named(pk, self.scenario.account_id)
        if segment is None:
            return None
        if segment.name not in self.segments:
            written = segment_to_file(segment, place, self)
            self.segments[segment.name] = written
        return str(segment.name)

    def _coupon_key(self, coupon: Coupon) -> str:
        if coupon.pk not in self.owned:
            head, _slash, tail = coupon.import_key.rpartition("/")
            wanted = tail or slugify(coupon.title, allow_unicode=True) or "coupon"
            if head and head != self.scenario.import_key:
                # It belongs to another scenario of this account, and keeps its full name.
                self.owned[coupon.pk] = coupon.import_key
            else:
                self.owned[coupon.pk] = f"{self.key}/{_free_key(wanted, set(self.coupons))}"
        full = self.owned[coupon.pk]
        key = full.removeprefix(f"{self.key}/")
        self.coupons[key] = coupon
        return key

    def _image_name(self, image: Any) -> str:
        name = file_name(image)
        if self.images.setdefault(name, image).pk != image.pk:
            name = f"{image.pk}-{name}"
            self.images[name] = image
        return name

    def _coupon(self, coupon: Coupon) -> dict[str, Any]:
        return coupon_to_file(coupon, None if coupon.image is None else self._image_name(coupon.image))

    def _own_coupon(self, coupon: OwnCoupon) -> dict[str, Any]:
        image_key = None if coupon.image is None else self._image_name(coupon.image)
        return own_coupon_to_file(coupon, image_key)

    def _image(self, name: str, image: Any) -> dict[str, Any]:
        entry = image_to_file(image, self.room)
        self.room -= len(entry.get("data", "")) * 3 // 4
        if "data" not in entry:
            text = _(
                "The image “%(name)s” is too big for the file, or its content is lost; only its name is in it."
            )
            self.notes.append(text % {"name": name})
        return entry
