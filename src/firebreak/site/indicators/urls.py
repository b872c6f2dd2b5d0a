from django.urls import path

from firebreak.site.indicators import views

urlpatterns = [
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/<slug:group>/<slug:id>/", views.indicator, name="indicator"),
]
