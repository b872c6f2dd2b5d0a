from django.urls import path

from firebreak.site.exports import views

urlpatterns = [path("exports/", views.exports, name="exports")]
