from django.contrib.auth.views import LogoutView
from django.urls import path

from firebreak.site.accounts import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", views.me, name="me"),
    path("me/post/", views.choose_post, name="choose_post"),
    path("me/password/", views.ChangePassword.as_view(), name="change_password"),
]
