from django.urls import path

from firebreak.site.places import apart, merging, views

urlpatterns = [
    path("places/<int:pk>/", views.place, name="place"),
    path("places/merges/<int:pk>/undo/", merging.undoing, name="undo_place_merge"),
    path("places/apart/<int:pk>/withdraw/", apart.withdrawing, name="withdraw_places_apart"),
]
