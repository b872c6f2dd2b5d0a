from django.urls import path

from firebreak.site.published import views

urlpatterns = [path("published/", views.published, name="published")]
