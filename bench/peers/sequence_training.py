"""A GRU net in PyTorch for the training bench: started with files of data, rows and first weights, it trains once on the
rows for each line that it gets, and answers with the milliseconds and the losses of the first time.

Windows are gathered by index from rows in memory; Adam is fused where this version of PyTorch has it for the CPU; of 1 and 2
threads it takes the faster, because small recurrent steps suffer from more.
"""
import json
import sys
import time

import numpy as np

try:
    import torch
except ImportError:
    sys.stdin.readline()
    print(json.dumps({"missing": "torch"}), flush=True)
    sys.exit()

UNITS, WINDOW, INPUTS, CLASSES, BATCH = map(int, sys.argv[5:])
FEATURES = torch.from_numpy(np.fromfile(sys.argv[1], np.float32).reshape(-1, INPUTS))
LABELS = torch.from_numpy(np.fromfile(sys.argv[2], np.uint8).astype(np.int64))
ROWS = torch.from_numpy(np.fromfile(sys.argv[3], np.int32).astype(np.int64)).reshape(-1, BATCH)
WEIGHTS = np.fromfile(sys.argv[4], np.float32)
BACK = torch.arange(-WINDOW + 1, 1)[:, None]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, UNITS)
        self.dense = torch.nn.Linear(UNITS, CLASSES)

    def forward(self, x):
        return self.dense(self.gru(x)[1][0])


def first_weights(net):
    """Ours are [inputs, units] with the gates update, reset, candidate; PyTorch's are transposed, reset before update."""
    sizes = [INPUTS * 3 * UNITS, UNITS * 3 * UNITS, 6 * UNITS, UNITS * CLASSES, CLASSES]
    kernel, recurrent, bias, dense, last = np.split(WEIGHTS, np.cumsum(sizes)[:-1])

    def gates(values):
        update, reset, candidate = np.split(values, 3, axis=-1)
        return np.concatenate([reset, update, candidate], axis=-1)

    values = [
        gates(kernel.reshape(INPUTS, -1)).T,
        gates(recurrent.reshape(UNITS, -1)).T,
        *gates(bias.reshape(2, -1)),
        dense.reshape(UNITS, CLASSES).T,
        last,
    ]
    with torch.no_grad():
        for parameter, value in zip(net.parameters(), values):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))


def adam(net):
    try:
        return torch.optim.Adam(net.parameters(), eps=1e-7, fused=True)
    except (RuntimeError, TypeError, ValueError):
        return torch.optim.Adam(net.parameters(), eps=1e-7, foreach=True)


def train(net, optimizer, rows):
    losses = []
    for batch in rows:
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(net(FEATURES[batch[None, :] + BACK]), LABELS[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


def timed(net, optimizer, rows):
    started = time.perf_counter()
    train(net, optimizer, rows)
    return (time.perf_counter() - started) * 1000


def best_threads():
    net = Net()
    optimizer = adam(net)
    found = {}
    for threads in (1, 2):
        torch.set_num_threads(threads)
        timed(net, optimizer, ROWS[:2])
        found[threads] = timed(net, optimizer, ROWS[:3])
    return min(found, key=found.get)


torch.set_num_threads(best_threads())
net = Net()
first_weights(net)
optimizer = adam(net)
first = None
for line in sys.stdin:
    if first is None:
        started = time.perf_counter()
        first = train(net, optimizer, ROWS)
        print(json.dumps({"milliseconds": (time.perf_counter() - started) * 1000, "losses": first}), flush=True)
    else:
        print(json.dumps({"milliseconds": timed(net, optimizer, ROWS)}), flush=True)
