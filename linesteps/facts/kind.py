"""What a site's model is to linesteps: whose its rows are, when they happened, what may be asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from linesteps import conf
from linesteps.errors import ConfigurationError
from linesteps.facts.fields import Field
from linesteps.registry import Registry


class SiteFact:
    """A model of the site whose rows belong to friends.

    Rows are tied to a friend by ``follower``, a path of relations that ends at ``linesteps.Follower``, such as
    ``customer__line_friend``; or by ``user``, one that ends at the site's user, if friends are linked to those.
    """

    #: The frozen name: lower_snake; scenarios keep it.
    name: str
    #: What editors call the rows, such as 「注文」.
    label: Any
    #: The class, or ``"app.Model"``.
    model: Any
    #: The path to ``linesteps.Follower``; or instead ``user``.
    follower: str = ""
    #: The path to the site's user.
    user: str = ""
    #: The field that says when it happened (a moment or a day); without it no question asks for days.
    when: str = ""
    #: What rows count at all, such as ``Q(status="paid")``.
    where: Q = Q()
    #: What editors may ask for.
    fields: Sequence[Field] = ()

    def __init__(self) -> None:
        self._fields = {field.path: field for field in self.fields}

    @cached_property
    def model_class(self) -> type[models.Model]:
        """The model itself."""
        found = apps.get_model(self.model) if isinstance(self.model, str) else self.model
        return found

    @cached_property
    def path(self) -> str:
        """The path to the follower."""
        return self.follower or f"{self.user}__{_from_user()}"

    @cached_property
    def owner(self) -> str:
        """The path to the rows that are tied to a follower directly; empty for the model's own rows."""
        return self.path.rpartition("__")[0]

    @cached_property
    def owner_class(self) -> type[models.Model]:
        """The model of those rows."""
        return walk(self.model_class, self.owner)[1] if self.owner else self.model_class

    @property
    def tie(self) -> str:
        """The column of the owner that holds the follower's id."""
        return f"{self.path.rpartition('__')[2]}_id"

    def field(self, path: str) -> Field | None:
        """A declared field; ``None`` for anything else."""
        return self._fields.get(path)

    @cached_property
    def has_moments(self) -> bool:
        """Whether ``when`` is a moment and not a day."""
        return isinstance(walk(self.model_class, self.when)[0], models.DateTimeField)

    def faults(self) -> list[str]:
        """What is wrong with the declaration, for the engineer who wrote it."""
        found: list[str] = []
        try:
            model = self.model_class
            if bool(self.follower) == bool(self.user):
                return ["Say either `follower` or `user`."]
            end = walk(model, self.path)[1]
            if end is not apps.get_model("linesteps.Follower"):
                found.append(f"`{self.path}` does not end at linesteps.Follower.")
            for path in [self.when] * bool(self.when) + [field.path for field in self.fields]:
                if _is_many(model, path):
                    found.append(f"`{path}` leads to many rows; only forward relations can be asked for.")
        except (LookupError, FieldDoesNotExist, ConfigurationError) as error:
            found.append(str(error))
        return found


S = TypeVar("S", bound=type[SiteFact])
registry: Registry[SiteFact] = Registry("fact")


def register(kind: S) -> S:
    """A decorator: offer the class to editors.

    Raises:
        ConfigurationError: the name is not lower_snake, or another class has it already.
    """
    registry.register(kind())
    return kind


def load_modules() -> None:
    """Import what ``LINESTEPS_FACT_MODULES`` names; called once all models are there."""
    for module in conf.fact_modules():
        import_module(module)


def walk(model: type[models.Model], path: str) -> tuple[Any, type[models.Model]]:
    """The last field of a path, and the model where it leads or stands.

    Raises:
        FieldDoesNotExist: there is no such field on the way.
    """
    field: Any = None
    for part in path.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model or model
    return field, model


def _is_many(model: type[models.Model], path: str) -> bool:
    for part in path.split("__"):
        field: Any = model._meta.get_field(part)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model or model
    return False


def _from_user() -> str:
    """From a user of the site to the follower, backwards over the link."""
    label, user, follower = conf.user_link()
    try:
        link = apps.get_model(label)
        back: Any = link._meta.get_field(user)
    except (LookupError, FieldDoesNotExist):
        raise ConfigurationError(
            f"Friends cannot be found by user: there is no {label}.{user}. Set LINESTEPS_USER_LINK, or use `follower`."
        ) from None
    if back.remote_field.hidden:
        raise ConfigurationError(f"{label}.{user} has no way back; give it a related_name.")
    return f"{back.related_query_name()}__{follower}"
