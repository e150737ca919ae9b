"""What using a model's API costs, what tuning one would, and where they meet. Pure.

    from rules.costs import estimate, short, shipped_prices

    made = estimate({"requests": "2000", "tier": "small"}, shipped_prices())
    [line.text for line in short(made)]

`model` is the arithmetic, `counts` what two articles count, `prices` what ages, `figures` what a
team may put in, `estimate` joins them, `words` says it. docs/costs.md tells it all.
"""

from .breakdown import aligned, full, marks, table
from .counts import Count, Host, heavy, light
from .estimate import Estimate, Side, estimate
from .figures import FIELDS, Field, FigureError, Given, joined, read
from .formats import roughly
from .model import Once, Ongoing, Price, Request, Tuning, Versus
from .prices import (
    FRESH_DAYS,
    Offers,
    Page,
    Prices,
    read_offers,
    read_prices,
    shipped_offers,
    shipped_prices,
    shipped_text,
    stale,
)
from .words import CostLine, aged, short

__all__ = [
    "FIELDS",
    "FRESH_DAYS",
    "CostLine",
    "Count",
    "Estimate",
    "Field",
    "FigureError",
    "Given",
    "Host",
    "Offers",
    "Once",
    "Ongoing",
    "Page",
    "Price",
    "Prices",
    "Request",
    "Side",
    "Tuning",
    "Versus",
    "aged",
    "aligned",
    "estimate",
    "full",
    "heavy",
    "joined",
    "light",
    "marks",
    "read",
    "read_offers",
    "read_prices",
    "roughly",
    "shipped_offers",
    "shipped_prices",
    "shipped_text",
    "short",
    "stale",
    "table",
]
