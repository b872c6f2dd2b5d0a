from django.urls import path

from firebreak.site.transfers import views

urlpatterns = [path("transfers/", views.transfers, name="transfers")]
