"""Figures that others published, beside what this record counts itself at the same instant."""
