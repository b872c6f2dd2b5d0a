from django.urls import path

from firebreak.site.places import views

urlpatterns = [path("places/<int:pk>/", views.place, name="place")]
