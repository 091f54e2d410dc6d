"""Chains of ids on Spark, followed by joins: one for each doubling of their length."""

from __future__ import annotations

from typing import Any


def around(f: Any, pairs: Any) -> Any:
    """Return the ids that are reached again from themselves; None if there are none.

    Each round doubles the step of every chain, and drops chains that end. If a round drops no
    more chains, the remaining ids are part of a cycle.

    Args:
        f: Spark's functions.
        pairs: The columns `id` and `next`, both filled; each id once.
    """
    step = pairs.select("id", "next")
    reached = -1
    while True:
        following = step.select(f.col("id").alias("next"), f.col("next").alias("@after"))
        step = step.join(following, "next", "inner").select("id", f.col("@after").alias("next"))
        step = step.localCheckpoint(eager=True)
        ends = step.select(f.col("next").alias("id")).distinct()
        left = ends.count()
        if not left:
            return None
        if left == reached:
            return ends
        reached = left


def leading_to(f: Any, pairs: Any, ends: Any) -> Any:
    """Return the ids that chains lead from to some ids, and those ids.

    Args:
        f: Spark's functions.
        pairs: The columns `id` and `next`, both filled; each id once, and none of the ends.
        ends: The column `id`, each once.
    """
    marked = ends.withColumn("@end", f.lit(True))
    step = pairs.join(marked.withColumnRenamed("id", "next"), "next", "left").select(
        "id", "next", f.coalesce("@end", f.lit(False)).alias("leads")
    )
    step = step.localCheckpoint(eager=True)
    found = step.filter("leads").count()
    while found:
        following = step.select(
            f.col("id").alias("next"),
            f.col("next").alias("@after"),
            f.col("leads").alias("@leads"),
        )
        step = step.join(following, "next", "left").select(
            "id",
            f.col("@after").alias("next"),
            (f.col("leads") | f.coalesce("@leads", f.lit(False))).alias("leads"),
        )
        step = step.localCheckpoint(eager=True)
        before, found = found, step.filter("leads").count()
        if found == before:
            break
    return step.filter("leads").select("id").union(ends)
