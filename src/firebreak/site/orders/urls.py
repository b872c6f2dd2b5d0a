from django.urls import path

from firebreak.site.orders import views

urlpatterns = [path("orders/", views.orders, name="orders")]
