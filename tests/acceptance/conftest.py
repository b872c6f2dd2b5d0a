"""Whole jobs and faults, in the small city of the site's tests."""

from tests.site.conftest import *  # noqa: F403
