"""A friend's page: who it is, what comes next, what happened; and what an editor can do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from linesteps.admin.confirmation import ObjectPermissionMixin
from linesteps.admin.friends.forms import AttributeForm, StartForm, TagForm
from linesteps.admin.friends.paging import Place
from linesteps.admin.friends.timeline import KINDS, timeline
from linesteps.admin.friends.upcoming import upcoming
from linesteps.admin.friends.values import value_words
from linesteps.engine.enrol import enrol
from linesteps.engine.holdout import is_held_out
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Follower, FollowerAttribute, Tag
from linesteps.followers.site_users import FollowerUser, unlink_user
from linesteps.followers.tags import add_tag, remove_tag

_SOURCES = dict(FollowerAttribute.Source.choices)


class ProfileView(ObjectPermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """The page; whoever may see or change friends may open it."""

    model = Follower
    permission_required = None
    any_permission_required = ["view", "change"]
    template_name = "linesteps/admin/friend_profile.html"
    header_icon = "user"
    page_title = ""

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Either permission will do."""
        names = self.any_permission_required
        return any(
            super(ProfileView, self).user_has_permission_for_instance(name, instance) for name in names
        )

    def get_page_title(self) -> str:
        """The friend's name."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_friends:index"), "label": _("Friends")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything on the page."""
        friend = Follower.objects.select_related("account").get(pk=self.object.pk)
        before = Place.read(self.request.GET.get("before", ""))
        only = self.request.GET.get("only", "")
        only = only if only in KINDS else ""
        is_erased = friend.status == Follower.Status.ERASED
        may_change = not is_erased and super().user_has_permission_for_instance("change", friend)
        known = friend.attribute_values.select_related("attribute").order_by("attribute__name")
        tags = list(friend.follower_tags.select_related("tag").order_by("tag__name"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "friend": friend,
            "may_change": may_change,
            "may_erase": not is_erased and super().user_has_permission_for_instance("delete", friend),
            "attributes": [(row, value_words(row.attribute.type, row.value)) for row in known],
            "tags": [(row, _SOURCES.get(row.source, row.source)) for row in tags],
            "site_user": FollowerUser.objects.filter(follower=friend).select_related("user").first(),
            "upcoming": upcoming(friend),
            "timeline": timeline(friend, before=before, only=only),
            "is_first_page": before is None,
            "only": only,
            "kinds": KINDS.items(),
            "may_see_scenarios": self.request.user.has_perm("linesteps.change_scenario"),
            "known_tags": Tag.objects.filter(account=friend.account_id).values_list("name", "folder"),
            "start_form": StartForm(follower=friend) if may_change and friend.is_friend else None,
            "tag_form": TagForm(),
            "attribute_form": AttributeForm(follower=friend),
        }


class FriendActView(ObjectPermissionMixin, View):
    """One act on one friend, by POST."""

    model = Follower
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Do it, say so, and go back to the profile."""
        acts = {
            "start": self._start,
            "leave": self._leave,
            "tag": self._tag,
            "untag": self._untag,
            "attribute": self._attribute,
            "tester": self._tester,
            "no-tester": self._no_tester,
            "unlink": self._unlink,
        }
        if act not in acts or self.object.status == Follower.Status.ERASED:
            raise Http404
        acts[act]()
        return redirect(reverse("linesteps_friends:inspect", args=[self.object.pk]))

    def _is_valid(self, form: forms.Form) -> bool:
        if form.is_valid():
            return True
        texts = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(self.request, " ".join(texts))
        return False

    def _start(self) -> None:
        form = StartForm(self.request.POST, follower=self.object)
        if not self._is_valid(form):
            return
        scenario = form.cleaned_data["scenario"]
        if enrol(scenario, self.object, cause="by_hand") is None:
            if is_held_out(scenario, self.object.pk):
                text = _("“%(name)s” was not started: the lot keeps the person out, to see what it brings.")
            else:
                text = _("“%(name)s” was not started: the person was in it before, and it may not run again.")
            messages.warning(self.request, text % {"name": scenario.name})
        else:
            messages.success(self.request, _("Started “%(name)s”.") % {"name": scenario.name})

    def _leave(self) -> None:
        wanted = self.request.POST.get("enrolment", "")
        if not wanted.isdigit():
            raise Http404
        runs = Enrolment.objects.filter(follower=self.object).select_related("scenario")
        run = get_object_or_404(runs, pk=wanted)
        leave(run, Enrolment.LeftReason.REMOVED)
        messages.success(self.request, _("Taken out of “%(name)s”.") % {"name": run.scenario.name})

    def _tag(self) -> None:
        form = TagForm(self.request.POST)
        if self._is_valid(form):
            add_tag(self.object, form.cleaned_data["tag"], FollowerAttribute.Source.HAND)
            messages.success(self.request, _("The tag was added."))

    def _untag(self) -> None:
        remove_tag(self.object, self.request.POST.get("tag", ""), FollowerAttribute.Source.HAND)
        messages.success(self.request, _("The tag was removed."))

    def _attribute(self) -> None:
        form = AttributeForm(self.request.POST, follower=self.object)
        if self._is_valid(form):
            key = form.cleaned_data["attribute"].key
            set_attribute(self.object, key, form.cleaned_data["value"], FollowerAttribute.Source.HAND)
            messages.success(self.request, _("Saved."))

    def _tester(self) -> None:
        self._register(is_tester=True, action="linesteps.register_tester")
        text = _("%(name)s is registered as a tester. Tests of single steps can be sent to this person.")
        messages.success(self.request, text % {"name": self.object})

    def _no_tester(self) -> None:
        self._register(is_tester=False, action="linesteps.unregister_tester")
        messages.success(self.request, _("%(name)s is no tester any more.") % {"name": self.object})

    def _unlink(self) -> None:
        if unlink_user(self.object):
            log(instance=self.object, action="linesteps.unlink_user", user=self.request.user)
            messages.success(self.request, _("The link to the account of the site was ended."))

    def _register(self, *, is_tester: bool, action: str) -> None:
        if Follower.objects.filter(pk=self.object.pk, is_tester=not is_tester).update(is_tester=is_tester):
            log(instance=self.object, action=action, user=self.request.user)
