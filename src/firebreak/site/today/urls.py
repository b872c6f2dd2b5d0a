from django.urls import path

from firebreak.site.today import views

urlpatterns = [path("", views.today, name="today")]
