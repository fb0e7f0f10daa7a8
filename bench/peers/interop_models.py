"""Makes classifiers of Keras, scikit-learn, LightGBM, XGBoost and PyTorch from features and labels that FollowUpward computed.

interop_models.py FOLDER: reads features.arrow and labels.arrow there, writes the models, scalers, and predictions.json: for
each model how it is to be imported, and its own program's probabilities for the last ROWS rows.
"""
import json
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
warnings.filterwarnings("ignore")

import keras
import lightgbm
import numpy
import onnx
import pyarrow.feather
import tf_keras
import torch
import xgboost
from onnxmltools import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import DoubleTensorType
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../examples"))
from lightgbm_to_onnx import lightgbm_to_onnx

ROWS, WINDOW = 1000, 10
folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


features = pyarrow.feather.read_feather(path("features.arrow"))
labels = pyarrow.feather.read_feather(path("labels.arrow"))
frame = features.merge(labels, on="timestamp")
columns = [name for name in features.columns if name != "timestamp"]
raw = frame[columns].to_numpy("float32")
y = frame["target"].to_numpy("int64")
scaler = StandardScaler().fit(raw)
# Center and scale are float32 in a classifier here. Where a feature's center is many times its scale, that alone moves what
# is scaled by 1e-5: so the same numbers are used on both sides.
center, scale = scaler.mean_.astype("float32"), scaler.scale_.astype("float32")
x = (raw - center) / scale
names = numpy.array(["hold", "buy", "sell"])
with open(path("scaler.json"), "w") as file:
    json.dump({"mean_": center.tolist(), "scale_": scale.tolist(), "columns": columns}, file)
given = ["--scaler", path("scaler.json")]
models = {}


def keep(name, probabilities, args=(), order=("hold", "buy", "sell"), window=1):
    places = [list(order).index(one) for one in ("hold", "buy", "sell")]
    scores = numpy.asarray(probabilities, "float64")[-ROWS:][:, places]
    models[name] = {"args": list(args), "window": window, "scores": scores.tolist()}


def keras_net(lib, name):
    lib.utils.set_random_seed(1)
    shape = {"input_shape": (len(columns),)} if lib is tf_keras else {}
    head = [] if lib is tf_keras else [lib.Input((len(columns),))]
    layers = [
        lib.layers.Dense(24, activation="relu", kernel_initializer="he_uniform", **shape),
        lib.layers.Dropout(0.2),
        lib.layers.BatchNormalization(),
        lib.layers.Dense(16, activation="relu"),
        lib.layers.Dense(3, activation="softmax"),
    ]
    net = lib.Sequential(head + layers)
    net.compile("adam", "sparse_categorical_crossentropy")
    net.fit(x, y, epochs=1, batch_size=256, verbose=0)
    net.save(path(name))
    keep(name, net.predict(x[-ROWS:], verbose=0), given)


keras_net(keras, "keras3.h5")
keras_net(tf_keras, "keras2.h5")

# Converted for float32 its scaler and net differ from scikit-learn's own float64 by 1e-5.
one_input = [("features", DoubleTensorType([None, len(columns)]))]
pipeline = make_pipeline(StandardScaler(), MLPClassifier((24, 16), max_iter=5, random_state=1))
pipeline.fit(raw.astype("float64"), names[y])
onnx.save(convert_sklearn(pipeline, initial_types=one_input, target_opset=15), path("sklearn.onnx"))
keep("sklearn.onnx", pipeline.predict_proba(raw[-ROWS:].astype("float64")), order=pipeline.classes_)

trees = lightgbm.LGBMClassifier(n_estimators=20, random_state=1, verbose=-1, n_jobs=1).fit(raw, y)
onnx.save(lightgbm_to_onnx(trees.booster_, len(columns)), path("lightgbm.onnx"))
keep("lightgbm.onnx", trees.predict_proba(raw[-ROWS:]))

trees = xgboost.XGBClassifier(n_estimators=20, max_depth=4, random_state=1, n_jobs=1).fit(raw, y)
one_input = [("features", FloatTensorType([None, len(columns)]))]
onnx.save(convert_xgboost(trees, initial_types=one_input, target_opset=15), path("xgboost.onnx"))
keep("xgboost.onnx", trees.predict_proba(raw[-ROWS:]))


class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(len(columns), 8, batch_first=True)
        self.out = torch.nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.gru(x)[0][:, -1])


torch.manual_seed(1)
net = Recurrent().eval()
last = torch.tensor(x[-(ROWS + WINDOW - 1) :])
windows = last.unfold(0, WINDOW, 1).transpose(1, 2)
axes = {"windows": {0: "n"}, "logits": {0: "n"}}
torch.onnx.export(
    net, windows[:2], path("torch.onnx"), input_names=["windows"], output_names=["logits"], dynamic_axes=axes, opset_version=15
)
with torch.no_grad():
    keep("torch.onnx", torch.softmax(net(windows).double(), 1).numpy(), given, window=WINDOW)
# As newer versions of PyTorch save it: the weights in a file beside the model.
beside = {"save_as_external_data": True, "location": "torch-beside.onnx.data", "size_threshold": 0}
onnx.save(onnx.load(path("torch.onnx")), path("torch-beside.onnx"), **beside)
models["torch-beside.onnx"] = models["torch.onnx"]

versions = {one.__name__: one.__version__ for one in (keras, tf_keras, lightgbm, xgboost, onnx, torch)}
with open(path("predictions.json"), "w") as file:
    json.dump({"models": models, "versions": versions}, file)
