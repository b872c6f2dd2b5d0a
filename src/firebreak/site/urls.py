"""The pages, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("firebreak.site.accounts.urls")),
]
