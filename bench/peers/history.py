"""Reads a folder of monthly Arrow files into contiguous columns; one request a line on stdin, one answer on stdout."""
import glob
import json
import os
import sys
import time

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.dataset as ds

files = sorted(glob.glob(os.path.join(sys.argv[1], "*.arrow")))
NAMES = ["open", "high", "low", "close", "volume", "quoteVolume", "trades", "takerBuyVolume", "filled"]


def read_pandas(columns):
    return len(pd.concat([pd.read_feather(file, columns=columns) for file in files], ignore_index=True))


def read_polars(columns):
    return len(pl.scan_ipc(files, rechunk=True).select(columns).collect())


def read_duckdb(columns):
    months = ds.dataset(files, format="ipc")
    found = duckdb.sql(f"select {', '.join(columns)} from months").fetchnumpy()
    return len(np.asarray(found[columns[0]]))


READERS = {"pandas": read_pandas, "polars": read_polars, "duckdb": read_duckdb}

for line in sys.stdin:
    request = json.loads(line)
    started = time.perf_counter()
    rows = READERS[request["library"]](request["columns"] or NAMES)
    print(json.dumps({"milliseconds": (time.perf_counter() - started) * 1000, "rows": rows}), flush=True)
