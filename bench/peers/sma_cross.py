"""backtesting.py on its bundled GOOG: SmaCross 10/20, long only. A line on stdin is a request, one of JSON on stdout the answer."""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

from backtesting import Backtest, Strategy  # noqa: E402
from backtesting.lib import crossover  # noqa: E402
from backtesting.test import GOOG, SMA  # noqa: E402


class SmaCross(Strategy):
    fast = 10
    slow = 20

    def init(self):
        close = self.data.Close
        self.fast_mean = self.I(SMA, close, self.fast)
        self.slow_mean = self.I(SMA, close, self.slow)

    def next(self):
        if crossover(self.fast_mean, self.slow_mean):
            self.buy()
        elif crossover(self.slow_mean, self.fast_mean):
            self.position.close()


def candles():
    names = ("Open", "High", "Low", "Close", "Volume")
    return {name.lower(): [float(value) for value in GOOG[name]] for name in names}


def run():
    backtest = Backtest(GOOG, SmaCross, cash=10_000, commission=0.002, exclusive_orders=True)
    started = time.perf_counter()
    stats = backtest.run()
    milliseconds = 1000 * (time.perf_counter() - started)
    columns = ("EntryBar", "ExitBar", "EntryPrice", "ExitPrice", "Size")
    trades = [[float(row[name]) for name in columns] for _, row in stats["_trades"].iterrows()]
    return {"milliseconds": milliseconds, "trades": trades, "equity": float(stats["Equity Final [$]"])}


for line in sys.stdin:
    request = json.loads(line)
    answer = candles() if request.get("candles") else run()
    print(json.dumps(answer), flush=True)
