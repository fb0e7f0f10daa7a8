"""What the libraries of the training benches share: arguments, threads, data, steps, and the answers to the bench.

The arguments are a library, a number of threads, files of features, labels, rows and first weights, and the net's sizes. The
first line on stdin has it train once from our first weights and answer with its losses, each later line has it train on and
answer with the milliseconds; `{"anew": true}` has it begin a fit of its own, from the first weights, and train once. To be imported before the libraries: they read the number of threads when they are loaded.
"""
import json
import os
import sys
import warnings

LIBRARY, THREADS = sys.argv[1], int(sys.argv[2])
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
SIZES = [int(size) for size in sys.argv[7:]]

import numpy as np


def read_data(inputs):
    """Features [rows, inputs], labels, the rows to train on, and the first weights as they lie in their file."""
    features, labels, rows, weights = sys.argv[3:7]
    return (
        np.fromfile(features, np.float32).reshape(-1, inputs),
        np.fromfile(labels, np.uint8).astype(np.int64),
        np.fromfile(rows, np.int32).astype(np.int64),
        np.fromfile(weights, np.float32),
    )


def torch_with_threads():
    import torch

    torch.set_num_threads(THREADS)
    # Before its threads begin, which take it over. TensorFlow does so by itself, scikit-learn has no such switch.
    torch.set_flush_denormal(True)
    return torch


def torch_steps(torch, run, optimizer, batches):
    """Trains on each batch of inputs and labels; the losses."""
    losses = []
    for inputs, labels in batches:
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(run(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


def keras_with_threads():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    return tf.keras


def keras_compiled(keras, net, **options):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(optimizer=keras.optimizers.Adam(epsilon=1e-7), loss=loss, **options)


def keras_loss(net, inputs, labels, batch):
    """The mean loss of a round over the inputs, in their order."""
    return float(net.fit(inputs, labels, batch_size=batch, shuffle=False, verbose=0).history["loss"][0])


def answer(libraries, measure, first, timed):
    """Answers the bench. `libraries` makes the variants of a library, each of which makes a `train`; `measure(train)` gives its
    milliseconds, `first(train)` what the first answer says of its losses, `timed(train)` a function that trains and gives the
    milliseconds."""
    warnings.simplefilter("ignore")
    sys.stdin.readline()
    try:
        variants = libraries[LIBRARY]()
    except ImportError as error:
        return tell({"missing": f"{error.name} is not installed; get it with: bench/peers/setup"})
    if not variants:
        return tell({"missing": f"this version has no variant of {LIBRARY}"})
    name, train = fastest(variants, measure)
    tell({**first(train), "variant": name})
    again = timed(train)
    for line in sys.stdin:
        if json.loads(line).get("anew"):
            train = variants[name]()
            first(train)
            again = timed(train)
            tell({})
        else:
            tell({"milliseconds": again()})


def fastest(variants, measure):
    """Compares the variants shortly, those left out that this version does not have; the best one is made anew."""
    found = {}
    for name, make in variants.items():
        try:
            found[name] = measure(make())
        except (RuntimeError, TypeError, ValueError) as error:
            print(f"    {LIBRARY}, {name} is left out: {str(error).splitlines()[0]}", file=sys.stderr)
    name = min(found, key=found.get)
    return name, variants[name]()


def tell(document):
    print(json.dumps(document), flush=True)
