from django.urls import path

from firebreak.site.sources import views

urlpatterns = [
    path("sources/<int:pk>/", views.source, name="source"),
    path("events/", views.events, name="events"),
]
