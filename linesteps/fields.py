"""Model fields: secrets encrypted at rest, and StreamFields that never cause a migration."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import cached_property
from wagtail.blocks.base import BlockField
from wagtail.fields import StreamField

from linesteps import conf
from linesteps.errors import ConfigurationError, SecretError

_MARK = "fernet:"


def _cipher() -> MultiFernet:
    return _cipher_of(tuple(conf.encryption_keys()))


@lru_cache(maxsize=4)
def _cipher_of(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ConfigurationError(
            "LINESTEPS_ENCRYPTION_KEYS is empty. Create a key with "
            "`./manage.py linesteps_keys new` and put it into your settings."
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ConfigurationError(
            f"LINESTEPS_ENCRYPTION_KEYS holds a key that is no Fernet key: {error}"
        ) from error


def storable_text(text: str, nul: str = "") -> str:
    """A text from elsewhere without what JSON may carry and databases refuse: NUL and half surrogates."""
    return text.replace("\0", nul).encode("utf-8", "replace").decode()


def storable_json(value: Any, deepest: int = 32, nul: str = "") -> Any:
    """Data from elsewhere without what JSON may carry and databases refuse: NUL, half surrogates, infinite numbers.

    Args:
        value: what JSON can hold.
        deepest: how deep it may be nested.
        nul: what stands in for a NUL.

    Raises:
        ValueError: it is nested deeper than ``deepest``.
    """
    if deepest < 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return storable_text(value, nul)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {
            storable_text(str(key), nul): storable_json(part, deepest - 1, nul) for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [storable_json(part, deepest - 1, nul) for part in value]
    return value


class Secret:
    """An encrypted text that shows itself only on ``reveal()``, never in repr, str or a log.

    Args:
        stored: the marked ciphertext as it stands in the database.
    """

    __slots__ = ("stored",)

    def __init__(self, stored: str) -> None:
        self.stored = stored

    @classmethod
    def hide(cls, plain: str) -> Secret:
        """Encrypt ``plain`` with the first of the keys."""
        return cls(_MARK + _cipher().encrypt(plain.encode()).decode())

    def reveal(self) -> str:
        """The plain text.

        Raises:
            SecretError: none of the configured keys can read it.
        """
        try:
            return _cipher().decrypt(self.stored.removeprefix(_MARK).encode()).decode()
        except InvalidToken as error:
            raise SecretError(
                "A stored secret cannot be read: the key that encrypted it is missing from LINESTEPS_ENCRYPTION_KEYS."
            ) from error

    def rotated(self) -> Secret:
        """The same secret, encrypted with the first key."""
        return Secret.hide(self.reveal())

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.stored == self.stored

    def __hash__(self) -> int:
        return hash(self.stored)


def reveal(value: Secret | str | None) -> str:
    """The plain text of a secret that may be unsaved (still plain) or empty."""
    if isinstance(value, Secret):
        return value.reveal()
    return value or ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest with ``LINESTEPS_ENCRYPTION_KEYS``; reads as ``Secret`` or ``""``."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Secret | str | None:
        """Wrap what the database holds, without decrypting it."""
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        """Accept plain text, a ``Secret`` and marked ciphertext (fixtures)."""
        if isinstance(value, str) and value.startswith(_MARK):
            return Secret(value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way into the database."""
        if isinstance(value, Secret):
            return value.stored
        if not value:
            return "" if value is not None else None
        return Secret.hide(str(value)).stored

    def value_to_string(self, obj: models.Model) -> str:
        """Fixtures carry ciphertext only."""
        return str(self.get_prep_value(self.value_from_object(obj)) or "")


#: Wagtail notes on blocks, which all threads share, what it takes back after validating a draft.
_ONE_AT_A_TIME = threading.RLock()


class LockedBlockField(BlockField):
    """Validates in one thread at a time.

    Otherwise two drafts that are saved at the same moment trip over each other's notes (wagtail.blocks.field_block,
    ``restore_deferred_validation``): one fails, or a required field stays optional for as long as the process lives.
    """

    def clean(self, value: Any) -> Any:
        """What Wagtail's field gives."""
        with _ONE_AT_A_TIME:
            return super().clean(value)


class FrozenStreamField(StreamField):
    """A StreamField that migrations see as a plain JSONField.

    A new kind of block thus never makes a migration, and a historical model's ``save()`` cannot
    wipe data, as it did when the field deconstructed to a StreamField without block types.

    Args:
        block_types: as of a StreamField; or a function that returns the block, called when it is first
            needed, for kinds that are registered after the model is imported.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        super().__init__(block_types, **kwargs)

    @cached_property
    def stream_block(self) -> Any:
        """The one block of the field."""
        given: Any = self.block_types_arg  # type: ignore[has-type]
        if callable(given) and not isinstance(given, type):
            self.block_types_arg = given()
        return super().stream_block

    def formfield(self, **kwargs: Any) -> Any:
        """A field that threads may share."""
        return super().formfield(**{"form_class": LockedBlockField, **kwargs})

    def deconstruct(self) -> Any:
        """Pretend to be ``models.JSONField``, which has the same column type."""
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        kwargs["encoder"] = DjangoJSONEncoder
        return name, "django.db.models.JSONField", [], kwargs

    def clone(self) -> models.JSONField[Any]:
        """What a historical model gets."""
        return models.JSONField(**self.deconstruct()[3])
