from django.urls import path

from firebreak.site.today import views
from firebreak.site.today.brief import day_brief

urlpatterns = [
    path("", views.today, name="today"),
    path("brief/", day_brief, name="brief"),
]
