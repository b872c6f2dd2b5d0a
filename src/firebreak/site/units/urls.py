from django.urls import path

from firebreak.site.units import views, wards

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/observed/", views.observed_people, name="observed"),
    path("units/<str:code>/patients/", wards.patients, name="patients"),
]
