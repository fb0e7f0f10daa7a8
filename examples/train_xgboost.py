"""Trains XGBoost for FollowUpward; see train_lightgbm.py.

    followupward train --features F2cond20 --target T10up5low30min --external "python examples/train_xgboost.py"

XGBoost has its thresholds in float32, as ONNX has: onnxmltools converts its trees as they are.
"""
import json
import os
import sys

import onnx
import pyarrow.feather
import xgboost
from onnxmltools import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType

folder = sys.argv[-1]
with open(os.path.join(folder, "request.json")) as file:
    request = json.load(file)


def rows(name):
    frame = pyarrow.feather.read_feather(os.path.join(folder, request["files"][name]))
    features = frame[request["columns"]].to_numpy("float32")
    return features, frame["label"].to_numpy("int64"), frame["weight"].to_numpy()


features, labels, weights = rows("training")
valid_features, valid_labels, _ = rows("validation")
if request["sampling"] != "natural":
    # Each class counts the same in all, as in our own balanced batches.
    counts = request["classCounts"]
    factors = [len(labels) / (len(counts) * count) if count else 0 for count in counts]
    weights = weights * [factors[label] for label in labels]

model = xgboost.XGBClassifier(
    n_estimators=100,
    learning_rate=0.1,
    max_depth=4,
    tree_method="hist",
    random_state=request["seed"],
    eval_metric="mlogloss",
    early_stopping_rounds=20,
)
model.fit(features, labels, sample_weight=weights, eval_set=[(valid_features, valid_labels)], verbose=25)
print(f"{model.best_iteration + 1} rounds, validation loss {model.best_score:.4f}")

one_input = [("features", FloatTensorType([None, len(request["columns"])]))]
net = convert_xgboost(model, initial_types=one_input, target_opset=15)
onnx.save(net, os.path.join(folder, request["model"]))
