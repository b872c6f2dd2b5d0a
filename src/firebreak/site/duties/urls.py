from django.urls import path

from firebreak.site.duties import views

urlpatterns = [
    path("duties/", views.duties, name="duties"),
    path("duties/<slug:edition>/<slug:rule>/<int:record>/", views.duty, name="duty"),
]
