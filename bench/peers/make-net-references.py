"""Reference values of layers, losses and optimisers from Keras, in float64: test/golden/data/nets/<case>.json.

    python -m venv /tmp/keras && /tmp/keras/bin/pip install keras==3.15.1 jax==0.10.2 numpy==2.4.6
    /tmp/keras/bin/python bench/peers/make-net-references.py

Each case holds the layers as our nets write them, the weights in our order (statistics at the end), the scores before any
step, the gradient of the first batch, and the losses and weights of ten steps. Numbers are little-endian float32 in base64.
"""

import base64
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
import keras  # noqa: E402
import numpy as np  # noqa: E402

keras.backend.set_floatx("float64")
OUT = pathlib.Path(__file__).parents[2] / "test/golden/data/nets"
BATCH, INPUTS, CLASSES, STEPS, WINDOW = 8, 5, 3, 10, 7

HEAD = {"type": "dense", "units": CLASSES, "activation": "softmax"}
DENSE = {"type": "dense", "units": 6}


def act(name, **more):
    return {"type": "activation", "activation": name, **more}


SGD = {"type": "sgd"}
LAYERS = {
    "dense": [{**DENSE, "activation": "relu"}, HEAD],
    **{name: [DENSE, act(name), HEAD] for name in ("leakyRelu", "elu", "gelu", "tanh", "sigmoid", "softmax")},
    "leakyReluAlpha": [DENSE, act("leakyRelu", alpha=0.05), HEAD],
    "batchNormalization": [{"type": "batchNormalization"}, DENSE, {"type": "batchNormalization", "momentum": 0.8, "epsilon": 0.01}, HEAD],
    "layerNormalization": [DENSE, {"type": "layerNormalization"}, act("tanh"), HEAD],
    "residual": [{"type": "residual", "layers": [{"type": "dense", "units": INPUTS, "activation": "tanh"}]}, HEAD],
    "residualProjected": [{"type": "residual", "layers": [DENSE, act("relu"), {"type": "dense", "units": 4}]}, HEAD],
}
SEQUENCES = {
    "conv1d": [{"type": "conv1d", "filters": 4, "kernelSize": 3, "activation": "relu"}, {"type": "pooling", "kind": "average"}, HEAD],
    "conv1dDilated": [
        {"type": "conv1d", "filters": 4, "kernelSize": 2, "dilation": 1, "activation": "tanh"},
        {"type": "conv1d", "filters": 3, "kernelSize": 3, "dilation": 2},
        {"type": "pooling", "kind": "last"},
        HEAD,
    ],
    "poolingMax": [{"type": "dense", "units": 4}, {"type": "pooling", "kind": "max"}, HEAD],
    "flatten": [{"type": "flatten"}, HEAD],
    "gru": [{"type": "gru", "units": 4}, HEAD],
    "gruSequences": [{"type": "gru", "units": 4, "returnSequences": True}, {"type": "gru", "units": 3}, HEAD],
    "sequenceNormalizations": [
        {"type": "batchNormalization"},
        {"type": "layerNormalization"},
        {"type": "residual", "layers": [{"type": "conv1d", "filters": 4, "kernelSize": 2}]},
        {"type": "pooling", "kind": "average"},
        HEAD,
    ],
}
NET = [{**DENSE, "activation": "tanh"}, HEAD]
OPTIONS = {
    "sgd": {"optimizer": SGD, "learningRate": 0.1},
    "momentum": {"optimizer": {"type": "sgd", "momentum": 0.9}, "learningRate": 0.1},
    "nesterov": {"optimizer": {"type": "sgd", "momentum": 0.9, "nesterov": True}, "learningRate": 0.1},
    "adam": {"optimizer": {"type": "adam", "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}, "learningRate": 0.01},
    "adamw": {"optimizer": {"type": "adamw", "weightDecay": 0.1}, "learningRate": 0.01},
    "cosine": {"optimizer": SGD, "learningRate": 0.2, "schedule": {"type": "cosine", "steps": 8, "floor": 0.1}},
    "clipNorm": {"optimizer": SGD, "learningRate": 0.1, "clip": {"norm": 0.2}},
    "clipValue": {"optimizer": SGD, "learningRate": 0.1, "clip": {"value": 0.05}},
    "regularization": {"optimizer": SGD, "learningRate": 0.1, "regularization": {"l1": 0.01, "l2": 0.02}},
    "labelSmoothing": {"loss": {"labelSmoothing": 0.2}},
    "focal": {"loss": {"focal": {"gamma": 2, "alpha": 0.25}}},
    "classWeights": {"loss": {"classWeights": [0.5, 2, 1.5]}},
    "sampleWeights": {"sampleWeights": True},
    "allWeights": {"sampleWeights": True, "loss": {"classWeights": [0.5, 2, 1.5], "labelSmoothing": 0.1}},
}


def regularizer(options):
    found = options.get("regularization")
    return keras.regularizers.L1L2(l1=found["l1"], l2=found["l2"]) if found else None


def activation(name, alpha):
    if name == "leakyRelu":
        return keras.layers.LeakyReLU(negative_slope=0.2 if alpha is None else alpha)
    if name == "elu":
        return keras.layers.ELU(alpha=1.0 if alpha is None else alpha)
    return keras.layers.Activation(name)


def apply(layer, x, made, options):
    """Applies one layer; `made` collects Keras layers in the order of our parameters."""
    kind = layer["type"]
    common = {"kernel_regularizer": regularizer(options)}
    if kind == "residual":
        y = x
        for inner in layer["layers"]:
            y = apply(inner, y, made, options)
        if x.shape[-1] != y.shape[-1]:
            project = keras.layers.Dense(y.shape[-1], use_bias=False, **common)
            x = project(x)
            made.append(project)
        return keras.layers.Add()([x, y])
    if kind == "pooling":
        if layer["kind"] == "last":
            return x[:, -1, :]
        pool = keras.layers.GlobalAveragePooling1D if layer["kind"] == "average" else keras.layers.GlobalMaxPooling1D
        return pool()(x)
    if kind == "dense":
        one = keras.layers.Dense(layer["units"], activation=layer.get("activation"), **common)
    elif kind == "activation":
        one = activation(layer["activation"], layer.get("alpha"))
    elif kind == "batchNormalization":
        one = keras.layers.BatchNormalization(momentum=layer.get("momentum", 0.99), epsilon=layer.get("epsilon", 1e-3))
    elif kind == "layerNormalization":
        one = keras.layers.LayerNormalization(epsilon=layer.get("epsilon", 1e-3))
    elif kind == "conv1d":
        one = keras.layers.Conv1D(
            layer["filters"], layer["kernelSize"], dilation_rate=layer.get("dilation", 1), padding="causal", activation=layer.get("activation")
        )
    elif kind == "gru":
        one = keras.layers.GRU(layer["units"], return_sequences=layer.get("returnSequences", False), reset_after=True)
    elif kind == "flatten":
        one = keras.layers.Flatten()
    else:
        raise ValueError(kind)
    made.append(one)
    return one(x)


def optimizer(options):
    spec = options.get("optimizer", {"type": "adam"})
    rate = options.get("learningRate", 0.001)
    schedule = options.get("schedule")
    if schedule:
        rate = keras.optimizers.schedules.CosineDecay(rate, schedule["steps"], alpha=schedule["floor"])
    clip = options.get("clip", {})
    limits = {"global_clipnorm": clip.get("norm"), "clipvalue": clip.get("value")}
    if spec["type"] == "sgd":
        return keras.optimizers.SGD(rate, momentum=spec.get("momentum", 0.0), nesterov=spec.get("nesterov", False), **limits)
    betas = {"beta_1": spec.get("beta1", 0.9), "beta_2": spec.get("beta2", 0.999), "epsilon": spec.get("epsilon", 1e-7)}
    if spec["type"] == "adamw":
        return keras.optimizers.AdamW(rate, weight_decay=spec["weightDecay"], **betas, **limits)
    return keras.optimizers.Adam(rate, **betas, **limits)


def flat(values):
    return np.concatenate([np.asarray(value, dtype=np.float64).ravel() for value in values] or [np.zeros(0)])


def text(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


def make(name, layers, window, options):
    rng = np.random.default_rng(sum(map(ord, name)))
    keras.utils.set_random_seed(len(name))
    shape = (window, INPUTS) if window > 1 else (INPUTS,)
    source = keras.Input(shape)
    made, value = [], source
    for layer in layers:
        value = apply(layer, value, made, options)
    model = keras.Model(source, value)
    trainable = [v for layer in made for v in layer.trainable_variables]
    statistics = [v for layer in made for v in layer.non_trainable_variables if "seed" not in v.path]
    for v in trainable:
        v.assign(np.float32(np.asarray(v) + 0.1 * rng.standard_normal(v.shape)).astype(np.float64))

    rows = STEPS * BATCH + window - 1
    features = rng.standard_normal((rows, INPUTS)).astype(np.float32).astype(np.float64)
    labels = rng.integers(0, CLASSES, rows)
    weights = rng.uniform(0, 2, rows).astype(np.float32).astype(np.float64)
    # The batches walk over the rows in a shuffled order.
    order = rng.permutation(np.arange(window - 1, rows))
    inputs = np.stack([features[r - window + 1 : r + 1] if window > 1 else features[r] for r in order])
    factors = np.ones(rows)
    if options.get("sampleWeights"):
        factors = factors * weights
    loss_spec = options.get("loss", {})
    if "classWeights" in loss_spec:
        factors = factors * np.array(loss_spec["classWeights"])[labels]
    smoothing = loss_spec.get("labelSmoothing", 0.0)
    if "focal" in loss_spec:
        loss = keras.losses.CategoricalFocalCrossentropy(**loss_spec["focal"])
    else:
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)

    step = optimizer(options)
    step.build(trainable)
    start = flat(trainable + statistics)
    scores = np.asarray(model(inputs[:BATCH], training=False))

    def value_of(variables, others, x, y, w):
        out, others = model.stateless_call(variables, others, x, training=True)
        data = loss(y, out, sample_weight=w)
        penalty = 0.0
        spec = options.get("regularization")
        if spec:
            for v, variable in zip(variables, model.trainable_variables):
                if variable.name == "kernel":
                    penalty = penalty + spec["l1"] * abs(v).sum() + spec["l2"] * (v**2).sum()
        return data + penalty, (data, others)

    grad = jax.value_and_grad(value_of, has_aux=True)
    losses, gradient = [], None
    for i in range(STEPS):
        part = slice(i * BATCH, (i + 1) * BATCH)
        y = np.eye(CLASSES)[labels[order[part]]]
        variables = [v.value for v in model.trainable_variables]
        others = [v.value for v in model.non_trainable_variables]
        (_, (data, others)), gradients = grad(variables, others, inputs[part], y, factors[order[part]])
        by_id = {id(v): g for v, g in zip(model.trainable_variables, gradients)}
        if gradient is None:
            gradient = flat([by_id[id(v)] for v in trainable])
        losses.append(float(data))
        for v, other in zip(model.non_trainable_variables, others):
            v.assign(other)
        step.apply([by_id[id(v)] for v in trainable], trainable)
    case = {
        "layers": layers,
        "window": window,
        "inputs": INPUTS,
        "classes": CLASSES,
        "batchSize": BATCH,
        "options": options,
        "features": text(features.ravel()),
        "labels": "".join(map(str, labels)),
        "sampleWeights": text(weights),
        "rows": order.tolist(),
        "initialWeights": text(start),
        "scores": text(scores.ravel()),
        "gradient": text(gradient),
        "losses": losses,
        "finalWeights": text(flat(trainable + statistics)),
    }
    (OUT / f"{name}.json").write_text(json.dumps(case) + "\n")
    print(name, losses[0], losses[-1])


OUT.mkdir(parents=True, exist_ok=True)
for name, layers in LAYERS.items():
    # What comes before a batch normalisation has gradients of zero, and Adam would make steps of their rounding.
    kind = SGD if name == "batchNormalization" else {"type": "adam"}
    make(name, layers, 1, {"optimizer": kind, "learningRate": 0.01})
for name, layers in SEQUENCES.items():
    make(name, layers, WINDOW, {"optimizer": {"type": "adam"}, "learningRate": 0.01})
for name, options in OPTIONS.items():
    make(name, NET, 1, options)
