"""Readers given valid files spoilt at random, so that what they cannot bear is found here first."""
