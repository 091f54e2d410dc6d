"""Readers for third-party files; unreadable rows become findings."""
