# Makes the reference values of TripleBarrier1h2v5pml and MetaMomentum1h1pct by brute force over the golden candles.
# Run in the root of the checkout: bench/peers/.venv/bin/python test/golden/targets.py
import gzip
import numpy as np

close, before = [], 0
for line in gzip.open('test/golden/data/FIL-2023-08-candles.csv.gz', 'rt').readlines()[1:]:
    o, h, l, c, v = [float(x) for x in line.strip().split(',')[:5]]
    before += o + c
    close.append(before / 1000)
close = np.array(close)
START, HORIZON, WINDOW, FEE = 1690848000000, 60, 1440, 0.001
N = len(close)
log = np.diff(np.log(close), prepend=np.nan)

touch, change, side = {}, {}, {}
for t in range(WINDOW, N - 1):
    width = max(0.005, 2 * np.std(log[t - WINDOW + 1:t + 1]) * HORIZON**0.5)
    side[t] = 0
    for k in range(1, min(HORIZON, N - 1 - t) + 1):
        touch[t], change[t] = k, (close[t + k] - close[t]) / close[t]
        if abs(change[t]) >= width:
            side[t] = 1 if change[t] > 0 else 2
            break

def weights(labels):
    looking = {s: 0 for s in range(N + 1)}
    for t in labels:
        for s in range(t + 1, t + touch[t] + 1):
            looking[s] += 1
    return {t: np.mean([1 / looking[s] for s in range(t + 1, t + touch[t] + 1)]) for t in labels}

def write(name, header, row):
    with gzip.GzipFile(f'test/golden/data/{name}.csv.gz', 'wb', mtime=0) as out:
        out.write((','.join(['timestamp'] + header) + '\n').encode())
        for t in range(0, N - HORIZON, 20):
            values = row(t) if t >= WINDOW + HORIZON - 1 else [0] * len(header)
            out.write((','.join([str(START + 60000 * t)] + [f'{v:.9g}' for v in values]) + '\n').encode())

unique = weights(list(touch))
write('TripleBarrier1h2v5pml', ['target', 'gain', 'touch', 'weight'],
      lambda t: [side[t], change[t], touch[t], unique[t]])

primary, gain = {}, {}
for t in touch:
    moved = (close[t] - close[t - 60]) / close[t - 60]
    primary[t] = 1 if moved >= 0.01 else 2 if moved <= -0.01 else 0
    kept = (1 - FEE) / (1 + FEE)
    gain[t] = [0, (1 + change[t]) * kept - 1, kept / (1 + change[t]) - 1][primary[t]]
spoken = weights([t for t in touch if primary[t]])
write('MetaMomentum1h1pct', ['target', 'primary', 'gain', 'touch', 'weight'],
      lambda t: [primary[t] if gain[t] > 0 else 0, primary[t], gain[t], touch[t], spoken.get(t, 0)])
