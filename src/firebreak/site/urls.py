"""The pages, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("firebreak.site.today.urls")),
    path("", include("firebreak.site.duties.urls")),
    path("", include("firebreak.site.orders.urls")),
    path("", include("firebreak.site.published.urls")),
    path("", include("firebreak.site.cases.urls")),
    path("", include("firebreak.site.contacts.urls")),
    path("", include("firebreak.site.transfers.urls")),
    path("", include("firebreak.site.places.urls")),
    path("", include("firebreak.site.traces.urls")),
    path("", include("firebreak.site.chains.urls")),
    path("", include("firebreak.site.units.urls")),
    path("", include("firebreak.site.indicators.urls")),
    path("", include("firebreak.site.audits.urls")),
    path("", include("firebreak.site.missed.urls")),
    path("", include("firebreak.site.consistency.urls")),
    path("", include("firebreak.site.duplicates.urls")),
    path("", include("firebreak.site.rules.urls")),
    path("", include("firebreak.site.inbox.urls")),
    path("", include("firebreak.site.sources.urls")),
    path("", include("firebreak.site.search.urls")),
    path("", include("firebreak.site.exports.urls")),
    path("", include("firebreak.site.accounts.urls")),
    path("", include("firebreak.site.entry.urls")),
]
