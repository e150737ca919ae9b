"""What using a model's API costs, what tuning one would, and where they meet. Pure.

    from rules.costs import estimate, page, shipped_prices

    made = estimate({"requests": "2000", "tier": "small"}, shipped_prices())
    [line.text for line in page(made, "api", {})]

`model` is the arithmetic, `counts` what two articles count, `prices` what ages, `figures` what a
team may put in, `estimate` joins them, `words` and `details` say it. docs/costs.md tells it all.
"""

from .counts import Host, heavy, light
from .details import details, offered
from .estimate import Circumstances, Estimate, estimate
from .figures import FIELDS, FigureError, Given, joined, read, require_usable
from .model import Once, Ongoing, Price, Request, Tuning, Versus
from .prices import (
    Prices,
    read_offers,
    read_prices,
    shipped_offers,
    shipped_prices,
    stale,
)
from .words import CostLine, aged, in_one_line, page

__all__ = [
    "FIELDS",
    "Circumstances",
    "CostLine",
    "Estimate",
    "FigureError",
    "Given",
    "Host",
    "Once",
    "Ongoing",
    "Price",
    "Prices",
    "Request",
    "Tuning",
    "Versus",
    "aged",
    "details",
    "estimate",
    "heavy",
    "in_one_line",
    "joined",
    "light",
    "offered",
    "page",
    "read",
    "read_offers",
    "read_prices",
    "require_usable",
    "shipped_offers",
    "shipped_prices",
    "stale",
]
