from django.urls import path

from firebreak.site.places import merging, views

urlpatterns = [
    path("places/<int:pk>/", views.place, name="place"),
    path("places/merges/<int:pk>/undo/", merging.undoing, name="undo_place_merge"),
]
