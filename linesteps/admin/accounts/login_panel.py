"""What the LINE Developers Console wants to know of us, and the address that links the site's users."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from linesteps.accounts.address import connect_liff_url, connect_url, liff_endpoint
from linesteps.admin.panels import SavedPanel


class LoginPanel(Panel):
    """The endpoint for the LIFF app, to copy; and once there is an app, the addresses that go into messages."""

    class BoundPanel(SavedPanel):
        """Only for accounts that are saved."""

        template_name = "linesteps/admin/login_panel.html"

        def facts(self) -> dict[str, Any]:
            """The addresses."""
            account = self.instance
            return {
                "endpoint": liff_endpoint(account),
                "connect": connect_url(account),
                "connect_by_liff": connect_liff_url(account) if account.has_liff else "",
            }
