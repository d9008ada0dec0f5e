"""Tests of the commands and of the checks; run by `make test` without Odoo."""
