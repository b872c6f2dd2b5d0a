"""The same lists as the pages, for programs: JSON under `/api/`, described by OpenAPI.

`GET /api/openapi.json` says what there is. A program signs in as a person does, sees what his post
sees, and gets 404 for everybody else; `?known=` reads the past here too. Writing comes through
intake, where a person accepts what a program brings.
"""
