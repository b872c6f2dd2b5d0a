from django.urls import path

from firebreak.site.consistency import views

urlpatterns = [path("consistency/", views.consistency, name="consistency")]
