"""Addresses of the desk, which stands beside the coupons: staff need no right to change them."""

from __future__ import annotations

from django.urls import path

from linesteps.admin.own_coupons.desk import DeskUseView, DeskView

urlpatterns = [
    path("linesteps/coupon-desk/", DeskView.as_view(), name="linesteps_coupon_desk"),
    path("linesteps/coupon-desk/<int:pk>/", DeskUseView.as_view(), name="linesteps_coupon_desk_use"),
]
