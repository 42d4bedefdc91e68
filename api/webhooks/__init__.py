"""Webhooks by the Standard Webhooks convention: what happened, told to programs, without a word of medicine."""
