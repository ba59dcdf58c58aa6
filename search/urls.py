"""The gig search's routes for other services, under `/api/v1/auth` (contract 2)."""

from jobber.routes import route
from search import views

urlpatterns = [
    route("search/gig/<from_>/<size>/<type>", views.gigs),
    route("search/gig/<gig_id>", views.gig),
    route("search/gig/<gig_id>/similar", views.similar),
    route("search/suggest", views.suggest),
]
