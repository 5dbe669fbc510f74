"""What the phone beside the form asks of the server; nothing here is saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from linesteps import personalise
from linesteps.admin.simulator import asked
from linesteps.admin.simulator.asked import Asked, BadRequest
from linesteps.admin.simulator.draft_view import DraftView
from linesteps.admin.simulator.people import examples
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.scenarios.conversation import conversation
from linesteps.simulator.persona import Persona


class ConversationView(DraftView):
    """POST a draft, a person and ways as JSON; answers with the conversation as that person would see it.

    ``{"account", "scenario", "steps", "triggers", "persona", "ways", "via"}``; ``ways`` names the port to
    take by id of a branch, ``via`` a step that shall be seen. Without a person, the first example looks.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """Draw it, in a constant number of queries."""
        question = asked.read(request)
        persona = self._persona(question, request.user)
        values = personalise.values_for(
            display_name=persona.name,
            account_name=question.account.name,
            attributes=persona.attributes,
        )
        ways, via = question.data.get("ways") or {}, question.data.get("via") or ""
        if not isinstance(ways, dict) or not isinstance(via, str):
            raise BadRequest("no ways")
        shown = conversation(question.drawn, values=values, ways=ways, via=via)
        return JsonResponse(
            {
                **shown.to_json(),
                "account": question.account.name,
                "person": persona.name,
                "coupons": shown_coupons(question.account, shown.messages()),
            }
        )

    @staticmethod
    def _persona(question: Asked, user: Any) -> Persona:
        if not question.data.get("persona"):
            return Persona.from_json(examples(question.account)[0]["persona"], question.account)
        return question.persona(user)
