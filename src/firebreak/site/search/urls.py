from django.urls import path

from firebreak.site.search import views

urlpatterns = [path("search/", views.search, name="search")]
