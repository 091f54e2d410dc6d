from chinaindpolicy.plot.data_frame import chart_data
from chinaindpolicy.plot.rate_chart import rates
from chinaindpolicy.plot.region_chart import figures_by_region
from chinaindpolicy.plot.task_chart import task_tree
from chinaindpolicy.plot.timeline import targets_timeline
from chinaindpolicy.plot.verdict_chart import verdicts

__all__ = [
    "chart_data",
    "figures_by_region",
    "rates",
    "targets_timeline",
    "task_tree",
    "verdicts",
]
