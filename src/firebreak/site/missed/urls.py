from django.urls import path

from firebreak.site.missed import views

urlpatterns = [
    path("missed/", views.missed_chances, name="missed"),
    path("missed/unmet/", views.unmet, name="unmet"),
]
