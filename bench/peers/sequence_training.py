"""A GRU net in PyTorch or Keras for the training bench: started with a library, a number of threads, files of data, rows and
first weights, and the net's sizes, it trains once on the rows for each line that it gets, and answers with the milliseconds,
the first time with the losses or their mean too.

Windows are gathered by index from rows in memory, within the measured time. Each library runs the variant that is fastest
here: PyTorch with Adam fused where this version has it for the CPU, else foreach; Keras by fit, its recurrence as a loop or
unrolled, with XLA (not the unrolled one, which takes minutes to compile) and without.
"""
import time

from training_peer import (
    SIZES,
    answer,
    keras_compiled,
    keras_loss,
    keras_with_threads,
    read_data,
    torch_steps,
    torch_with_threads,
)
import numpy as np

UNITS, WINDOW, INPUTS, CLASSES, BATCH = SIZES
FEATURES, LABELS, ROWS, WEIGHTS = read_data(INPUTS)
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
    torch = torch_with_threads()
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
            batches = ((features[batch[None, :] + back], labels[batch]) for batch in rows[:steps])
            return torch_steps(torch, net, optimizer, batches).tolist()

        return train

    return {"fused": lambda: variant(fused=True), "foreach": lambda: variant(foreach=True)}


def keras_variants():
    keras = keras_with_threads()

    def variant(unroll, **options):
        layers = [keras.layers.GRU(UNITS, reset_after=True, unroll=unroll), keras.layers.Dense(CLASSES)]
        net = keras.Sequential([keras.Input((WINDOW, INPUTS)), *layers])
        net.set_weights(first_weights())
        keras_compiled(keras, net, **options)

        def train(steps):
            rows = ROWS[: steps * BATCH]
            return [keras_loss(net, FEATURES[rows[:, None] + BACK], LABELS[rows], BATCH)]

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


def measure(train):
    """Of ten steps, the second and third time that they are asked."""
    train(10)
    return min(milliseconds(train, 10) for _ in range(2))


answer(
    {"torch": torch_variants, "keras": keras_variants},
    measure,
    first=lambda train: {"losses": train(STEPS)},
    timed=lambda train: lambda: milliseconds(train, STEPS),
)
