"""What using a model's API costs, what tuning one would, and where they meet. Pure.

    from rules.costs import estimate, page, shipped_prices

    made = estimate({"requests": "2000", "tier": "small"}, shipped_prices())
    [line.text for line in page(made, "api", {})]

`model` is the arithmetic, `counts` what two articles count, `prices` what ages, `figures` what a
team may put in, `estimate` joins them, `words`, `details` and `offers` say it. docs/costs.md tells it all.
"""

from .counts import Host, heavy, light
from .details import details
from .estimate import Circumstances, Estimate, estimate
from .figures import FIELDS, FigureError, Given, joined, read, require_usable
from .model import Once, Ongoing, Price, Request, Tuning, Versus
from .offers import ending, offered
from .prices import (
    FRESH_DAYS,
    Offers,
    Prices,
    read_offers,
    read_prices,
    shipped_offers,
    shipped_prices,
    shipped_text,
    stale,
)
from .words import CostLine, aged, in_one_line, page

__all__ = [
    "FIELDS",
    "FRESH_DAYS",
    "Circumstances",
    "CostLine",
    "Estimate",
    "FigureError",
    "Given",
    "Host",
    "Offers",
    "Once",
    "Ongoing",
    "Price",
    "Prices",
    "Request",
    "Tuning",
    "Versus",
    "aged",
    "details",
    "ending",
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
    "shipped_text",
    "stale",
]
