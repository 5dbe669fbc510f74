"""Messages of the library: a name and an account, and the two ways in which one comes about."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from linesteps.accounts.models import Account
from linesteps.fields import FrozenStreamField
from linesteps.library.newest import newest_below
from linesteps.library.one_message import one_message_block, plain_message
from linesteps.messages.kind import Source
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.parts.pictures import RECTANGLE, SHAPES

Plain = dict[str, Any]


class LibraryMessage(PolymorphicModel):
    """A message that several scenarios share. Friends get what is ``published``, never what the form holds."""

    #: What the list calls this way to make a message.
    way: Any = ""

    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="library",
        verbose_name=_("LINE Official Account"),
        help_text=_("Left empty, scenarios of all accounts can use it."),
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For you; friends do not see it."))
    folder = models.CharField(
        _("folder"),
        max_length=60,
        blank=True,
        help_text=_("A word by which you find it among others, such as “Summer”. May be empty."),
    )
    #: ``content()`` as it was when somebody pressed “Publish”.
    published = models.JSONField(null=True, blank=True, editable=False, encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("name", "pk")
        permissions = (("publish_librarymessage", _("Can publish messages of the library")),)

    def __str__(self) -> str:
        return self.name

    def content(self) -> Plain | None:
        """What the form holds, as plain JSON; ``None`` while it holds nothing."""
        raise NotImplementedError

    def message_of(self, content: Plain) -> Plain:
        """The plain message ``{"type", "value"}`` that stands for some content, as things are now."""
        raise NotImplementedError

    def drawn(self) -> Plain | None:
        """The plain message that the form holds."""
        content = self.content()
        return None if content is None else self.message_of(content)

    def sent(self) -> Plain:
        """The plain message that friends get; only for one that was published."""
        if self.published is None:
            raise LookupError("Whether it is published is asked first.")
        return self.message_of(self.published)

    def sources(self, content: Plain) -> set[Source]:
        """What the content is filled from, beside what its message names itself."""
        return set()

    def lacks(self, content: Plain) -> str:
        """Why nothing can be made of the content as things are now; empty if something can."""
        return ""

    @property
    def has_changes(self) -> bool:
        """Whether the form holds something else than what friends get."""
        return self.content() != self.published

    @property
    def kind_label(self) -> str:
        """What kind of message it is, in the reader's language."""
        raise NotImplementedError

    @property
    def account_label(self) -> Any:
        """Whose it is."""
        return self.account or _("All accounts")


# Both ways to make a message ask for the rights on messages of the library. Here and not in ``ready()``: any app
# that is ready before ours may ask for the policy, and then it is too late.
register_permission_policy(LibraryMessage)


class WrittenMessage(LibraryMessage):
    """One message of any kind, written as inside a send."""

    way = _("Written message")

    message = FrozenStreamField(one_message_block, blank=True, verbose_name=_("message"))

    class Meta:
        default_permissions = ()
        verbose_name = _("written message")
        verbose_name_plural = _("written messages")

    def content(self) -> Plain | None:
        """The message itself."""
        return _json(plain_message(self.message))

    def message_of(self, content: Plain) -> Plain:
        """As it is."""
        return content

    @property
    def kind_label(self) -> str:
        """The kind that was chosen."""
        part = plain_message(self.message)
        if part is None or part["type"] not in message_kinds:
            return str(self.way)
        return str(one_message_block().child_blocks[part["type"]].label)


class PageMessage(LibraryMessage):
    """Cards that are filled from a page, or from the newest pages below it."""

    class Shows(models.TextChoices):
        """Which pages become cards."""

        #: One card.
        THIS = "this", _("This page")
        #: Those that were published last; a new page takes the place of the oldest.
        NEWEST = "newest", _("The newest pages below it")

    way = _("Cards from pages")

    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("page"),
        help_text=_(
            "Title, description, picture and link of each card come from the pages, also when they change later. "
            "When a page is no longer published, its card goes; when none is left, the scenarios pause."
        ),
    )
    shows = models.CharField(_("which pages"), max_length=10, choices=Shows, default=Shows.THIS)
    most = models.PositiveSmallIntegerField(
        _("how many cards at most"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("For the newest pages: 1 to 10."),
    )
    shape = models.CharField(_("shape of the pictures"), max_length=10, choices=SHAPES, default=RECTANGLE)
    button = models.CharField(
        _("words on the button"),
        max_length=20,
        blank=True,
        help_text=_("It opens the page. Left empty: “Read more”, in the language of the page."),
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("cards from pages")
        verbose_name_plural = _("cards from pages")

    def clean(self) -> None:
        """Without a page there is nothing to show."""
        super().clean()
        if self.page_id is None:
            raise ValidationError({"page": _("Choose the page.")})

    def content(self) -> Plain | None:
        """What was chosen, never what the pages say: that is asked again each time."""
        if self.page_id is None:
            return None
        return {
            "page": self.page_id,
            "shows": str(self.shows),
            "most": self.most,
            "shape": str(self.shape),
            "button": self.button,
        }

    def message_of(self, content: Plain) -> Plain:
        """Cards, each of which is filled from its page."""
        cards = [
            {"page": page.pk, "buttons": [{"label": content["button"], "url": page.full_url or ""}]}
            for page in self._pages(content)
        ]
        return {"type": "cards", "value": {"cards": cards, "shape": content["shape"], "alt_text": ""}}

    def sources(self, content: Plain) -> set[Source]:
        """The page whose children come and go; each card names its own."""
        return {("below" if content["shows"] == self.Shows.NEWEST else "page", content["page"])}

    def lacks(self, content: Plain) -> str:
        """A page that is gone, or none left to show."""
        if self._pages(content):
            return ""
        title = Page.objects.filter(pk=content["page"]).values_list("title", flat=True).first()
        if title is None:
            return gettext("The page was deleted. Choose another one.")
        text = gettext("No page below “%(title)s” is published. Publish one, or choose another page.")
        return text % {"title": title}

    def _pages(self, content: Plain) -> list[Page]:
        if content["shows"] == self.Shows.NEWEST:
            return newest_below(content["page"], content["most"])
        return list(Page.objects.filter(pk=content["page"]))

    @property
    def kind_label(self) -> str:
        """Cards."""
        return str(self.way)


def _json(value: Any) -> Any:
    """As the database gives it back."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
