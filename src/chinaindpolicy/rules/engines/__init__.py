"""Engines that evaluate rules: Polars, DuckDB and Spark."""
