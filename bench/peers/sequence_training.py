"""A GRU net in PyTorch or Keras for the training bench: started with a library, a number of threads, files of data, rows and
first weights, and the net's sizes, it trains once on the rows for each line that it gets, and answers with the milliseconds,
the first time with the losses or their mean too.

Windows are gathered by index from rows in memory, within the measured time. Each library runs the variant that is fastest
here: PyTorch with Adam fused where this version has it for the CPU, else foreach; Keras by fit, its recurrence as a loop or
unrolled, with XLA (not the unrolled one, which takes minutes to compile) and without.
"""
import json
import os
import sys
import time
import warnings

LIBRARY, THREADS = sys.argv[1], int(sys.argv[2])
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np

UNITS, WINDOW, INPUTS, CLASSES, BATCH = map(int, sys.argv[7:])
FEATURES = np.fromfile(sys.argv[3], np.float32).reshape(-1, INPUTS)
LABELS = np.fromfile(sys.argv[4], np.uint8).astype(np.int64)
ROWS = np.fromfile(sys.argv[5], np.int32).astype(np.int64)
WEIGHTS = np.fromfile(sys.argv[6], np.float32)
BACK = np.arange(-WINDOW + 1, 1)
STEPS = len(ROWS) // BATCH


def first_weights():
    """As they lie in the file: [inputs, units] with the gates update, reset, candidate, as in Keras."""
    sizes = [INPUTS * 3 * UNITS, UNITS * 3 * UNITS, 6 * UNITS, UNITS * CLASSES, CLASSES]
    kernel, recurrent, bias, dense, last = np.split(WEIGHTS, np.cumsum(sizes)[:-1])
    return [
        kernel.reshape(INPUTS, -1),
        recurrent.reshape(UNITS, -1),
        bias.reshape(2, -1),
        dense.reshape(UNITS, CLASSES),
        last,
    ]


def torch_variants():
    import torch

    torch.set_num_threads(THREADS)
    features, labels = torch.from_numpy(FEATURES), torch.from_numpy(LABELS)
    rows, back = torch.from_numpy(ROWS).reshape(-1, BATCH), torch.from_numpy(BACK)[:, None]

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.gru = torch.nn.GRU(INPUTS, UNITS)
            self.dense = torch.nn.Linear(UNITS, CLASSES)

        def forward(self, x):
            return self.dense(self.gru(x)[1][0])

    def gates(values):
        """PyTorch's are reset before update."""
        update, reset, candidate = np.split(values, 3, axis=-1)
        return np.concatenate([reset, update, candidate], axis=-1)

    def variant(**options):
        net = Net()
        kernel, recurrent, bias, dense, last = first_weights()
        values = [gates(kernel).T, gates(recurrent).T, *gates(bias), dense.T, last]
        with torch.no_grad():
            for parameter, value in zip(net.parameters(), values):
                parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))
        optimizer = torch.optim.Adam(net.parameters(), eps=1e-7, **options)

        def train(steps):
            losses = []
            for batch in rows[:steps]:
                optimizer.zero_grad(set_to_none=True)
                loss = torch.nn.functional.cross_entropy(net(features[batch[None, :] + back]), labels[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
            return torch.stack(losses).tolist()

        return train

    return {"fused": lambda: variant(fused=True), "foreach": lambda: variant(foreach=True)}


def keras_variants():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    keras = tf.keras

    def variant(unroll, **options):
        layers = [keras.layers.GRU(UNITS, reset_after=True, unroll=unroll), keras.layers.Dense(CLASSES)]
        net = keras.Sequential([keras.Input((WINDOW, INPUTS)), *layers])
        net.set_weights(first_weights())
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        net.compile(optimizer=keras.optimizers.Adam(epsilon=1e-7), loss=loss, **options)

        def train(steps):
            rows = ROWS[: steps * BATCH]
            windows = FEATURES[rows[:, None] + BACK]
            history = net.fit(windows, LABELS[rows], batch_size=BATCH, shuffle=False, verbose=0)
            return [float(history.history["loss"][0])]

        return train

    return {
        "loop": lambda: variant(False, jit_compile=False),
        "loop, XLA": lambda: variant(False, jit_compile=True),
        "loop, XLA, 5 steps a call": lambda: variant(False, jit_compile=True, steps_per_execution=5),
        "unrolled": lambda: variant(True, jit_compile=False),
    }


def milliseconds(train, steps):
    started = time.perf_counter()
    train(steps)
    return (time.perf_counter() - started) * 1000


def fastest(variants):
    """Compares the variants on ten steps, the second time they are asked; those this version does not have are left out."""
    found = {}
    for name, make in variants.items():
        try:
            train = make()
            train(10)
            found[name] = min(milliseconds(train, 10) for _ in range(2))
        except (RuntimeError, TypeError, ValueError) as error:
            print(f"    {LIBRARY}, {name} is left out: {str(error).splitlines()[0]}", file=sys.stderr)
    name = min(found, key=found.get)
    return name, found[name], variants[name]()


warnings.simplefilter("ignore")
sys.stdin.readline()
try:
    variants = {"torch": torch_variants, "keras": keras_variants}[LIBRARY]()
except ImportError as error:
    print(json.dumps({"missing": f"{error.name} is not installed; get it with: bench/peers/setup"}), flush=True)
    sys.exit()
name, pace, train = fastest(variants)
losses = train(STEPS)
print(json.dumps({"losses": losses, "variant": name, "milliseconds": pace}), flush=True)
for _ in sys.stdin:
    print(json.dumps({"milliseconds": milliseconds(train, STEPS)}), flush=True)
