"""The menu item 「LINE配信」 with everything in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from linesteps.admin.accounts.viewset import AccountViewSet
from linesteps.admin.broadcasts.viewset import BroadcastViewSet
from linesteps.admin.coupons.viewset import CouponViewSet
from linesteps.admin.endpoints.viewset import EndpointViewSet
from linesteps.admin.friends.viewset import FriendViewSet
from linesteps.admin.hooks.viewset import ReceivingViewSet
from linesteps.admin.labels import AttributeViewSet
from linesteps.admin.library.viewset import LibraryViewSet
from linesteps.admin.lineaudiences.viewset import LineAudienceViewSet
from linesteps.admin.narrowcasts.viewset import NarrowcastViewSet
from linesteps.admin.own_coupons.viewset import OwnCouponViewSet
from linesteps.admin.richmenus.viewset import RichMenuViewSet
from linesteps.admin.routes.viewset import RouteViewSet
from linesteps.admin.scenarios.viewset import ScenarioViewSet
from linesteps.admin.segments.viewset import SegmentViewSet
from linesteps.admin.tags.viewset import TagViewSet


class LineMessages(SnippetViewSetGroup):
    """Scenarios first; accounts, which only engineers touch, last."""

    menu_label = _("LINE messages")
    menu_name = "linesteps"
    menu_icon = "comment"
    menu_order = 150
    #: What is no list of objects, such as the system status.
    submenu_hook = "register_linesteps_menu_item"
    items = (
        ScenarioViewSet,
        BroadcastViewSet,
        LibraryViewSet,
        FriendViewSet,
        SegmentViewSet,
        RouteViewSet,
        LineAudienceViewSet,
        NarrowcastViewSet,
        CouponViewSet,
        OwnCouponViewSet,
        RichMenuViewSet,
        TagViewSet,
        AttributeViewSet,
        EndpointViewSet,
        ReceivingViewSet,
        AccountViewSet,
    )
