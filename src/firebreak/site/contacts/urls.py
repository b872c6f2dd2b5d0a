from django.urls import path

from firebreak.site.contacts import views

urlpatterns = [path("contacts/", views.contacts, name="contacts")]
