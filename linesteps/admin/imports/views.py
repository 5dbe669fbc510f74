"""Bringing in a file: upload, columns, what would change, and the writing by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from linesteps.accounts.models import Account
from linesteps.admin.spreadsheets import defused
from linesteps.imports.columns import faults, targets
from linesteps.imports.counting import Counts
from linesteps.imports.models import FriendImport, ImportPart
from linesteps.imports.reading import read_file
from linesteps.imports.work import MOST_PROBLEMS, apply, cancel, look_through, problems_as_csv
from linesteps.scenarios.models import Scenario

#: Bad lines that the page names; the file has all of them.
_MOST_SHOWN = 50
_MOST_LISTED = 10
_LINES_SHOWN = 3


class MayChangeFriends(View):
    """For whoever may change friends; a file changes many of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not request.user.has_perm("linesteps.change_follower"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def breadcrumbs(*more: tuple[str, str]) -> list[dict[str, Any]]:
    """Home, friends, and what follows."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("linesteps_friends:index"), "label": _("Friends")},
        *({"url": url, "label": label} for url, label in more),
    ]


class UploadForm(forms.Form):
    """Whose friends, and the file."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("LINE Official Account"), queryset=Account.objects.all(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or text with tabs, from Excel or another program; the first line names the columns."
        ),
    )


class UploadView(MayChangeFriends, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Choose a file; nothing is changed by it."""

    form_class = UploadForm
    template_name = "linesteps/admin/imports/upload.html"
    page_title = gettext_lazy("Import tags and attributes")
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return breadcrumbs(("", self.get_page_title()))

    def form_valid(self, form: Any) -> HttpResponse:
        """Take the lines in, and ask what the columns are."""
        account, file = form.cleaned_data["account"], form.cleaned_data["file"]
        try:
            job = read_file(account, file, self.request.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return redirect(reverse("linesteps_friends:import_detail", args=[job.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the last imports."""
        jobs = FriendImport.objects.select_related("account", "created_by").order_by("-pk")[:_MOST_LISTED]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "jobs": jobs}


class ImportView(MayChangeFriends, WagtailAdminTemplateMixin, TemplateView):
    """One file, from its columns to its end."""

    page_title = gettext_lazy("Import")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The import first."""
        if request.user.has_perm("linesteps.change_follower"):
            self.job = get_object_or_404(FriendImport.objects.select_related("account"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """By how far it has come."""
        name = {
            FriendImport.State.UPLOADED: "columns",
            FriendImport.State.CHECKED: "checked",
        }.get(FriendImport.State(self.job.state), "progress")
        return [f"linesteps/admin/imports/{name}.html"]

    def get_page_subtitle(self) -> str:
        """The file's name."""
        return self.job.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, imports, this page."""
        upload = (reverse("linesteps_friends:import"), _("Import tags and attributes"))
        return breadcrumbs(upload, ("", self.job.name))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look through, write, choose the columns again, or stop."""
        acts = {"columns": self._columns, "apply": self._apply, "again": self._again, "cancel": self._cancel}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        act()
        return redirect(reverse("linesteps_friends:import_detail", args=[pk]))

    def _columns(self) -> None:
        known = {name for _label, pairs in targets(self.job.account) for name, _words in pairs}
        given = [self.request.POST.get(f"column-{place}", "") for place in range(len(self.job.headers))]
        columns = [name if name in known else "" for name in given]
        found = faults(columns)
        for text in found:
            messages.error(self.request, text)
        if found:
            FriendImport.objects.filter(pk=self.job.pk, state=FriendImport.State.UPLOADED).update(
                columns=columns
            )
        elif not look_through(self.job.pk, columns):
            messages.error(self.request, _("This import has gone on meanwhile."))

    def _apply(self) -> None:
        if not apply(self.job.pk, starts="starts" in self.request.POST):
            messages.error(self.request, _("This import has gone on meanwhile."))
            return
        data = {"name": self.job.name, "lines": self.job.checked.get("good", 0)}
        log(instance=self.job, action="linesteps.import_friends", user=self.request.user, data=data)

    def _again(self) -> None:
        rows = FriendImport.objects.filter(pk=self.job.pk, state=FriendImport.State.CHECKED)
        rows.update(state=FriendImport.State.UPLOADED)

    def _cancel(self) -> None:
        if cancel(self.job.pk):
            messages.success(self.request, _("The import was stopped. What was written stays as it is."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page of this state shows."""
        job = self.job
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"job": job, "is_under_way": job.state in {"checking", "applying"}}
        if job.state == FriendImport.State.UPLOADED:
            return context | {"columns": self._chosen(), "groups": targets(job.account)}
        counts = Counts.of(job.checked if job.state == FriendImport.State.CHECKED else job.written)
        return context | {
            "counts": counts,
            "problems": job.problems.order_by("line", "pk")[:_MOST_SHOWN],
            "problem_count": (count := job.problems.count()),
            "has_more": count > _MOST_SHOWN,
            "is_cut": count >= MOST_PROBLEMS,
            "starts": _starts(counts.starts),
        }

    def _chosen(self) -> list[dict[str, Any]]:
        """Each column with what stands in its first lines."""
        part = ImportPart.objects.filter(friend_import=self.job, number=0).first()
        lines = part.lines[:_LINES_SHOWN] if part else []
        return [
            {
                "place": place,
                "header": header or _("(no name)"),
                "examples": [cells[place] for _number, cells in lines if place < len(cells) and cells[place]],
                "chosen": self.job.columns[place] if place < len(self.job.columns) else "",
            }
            for place, header in enumerate(self.job.headers)
        ]


def _starts(starts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Scenarios by name with how many would start, at most."""
    names = dict(Scenario.objects.filter(pk__in=list(starts)).values_list("pk", "name"))
    found = [(names[int(pk)], count) for pk, count in starts.items() if int(pk) in names]
    return sorted(found, key=lambda pair: -pair[1])


class ProblemsView(MayChangeFriends):
    """All bad lines as a file."""

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The file, sent as it is made; nothing on the way may keep a copy."""
        job = get_object_or_404(FriendImport, pk=pk)
        headings = [_("Line"), _("Column"), _("Value"), _("What to do")]
        response = StreamingHttpResponse(
            problems_as_csv(job, headings, defused), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="lines-{job.pk}.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response
