from django.urls import path

from firebreak.site.audits import views

urlpatterns = [path("audits/", views.audits, name="audits")]
