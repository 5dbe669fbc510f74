"""Choosing the system that a step calls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.calls.models import Endpoint
from linesteps.messages.guarded_chooser import GuardedChooser


class EndpointChooserViewSet(GuardedChooser):
    """The dialog with the systems that a manager has entered; names only."""

    model = Endpoint
    # Whoever draws scenarios chooses one for them.
    guarded_by = ("linesteps.endpoint", "linesteps.scenario")
    icon = "site"
    choose_one_text = _("Choose a system")
    choose_another_text = _("Choose another system")
    edit_item_text = _("Open this system")
    register_widget = True


endpoint_chooser = EndpointChooserViewSet("linesteps_endpoint_chooser")
EndpointChooserBlock = endpoint_chooser.get_block_class(
    name="EndpointChooserBlock", module_path="linesteps.calls.chooser"
)
