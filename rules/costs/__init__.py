"""What using a model's API costs, what tuning one would, and where they meet. Pure.

    made = estimate({"requests": "2000", "tier": "small"}, shipped_prices())
    [line.text for line in page(made, "api", {})]

`model` is the arithmetic, `counts` what two articles count, `prices` what ages, `figures` what a
team may put in, `estimate` joins them, `words`, `details` and `offers` say it. docs/costs.md tells
it all.
"""
