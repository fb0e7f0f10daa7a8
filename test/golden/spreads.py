"""Writes data/spreads.json: EDGE estimates of the authors' own package for a few hundred real candles.

    python -m venv venv && venv/bin/pip install bidask==2.1.0
    venv/bin/python test/golden/spreads.py TRADES.csv

TRADES.csv has a line a minute: time, open, high, low, close, volume. The values kept here are of the QuantConnect LEAN
repository's file coinbase/minute/btcusd/20180405_trade.zip (Apache-2.0). Its minutes without a trade are filled with the close before.
"""

import json
import sys
from pathlib import Path

import numpy as np
from bidask import edge

ROWS = 400
WINDOWS = [(0, 3), (0, 60), (0, 400), (37, 157), (100, 400), (250, 310), (0, 5)]


def read(path):
    lines = [line.split(",") for line in Path(path).read_text().split()]
    found = {int(line[0]) // 60_000: [float(value) for value in line[1:5]] for line in lines}
    rows = []
    for minute in range(min(found), min(found) + ROWS):
        rows.append(found.get(minute) or [rows[-1][3]] * 4)
    return np.array(rows)


def main():
    prices = read(sys.argv[1])
    estimates = []
    for first, last in WINDOWS:
        value = edge(*prices[first:last].T, sign=True)
        estimates.append({"from": first, "to": last, "spread": None if np.isnan(value) else value})
    flat = prices.copy()
    flat[:] = flat[0, 0]
    assert np.isnan(edge(*flat.T, sign=True))
    document = {"source": "bidask 2.1.0, edge(sign=True)", "prices": prices.tolist(), "estimates": estimates}
    target = Path(__file__).parent / "data" / "spreads.json"
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(target, [one["spread"] for one in estimates])


main()
