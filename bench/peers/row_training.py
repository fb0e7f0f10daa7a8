"""Nets of dense layers in PyTorch, Keras and scikit-learn for the training bench.

Started with a library, a number of threads, files of data, rows and first weights, the batch size and the units of each
layer. The first line on stdin has it train on the first chunk from our first weights, and it answers with that chunk's mean
loss; each later line has it train for about a second, and it answers with the milliseconds that a million samples take. Every
library gathers random rows from the same data in memory, within the measured time, and runs the variant that is fastest here.
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

FEATURES, LABELS, ROWS, WEIGHTS = sys.argv[3:7]
FIRST, BATCH, *UNITS = map(int, sys.argv[7:])
FEATURES = np.fromfile(FEATURES, np.float32).reshape(-1, UNITS[0])
LABELS = np.fromfile(LABELS, np.uint8).astype(np.int64)
ROWS = np.fromfile(ROWS, np.int32).astype(np.int64)
SECOND = 1.0


def first_weights():
    """Kernels [inputs, units] and biases, as they lie one after the other in the file."""
    values, found, at = np.fromfile(WEIGHTS, np.float32), [], 0
    for inputs, units in zip(UNITS, UNITS[1:]):
        found.append((values[at : at + inputs * units].reshape(inputs, units), values[at + inputs * units :][:units]))
        at += (inputs + 1) * units
    return found


def torch_variants():
    import torch

    torch.set_num_threads(THREADS)
    features, labels = torch.from_numpy(FEATURES), torch.from_numpy(LABELS)

    def variant(compiled, **options):
        layers = []
        for inputs, units in zip(UNITS, UNITS[1:]):
            layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
        net = torch.nn.Sequential(*layers[:-1])
        with torch.no_grad():
            for layer, (kernel, bias) in zip(net[::2], first_weights()):
                layer.weight.copy_(torch.from_numpy(kernel.T.copy()))
                layer.bias.copy_(torch.from_numpy(bias.copy()))
        optimizer = torch.optim.Adam(net.parameters(), eps=1e-7, **options)
        run = torch.compile(net) if compiled else net

        def train(rows):
            losses = []
            for batch in torch.from_numpy(rows).view(-1, BATCH):
                optimizer.zero_grad(set_to_none=True)
                loss = torch.nn.functional.cross_entropy(run(features[batch]), labels[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
            return torch.stack(losses).mean().item()

        return train

    compiled = {"compiled": lambda: variant(True)} if hasattr(torch, "compile") else {}
    eager = {
        "fused": lambda: variant(False, fused=True),
        "foreach": lambda: variant(False, foreach=True),
        "plain": lambda: variant(False, foreach=False),
    }
    return compiled if LIBRARY == "torchCompile" else eager


def keras_variants():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    keras = tf.keras

    def variant(**options):
        last = len(UNITS) - 2
        layers = [keras.layers.Dense(units, activation=None if i == last else "relu") for i, units in enumerate(UNITS[1:])]
        net = keras.Sequential([keras.Input((UNITS[0],)), *layers])
        net.set_weights([value for pair in first_weights() for value in pair])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        net.compile(optimizer=keras.optimizers.Adam(epsilon=1e-7), loss=loss, **options)

        def train(rows):
            history = net.fit(FEATURES[rows], LABELS[rows], batch_size=BATCH, shuffle=False, verbose=0)
            return history.history["loss"][0]

        return train

    return {
        "one step a call": lambda: variant(jit_compile=False),
        "16 steps a call": lambda: variant(jit_compile=False, steps_per_execution=16),
        "16 steps a call, XLA": lambda: variant(jit_compile=True, steps_per_execution=16),
    }


def sklearn_variants():
    from sklearn.neural_network import MLPClassifier

    def fit():
        net = MLPClassifier(
            tuple(UNITS[1:-1]), alpha=0, batch_size=BATCH, epsilon=1e-7, max_iter=1, shuffle=False, warm_start=True
        )
        net.fit(FEATURES[:BATCH * 4], LABELS[:BATCH * 4])
        net.coefs_ = [kernel.copy() for kernel, _ in first_weights()]
        net.intercepts_ = [bias.copy() for _, bias in first_weights()]

        def train(rows):
            net.fit(FEATURES[rows], LABELS[rows])
            return net.loss_

        return train

    return {"fit": fit}


def pacer(train):
    """A function that trains for about so many seconds and gives the milliseconds of a million samples. Its calls to the
    library grow until one takes a quarter of a second, so that what a call costs beside its steps hardly counts."""
    count = FIRST

    def pace(seconds=SECOND):
        nonlocal count
        done, at, started = 0, 0, time.perf_counter()
        while True:
            began = time.perf_counter()
            at = at if at + count <= len(ROWS) else 0
            train(ROWS[at : at + count])
            at, done, now = at + count, done + count, time.perf_counter()
            if now - started >= seconds:
                return (now - started) * 1e9 / done
            if now - began < SECOND / 4 and count * 2 <= len(ROWS):
                count *= 2

    return pace


def fastest(variants):
    """Compares the variants shortly, those left out that this version does not have."""
    found = {}
    for name, make in variants.items():
        try:
            train = make()
            train(ROWS[:FIRST])
            pace = pacer(train)
            pace(SECOND / 2)
            found[name] = pace(SECOND / 2)
        except (RuntimeError, TypeError, ValueError) as error:
            print(f"    {LIBRARY}, {name} is left out: {error}", file=sys.stderr)
    name = min(found, key=found.get)
    return name, found[name], variants[name]()


warnings.simplefilter("ignore")
sys.stdin.readline()
try:
    variants = {"keras": keras_variants, "sklearn": sklearn_variants}.get(LIBRARY, torch_variants)()
except ImportError as error:
    variants = None
    print(json.dumps({"missing": f"{error.name} is not installed; get it with: bench/peers/setup"}), flush=True)
if variants == {}:
    print(json.dumps({"missing": "this version of torch has no torch.compile"}), flush=True)
if variants:
    name, milliseconds, train = fastest(variants)
    loss = train(ROWS[:FIRST])
    print(json.dumps({"loss": float(loss), "variant": name, "milliseconds": milliseconds}), flush=True)
    pace = pacer(train)
    for _ in sys.stdin:
        print(json.dumps({"milliseconds": pace()}), flush=True)
