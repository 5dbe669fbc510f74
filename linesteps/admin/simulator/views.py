"""What the drawer asks of the server. A trial changes nothing; only kept checks are stored."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from linesteps.admin.simulator import asked, people
from linesteps.admin.simulator.asked import Asked, BadRequest
from linesteps.admin.simulator.draft_view import DraftView
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.plain import plain
from linesteps.simulator.cases import MOST_CASES, run_cases, sent_in
from linesteps.simulator.models import SimulationCase
from linesteps.simulator.words import Words


class SimulateView(DraftView):
    """POST a draft, a person, a start and acts as JSON; answers with what happens, or with what must be mended.

    ``{"account", "scenario", "steps", "triggers", "re_entry", "can_repeat", "persona", "start", "script"}``;
    without ``steps`` the saved draft of ``scenario`` is played. Times without a zone are the account's.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """Play it from the beginning."""
        question = asked.read(request)
        try:
            found = question.simulate(request.user)
        except ScenarioHasProblems as refusal:
            return JsonResponse({"problems": _problems(question, refusal)})
        messages = [bubble.message for event in found.events for _number, bubble in event.bubbles]
        coupons = shown_coupons(question.account, messages)
        shown = {"account": question.account.name, "coupons": coupons}
        return JsonResponse({"simulation": found.to_json(), **shown})


class PeopleView(DraftView):
    """GET with ``account`` and ``q``: who can try it. Real friends only for people who may see friends."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """Examples, facts that can be given, and real friends whose names contain ``q``."""
        account = asked.account_of(request.GET.get("account"))
        may_search = asked.may_see_friends(request.user)
        words = request.GET.get("q", "")
        return JsonResponse(
            {
                "examples": people.examples(account),
                **people.known_facts(account),
                "may_search": may_search,
                "found": people.search(account, words) if may_search else [],
            }
        )


class CasesView(DraftView):
    """POST a draft of a saved scenario; answers with its checks, played on that draft."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """Play all."""
        return _cases(asked.read(request))


class SaveCaseView(DraftView):
    """POST a trial with a ``name``, or with the ``case`` to bring up to date; keeps what happens as right."""

    verbs = ("change", "add")

    def post(self, request: HttpRequest) -> JsonResponse:
        """Keep it."""
        question = asked.read(request)
        if question.scenario is None:
            raise BadRequest(_("Save the draft first, then keep the check."))
        if question.is_of_real_friend():
            raise BadRequest(
                _("A check is kept for good, so it holds nothing of a real friend. Choose an example person.")
            )
        persona = question.persona(request.user)
        case = self._case(question)
        try:
            found = question.simulate(request.user)
        except ScenarioHasProblems as refusal:
            return JsonResponse({"problems": _problems(question, refusal)})
        case.persona, case.start = persona.to_json(), found.start
        case.script = question.data.get("script") or []
        case.expected = [list(one) for one in sent_in(found)]
        case.save()
        return _cases(question)

    def _case(self, question: Asked) -> SimulationCase:
        cases = SimulationCase.objects.filter(scenario=question.scenario)
        if question.data.get("case"):
            found = cases.filter(pk=asked.as_id(question.data["case"])).first()
            if found is None:
                raise BadRequest(_("This check was deleted meanwhile."))
            return found
        name = str(question.data.get("name") or "").strip()[:80]
        if not name:
            raise BadRequest(_("Give the check a name."))
        existing = cases.filter(name=name).first()
        if existing is None and cases.count() >= MOST_CASES:
            raise BadRequest(_("A scenario keeps up to %(n)s checks. Delete one first.") % {"n": MOST_CASES})
        return existing or SimulationCase(scenario=question.scenario, name=name)


class DeleteCaseView(DraftView):
    """POST a draft with the ``case`` to delete; answers with the others."""

    verbs = ("change", "add")

    def post(self, request: HttpRequest) -> JsonResponse:
        """Delete it; one that is gone already is fine."""
        question = asked.read(request)
        case_id = asked.as_id(question.data.get("case"))
        SimulationCase.objects.filter(scenario=question.scenario, pk=case_id).delete()
        return _cases(question)


def _cases(question: Asked) -> JsonResponse:
    cases = SimulationCase.objects.filter(scenario=question.scenario) if question.scenario else []
    try:
        results = run_cases(question.drawn, cases, rules=question.rules)
    except ScenarioHasProblems as refusal:
        return JsonResponse({"problems": _problems(question, refusal)})
    words = Words(plain(question.drawn.steps), (), question.account.zone)
    found = [
        {
            "id": one.case.pk,
            "name": one.case.name,
            "is_ok": one.is_ok,
            "difference": one.difference,
            "step_id": one.step_id,
            "where": words.step(one.step_id) if one.step_id in words.steps else "",
            "persona": one.case.persona,
            "start": one.case.start.astimezone(question.account.zone).replace(tzinfo=None).isoformat()[:16],
            "script": one.case.script,
        }
        for one in results
    ]
    return JsonResponse({"cases": found})


def _problems(question: Asked, refusal: ScenarioHasProblems) -> list[dict[str, str]]:
    """What must be mended, each with the step as the outline numbers it."""
    words = Words(plain(question.drawn.steps), (), question.account.zone)
    found = []
    for one in refusal.found:
        where = words.step(one.problem.step_id) if one.problem.step_id in words.steps else ""
        if one.place[0] == "triggers":
            where = _("Start condition")
        found.append({"step_id": one.problem.step_id, "where": where, "text": str(one.problem.message)})
    return found
