from django.urls import path

from firebreak.site.cases import views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("people/<int:pk>/", views.person, name="person"),
]
