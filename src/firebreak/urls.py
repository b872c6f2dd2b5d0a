"""The addresses of the site, room by room."""

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from firebreak.api.routes import api

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=static("firebreak/icon.svg"))),
    path("language/", set_language, name="set_language"),
    path("api/", api.urls),
    path("", include("firebreak.site.urls")),
]
