from django.urls import path

from firebreak.site.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:edition>/", views.rule, name="rule"),
    path("rules/<slug:edition>/change/", views.change, name="edition_change"),
    path("rules/<slug:edition>/change/contacts/", views.choose, name="edition_change_choose"),
]
