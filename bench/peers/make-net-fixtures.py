"""Small classifiers of other programs with their own predictions, for the tests of import.

make-net-fixtures.py FOLDER (test/fixtures/nets): trains each on 20 made-up features, writes its file, and to expected.json
some rows with the probabilities that the program itself gives for them, float64 where it has them.
"""
import json
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
warnings.filterwarnings("ignore")

import h5py
import keras
import lightgbm
import numpy
import onnx
import tf_keras
import torch
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType as ToolsFloat
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FEATURES, WINDOW, ROWS = 20, 5, 16
folder = sys.argv[1]
rng = numpy.random.default_rng(7)
x = rng.normal(0.3, 1.5, (600, FEATURES)).astype(numpy.float32)
y = (x[:, 0] + 0.5 * x[:, 3] * x[:, 7] > 0.8).astype(int) + (x[:, 5] > 1.2)
rows = x[:ROWS]
windows = numpy.stack([x[i : i + WINDOW] for i in range(ROWS)])
names = numpy.array(["hold", "buy", "sell"])
# A row's window begins there; a net of single rows scores the first of them.
expected = {"features": x[: ROWS + WINDOW - 1].tolist(), "nets": {}}


def path(name):
    return os.path.join(folder, name)


def keep(name, probabilities, order=("hold", "buy", "sell"), **more):
    columns = [list(order).index(one) for one in ("hold", "buy", "sell")]
    expected["nets"][name] = {"scores": numpy.asarray(probabilities, float)[:, columns].tolist(), **more}


def keras_net(lib, name, leaky):
    lib.utils.set_random_seed(1)
    first = {"input_shape": (FEATURES,)} if lib is tf_keras else {}
    head = [] if lib is tf_keras else [lib.Input((FEATURES,))]
    net = lib.Sequential(
        head
        + [
            lib.layers.Dense(8, activation="relu", kernel_initializer="he_uniform", **first),
            lib.layers.Dropout(0.2),
            lib.layers.BatchNormalization(),
            lib.layers.Dense(6, use_bias=False),
            leaky,
            lib.layers.Dense(3, activation="softmax"),
        ]
    )
    net.compile("adam", "sparse_categorical_crossentropy")
    net.fit(x, y, epochs=3, verbose=0)
    net.save(path(name), include_optimizer=False)
    keep(name, net.predict(rows, verbose=0))


keras_net(keras, "keras3.h5", keras.layers.LeakyReLU(negative_slope=0.1))
keras_net(tf_keras, "keras2.h5", tf_keras.layers.LeakyReLU(alpha=0.1))

one_input = [("features", FloatTensorType([None, FEATURES]))]
pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)).fit(x, names[y])
onnx.save(convert_sklearn(pipeline, initial_types=one_input, target_opset=15), path("sklearn-pipeline-zipmap.onnx"))
keep("sklearn-pipeline-zipmap.onnx", pipeline.predict_proba(rows), order=pipeline.classes_)

doubles = [("features", DoubleTensorType([None, FEATURES]))]
pipeline = make_pipeline(StandardScaler(), MLPClassifier((6,), max_iter=60, random_state=1)).fit(x.astype(float), names[y])
onnx.save(convert_sklearn(pipeline, initial_types=doubles, target_opset=15), path("sklearn-double-zipmap.onnx"))
keep("sklearn-double-zipmap.onnx", pipeline.predict_proba(rows.astype(float)), order=pipeline.classes_)

mlp = MLPClassifier((8,), max_iter=60, random_state=1).fit(x, y)
options = {id(mlp): {"zipmap": False}}
onnx.save(convert_sklearn(mlp, initial_types=one_input, target_opset=15, options=options), path("sklearn-mlp.onnx"))
keep("sklearn-mlp.onnx", mlp.predict_proba(rows))

trees = lightgbm.LGBMClassifier(n_estimators=4, num_leaves=7, random_state=1, verbose=-1).fit(x, y)
tools_input = [("features", ToolsFloat([None, FEATURES]))]
onnx.save(convert_lightgbm(trees, initial_types=tools_input, target_opset=15), path("lightgbm-zipmap.onnx"))
keep("lightgbm-zipmap.onnx", trees.predict_proba(rows))

torch.manual_seed(1)


def torch_net(name, net, sample, dynamic, **more):
    net.eval()
    axes = {"input": {0: "n"}, "logits": {0: "n"}} if dynamic else None
    torch.onnx.export(
        net, sample, path(name), input_names=["input"], output_names=["logits"], dynamic_axes=axes, opset_version=15
    )
    with torch.no_grad():
        logits = torch.cat([net(row[None]) for row in torch.tensor(windows if sample.dim() == 3 else rows)])
    keep(name, torch.softmax(logits.double(), 1).numpy(), **more)


perceptron = torch.nn.Sequential(
    torch.nn.Linear(FEATURES, 8), torch.nn.BatchNorm1d(8), torch.nn.GELU(), torch.nn.Linear(8, 3)
)
torch_net("torch-logits.onnx", perceptron, torch.zeros(2, FEATURES), True)


class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(FEATURES, 6, batch_first=True)
        self.out = torch.nn.Linear(6, 3)

    def forward(self, x):
        return self.out(self.gru(x)[0][:, -1])


torch_net("torch-window.onnx", Recurrent(), torch.zeros(2, WINDOW, FEATURES), True, window=WINDOW)


class OneRow(torch.nn.Module):
    """A net whose graph is good for the number of rows it was exported with only."""

    def __init__(self):
        super().__init__()
        self.out = torch.nn.Linear(FEATURES, 3)

    def forward(self, x):
        return self.out(x).reshape(x.shape[0], 3)


torch_net("torch-one-row.onnx", OneRow(), torch.zeros(1, FEATURES), False)

# A scaler as numpy saves its arrays.
columns = numpy.array(["b", "a"])
numpy.savez_compressed(path("scaler.npz"), mean_=numpy.array([0.5, -2.0]), scale_=numpy.array([2, 4]), columns=columns)

with open(path("expected.json"), "w") as file:
    json.dump(expected, file)
