"""Nets of dense layers in PyTorch, Keras and scikit-learn for the training bench.

The sizes are the rows of the first chunk, the batch and the units of each layer. It answers with the first chunk's mean loss;
later it trains for about a second and answers with the milliseconds that a million samples take. Every library gathers random
rows from the same data in memory, within the measured time, and runs the variant that is fastest here.
"""
import time

from training_peer import (
    LIBRARY,
    SIZES,
    answer,
    keras_compiled,
    keras_loss,
    keras_with_threads,
    read_data,
    torch_steps,
    torch_with_threads,
)

FIRST, BATCH, *UNITS = SIZES
FEATURES, LABELS, ROWS, WEIGHTS = read_data(UNITS[0])
SECOND = 1.0


def first_weights():
    """Kernels [inputs, units] and biases, as they lie one after the other in the file."""
    found, at = [], 0
    for inputs, units in zip(UNITS, UNITS[1:]):
        kernel, bias = WEIGHTS[at : at + inputs * units], WEIGHTS[at + inputs * units :][:units]
        found.append((kernel.reshape(inputs, units), bias))
        at += (inputs + 1) * units
    return found


def torch_variants():
    torch = torch_with_threads()
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
            batches = torch.from_numpy(rows).view(-1, BATCH)
            steps = ((features[batch], labels[batch]) for batch in batches)
            return torch_steps(torch, run, optimizer, steps).mean().item()

        return train

    compiled = {"compiled": lambda: variant(True)} if hasattr(torch, "compile") else {}
    eager = {
        "fused": lambda: variant(False, fused=True),
        "foreach": lambda: variant(False, foreach=True),
        "plain": lambda: variant(False, foreach=False),
    }
    return compiled if LIBRARY == "torchCompile" else eager


def keras_variants():
    keras = keras_with_threads()

    def variant(**options):
        last = len(UNITS) - 2
        layers = [keras.layers.Dense(units, activation=None if i == last else "relu") for i, units in enumerate(UNITS[1:])]
        net = keras.Sequential([keras.Input((UNITS[0],)), *layers])
        net.set_weights([value for pair in first_weights() for value in pair])
        keras_compiled(keras, net, **options)

        def train(rows):
            return keras_loss(net, FEATURES[rows], LABELS[rows], BATCH)

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


def measure(train):
    train(ROWS[:FIRST])
    pace = pacer(train)
    pace(SECOND / 2)
    return pace(SECOND / 2)


answer(
    {"torch": torch_variants, "torchCompile": torch_variants, "keras": keras_variants, "sklearn": sklearn_variants},
    measure,
    first=lambda train: {"loss": float(train(ROWS[:FIRST]))},
    timed=pacer,
)
