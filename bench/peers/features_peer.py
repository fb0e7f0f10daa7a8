"""The feature sets and the target of the features bench, as Python would have them: one request a line, one answer each.

Started with a file of float64 columns (open, high, low, close, volume, one after the other) and their length. A request
names a case and the rows whose values are to be sent back, so that they can be compared with ours; the answer has the time
the case took and how many rows it computed.
"""
import json
import sys
import time
import warnings

import bottleneck as bn
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

# Meant for the case that is written as most code is.
warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
ROWS = int(sys.argv[2])
OPEN, HIGH, LOW, CLOSE, VOLUME = np.fromfile(sys.argv[1]).reshape(5, ROWS)

# Milliseconds.
BRIEF = 50

WINDOWS = [(5, 0, False), (5, 5, False), (30, 0, True), (240, 0, True), (720, 0, True), (14400, 0, False)]
GRADIENTS = [5, 15, 30, 60, 120, 240, 720, 1440, 4320, 12960]


def f2cond20_row(t, x):
    """The original's algorithm: each window of each row is fitted by itself."""
    values = []
    for window, offset, chances in WINDOWS:
        y = CLOSE[t - offset - window + 1 : t - offset + 1] / CLOSE[t]
        model = LinearRegression().fit(x[window], y)
        line = model.predict(x[window])
        values += [line[-1], (line[-1] - line[0]) * 60 / (window - 1)]
        if not chances:
            continue
        mean, residual = y.mean(), y - line
        above, below = y[residual > 1e-12], y[residual < -1e-12]
        up = np.sqrt(np.mean((above - mean) ** 2)) if above.size else 0.0
        down = np.sqrt(np.mean((below - mean) ** 2)) if below.size else 0.0
        values += [2 * up - residual[-1], 2 * down + residual[-1]]
    mean5 = VOLUME[t - 4 : t + 1].mean()
    for window in (60, 720):
        mean = VOLUME[t - window + 1 : t + 1].mean()
        values.append(mean5 / mean if mean else 0.0)
    return values


def f2cond20_sklearn(rows):
    x = {window: np.arange(window, dtype=float).reshape(-1, 1) for window, _, _ in WINDOWS}
    return np.array([f2cond20_row(t, x) for t in rows])


def f1agg110_columns():
    """The 110 columns one after the other, each a shift of one of eleven."""
    close, volume = pd.Series(CLOSE), pd.Series(VOLUME)
    top = pd.Series(np.maximum(OPEN, CLOSE))
    bottom = pd.Series(np.minimum(OPEN, CLOSE))
    mean = volume.rolling(1440).mean()
    mean = mean.where(mean != 0, 1e-6)
    minute = {
        "D": close.pct_change(1),
        "H": (pd.Series(HIGH) - pd.Series(LOW)) / close * 1000,
        "T": (pd.Series(HIGH) - top) / close * 1000,
        "B": (bottom - pd.Series(LOW)) / close * 1000,
        "V": (volume - mean) / mean,
    }
    minute["DV"] = minute["D"] * minute["V"]
    for lag in range(10):
        for kind, values in minute.items():
            yield f"1T_{lag}_{kind}", values.shift(lag)
    for minutes in (5, 15, 60, 240, 1440):
        change = close.pct_change(minutes)
        for lag in range(10):
            yield f"{minutes}T_{lag}_D", change.shift(lag * minutes)


def f1agg110_pandas():
    """Made as a dict and joined once without copying: the fastest way that pandas' performance notes know."""
    return pd.DataFrame(dict(f1agg110_columns()), copy=False)


def f1agg110_pandas_joined():
    """As `pandas.DataFrame` does it by default: all columns copied into one block."""
    return pd.DataFrame(dict(f1agg110_columns()))


def f1agg110_pandas_assigned():
    """Column by column into a frame that is there, as most code is written; pandas warns that this is slow."""
    frame = pd.DataFrame(index=pd.RangeIndex(ROWS))
    for name, values in f1agg110_columns():
        frame[name] = values
    return frame


def f1agg110_original():
    """The original's algorithm: for each time frame a table of its own with rolling prices and volume, of which the columns
    are put together one by one, and all rows that lack one dropped."""
    minutes = pd.DataFrame(
        {"open": OPEN, "high": HIGH, "low": LOW, "close": CLOSE, "volume": VOLUME},
        index=pd.date_range("2022-01-01", periods=ROWS, freq="min", tz="UTC"),
    )
    day = minutes["volume"].rolling("1D")
    minutes["vol"] = (minutes["volume"] - day.mean()) / minutes["volume"].rolling("1D").mean()
    minutes = minutes.fillna(value={"vol": 1e-6})
    tables = {span: original_table(minutes, span) for span in (1, 5, 15, 60, 240, 1440)}
    features = pd.DataFrame(tables[5], columns=["close"])
    for span, table in tables.items():
        for lag in range(10):
            past = lag * span
            features[f"{span}T_{lag}_D"] = table["delta"].shift(past)
            if span > 1:
                continue
            for letter, name in (("H", "height"), ("T", "top"), ("B", "bottom"), ("V", "vol")):
                features[f"{span}T_{lag}_{letter}"] = table[name].shift(past)
            features[f"{span}T_{lag}_DV"] = table["vol"].shift(past) * table["delta"].shift(past)
    return features.dropna().drop(columns="close")


def original_table(minutes, span):
    """Prices and volume of a time frame that ends at each minute, and what is derived from them."""
    table = minutes if span == 1 else pd.DataFrame()
    if span > 1:
        table["open"] = minutes["open"].shift(span - 1)
        table["high"] = minutes["high"].rolling(span).max()
        table["low"] = minutes["low"].rolling(span).min()
        table["close"] = minutes["close"]
        table["vol"] = minutes["vol"].rolling(span).mean()
    before = minutes["close"].shift(span)
    table["delta"] = (minutes["close"] - before) / before
    table["height"] = (table["high"] - table["low"]) / table["close"] * 1000
    rising = table["close"] > table["open"]
    for choice, upper, lower in ((rising, "close", "open"), (~rising, "open", "close")):
        table.loc[choice, "top"] = (table["high"] - table[upper]) / table["close"] * 1000
        table.loc[choice, "bottom"] = (table[lower] - table["low"]) / table["close"] * 1000
    return table


def f1agg110_pandas_dense():
    """As nets take them: one matrix in single precision, each row's 110 values side by side."""
    return np.ascontiguousarray(f1agg110_pandas().to_numpy(dtype=np.float32))


FRAMES = {
    "F1agg110 pandas": f1agg110_pandas,
    "F1agg110 pandas, joined by copying": f1agg110_pandas_joined,
    "F1agg110 pandas, column by column": f1agg110_pandas_assigned,
    "F1agg110 pandas, as the original": f1agg110_original,
}


def f4condagg(sum_of, mean_of, median_of):
    pivot = (OPEN + HIGH + LOW + CLOSE) / 4
    x = np.arange(ROWS, dtype=float) - ROWS / 2
    # Counted from one price, so that the moving sums lose fewer digits.
    level = pivot - pivot[0]
    products = level * x
    mean = mean_of(pivot, 5)
    columns = []
    for k in range(1, 13):
        step = np.full(ROWS, np.nan)
        step[60:] = (mean[60 - 5 * (k - 1) : ROWS - 5 * (k - 1)] - mean[60 - 5 * k : ROWS - 5 * k]) / pivot[60:]
        columns.append(step)
    for window in GRADIENTS:
        slope = sum_of(products, window) - (x - (window - 1) / 2) * sum_of(level, window)
        columns.append(slope / (window * (window * window - 1) / 12) / pivot)
    short, long = median_of(VOLUME, 5), median_of(VOLUME, 60)
    columns.append(np.divide(short, long, out=np.ones(ROWS), where=long != 0))
    return columns


def rolling(name):
    return lambda values, window: getattr(pd.Series(values).rolling(window), name)().to_numpy()


def t10up5low30min_numpy():
    """Whole columns at a time, minute after minute ahead, in memory allocated once."""
    count = ROWS - 1
    before, now = CLOSE[:-1], CLOSE[1:]
    low, high = before * (1 - 0.005), before * (1 + 0.01)
    # Beyond the data nothing is crossed.
    ahead = np.concatenate([now, np.full(28, np.nan)])
    open_rows = np.ones(count, bool)
    falls, rises = np.zeros(count, bool), np.zeros(count, bool)
    crossed = np.empty(count, bool)
    for k in range(29):
        values = ahead[k : k + count]
        for beyond, limit, found in ((np.less, low, falls), (np.greater, high, rises)):
            beyond(values, limit, out=crossed)
            np.logical_and(crossed, open_rows, out=crossed)
            np.logical_or(found, crossed, out=found)
        np.logical_or(falls, rises, out=crossed)
        np.logical_not(crossed, out=open_rows)
    labels = np.zeros(count, np.uint8)
    labels[rises & (now > before)] = 1
    labels[falls & (now < before)] = 2
    return labels


MATRICES = {
    **FRAMES,
    "F1agg110 as one matrix pandas": f1agg110_pandas_dense,
    "F4CondAgg bottleneck": lambda: f4condagg(bn.move_sum, bn.move_mean, bn.move_median),
    "F4CondAgg pandas": lambda: f4condagg(rolling("sum"), rolling("mean"), rolling("median")),
    "T10up5low30min numpy": t10up5low30min_numpy,
}


def timed(work):
    """What it makes, and milliseconds; what is brief is timed when it runs for the second time in a row, as ours is."""
    for _ in range(2):
        started = time.perf_counter()
        made = work()
        milliseconds = (time.perf_counter() - started) * 1000
        if milliseconds > BRIEF:
            break
    return made, milliseconds


def answer(request):
    case, rows = request["case"], request["rows"]
    if case == "F2cond20 scikit-learn":
        values, milliseconds = timed(lambda: f2cond20_sklearn(rows))
        return {"milliseconds": milliseconds, "rows": len(rows), "values": values.tolist()}
    made, milliseconds = timed(MATRICES[case])
    done = ROWS
    if case in FRAMES:
        # The original's has no rows without history.
        values = made.iloc[np.array(rows) - (ROWS - len(made))].to_numpy()
    elif case.startswith("F4"):
        values = np.array([column[rows] for column in made]).T
    elif case.startswith("T10"):
        values = made[np.array(rows) - 1].reshape(-1, 1)
        done = ROWS - 1
    else:
        values = made[rows]
    return {"milliseconds": milliseconds, "rows": done, "values": values.tolist()}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
