"""Deliberately broken copies of the ledger, and the tests that notice each of them."""
