"""A GRU or, where the sizes end in dilations, a TCN in PyTorch or Keras for the training bench: started with a library, a number of
threads, files of data, rows and first weights, and the net's sizes, it trains for about a second for each line that it gets, and
answers with the milliseconds of a round over the rows, the first time with the losses or their mean.

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

UNITS, WINDOW, INPUTS, CLASSES, BATCH, *DILATIONS = SIZES
FEATURES, LABELS, ROWS, WEIGHTS = read_data(INPUTS)
BACK = np.arange(-WINDOW + 1, 1)
STEPS = len(ROWS) // BATCH
TAPS = 3


def cut(*shapes):
    """The first weights as arrays of these shapes, in the order of the file."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert sum(sizes) == len(WEIGHTS)
    return [part.reshape(shape) for part, shape in zip(np.split(WEIGHTS, np.cumsum(sizes)[:-1]), shapes)]


def gru_weights():
    """The gates are update, reset, candidate, as in Keras."""
    gates = 3 * UNITS
    return cut((INPUTS, gates), (UNITS, gates), (2, gates), (UNITS, CLASSES), (CLASSES,))


def tcn_weights():
    """Of each block kernel [taps, inputs, filters], bias, scale, shift, and the projection of the first; the last layer's at the end."""
    blocks = []
    for index in range(len(DILATIONS)):
        inputs = UNITS if index else INPUTS
        blocks += [(TAPS, inputs, UNITS), (UNITS,), (UNITS,), (UNITS,)]
        blocks += [(inputs, UNITS)] if inputs != UNITS else []
    return cut(*blocks, (UNITS, CLASSES), (CLASSES,))


def torch_gru(torch):
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

    kernel, recurrent, bias, dense, last = gru_weights()
    return Net(), [gates(kernel).T, gates(recurrent).T, *gates(bias), dense.T, last]


def torch_tcn(torch):
    class Block(torch.nn.Module):
        def __init__(self, inputs, dilation):
            super().__init__()
            self.before = (TAPS - 1) * dilation
            self.convolution = torch.nn.Conv1d(inputs, UNITS, TAPS, dilation=dilation)
            self.norm = torch.nn.LayerNorm(UNITS, eps=1e-3)
            same = inputs == UNITS
            self.projection = torch.nn.Identity() if same else torch.nn.Conv1d(inputs, UNITS, 1, bias=False)

        def forward(self, x):
            padded = torch.nn.functional.pad(x, (self.before, 0))
            made = torch.relu(self.convolution(padded)).transpose(1, 2)
            return self.norm(made).transpose(1, 2) + self.projection(x)

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            inputs = [INPUTS] + [UNITS] * (len(DILATIONS) - 1)
            self.blocks = torch.nn.Sequential(*map(Block, inputs, DILATIONS))
            self.dense = torch.nn.Linear(UNITS, CLASSES)

        def forward(self, x):
            return self.dense(self.blocks(x.permute(1, 2, 0))[:, :, -1])

    return Net(), [values.transpose() if values.ndim == 3 else turned(values) for values in tcn_weights()]


def turned(values):
    """A matrix as PyTorch has it; the projection is a convolution there."""
    if values.ndim < 2:
        return values
    return values.T if values.shape[1] == CLASSES else values.T[:, :, None]


def torch_variants():
    torch = torch_with_threads()
    features, labels = torch.from_numpy(FEATURES), torch.from_numpy(LABELS)
    rows, back = torch.from_numpy(ROWS).reshape(-1, BATCH), torch.from_numpy(BACK)[:, None]

    def variant(**options):
        net, values = torch_tcn(torch) if DILATIONS else torch_gru(torch)
        with torch.no_grad():
            for parameter, value in zip(net.parameters(), values, strict=True):
                parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))
        optimizer = torch.optim.Adam(net.parameters(), eps=1e-7, **options)

        def train(steps):
            batches = ((features[batch[None, :] + back], labels[batch]) for batch in rows[:steps])
            return torch_steps(torch, net, optimizer, batches).tolist()

        return train

    return {"fused": lambda: variant(fused=True), "foreach": lambda: variant(foreach=True)}


def keras_gru(keras, unroll):
    layers = [keras.layers.GRU(UNITS, reset_after=True, unroll=unroll), keras.layers.Dense(CLASSES)]
    return keras.Sequential([keras.Input((WINDOW, INPUTS)), *layers]), gru_weights()


def keras_tcn(keras, _):
    x = begin = keras.Input((WINDOW, INPUTS))
    for index, dilation in enumerate(DILATIONS):
        made = keras.layers.Conv1D(UNITS, TAPS, padding="causal", dilation_rate=dilation, activation="relu")(x)
        made = keras.layers.LayerNormalization(epsilon=1e-3)(made)
        projected = x if index else keras.layers.Dense(UNITS, use_bias=False)(x)
        x = keras.layers.Add()([made, projected])
    return keras.Model(begin, keras.layers.Dense(CLASSES)(x[:, -1])), tcn_weights()


def keras_variants():
    keras = keras_with_threads()

    def variant(unroll, **options):
        net, weights = (keras_tcn if DILATIONS else keras_gru)(keras, unroll)
        net.set_weights(weights)
        keras_compiled(keras, net, **options)

        def train(steps):
            rows = ROWS[: steps * BATCH]
            return [keras_loss(net, FEATURES[rows[:, None] + BACK], LABELS[rows], BATCH)]

        return train

    plain = {
        "one step a call": lambda: variant(False, jit_compile=False),
        "XLA": lambda: variant(False, jit_compile=True),
        "XLA, 5 steps a call": lambda: variant(False, jit_compile=True, steps_per_execution=5),
    }
    return plain if DILATIONS else {**plain, "unrolled": lambda: variant(True, jit_compile=False)}


def milliseconds(train, steps):
    started = time.perf_counter()
    train(steps)
    return (time.perf_counter() - started) * 1000


def a_second_of(train):
    """Milliseconds of a round over the rows, in about a second of them."""
    rounds, started = 0, time.perf_counter()
    while time.perf_counter() - started < 1:
        train(STEPS)
        rounds += 1
    return (time.perf_counter() - started) * 1000 / rounds


def measure(train):
    """Of ten steps, the second and third time that they are asked."""
    train(10)
    return min(milliseconds(train, 10) for _ in range(2))


answer(
    {"torch": torch_variants, "keras": keras_variants},
    measure,
    first=lambda train: {"losses": train(STEPS)},
    timed=lambda train: lambda: a_second_of(train),
)
