"""Trains LightGBM for FollowUpward.

    followupward train --features F2cond20 --target T10up5low30min --external "python examples/train_lightgbm.py"

FollowUpward gives a folder as the last argument. In it lie request.json (what to do), train.arrow and validation.arrow
(timestamp, base, the features, label, weight); model.onnx is left there. Needs requirements.txt of this folder.
"""
import json
import os
import sys

import lightgbm
import onnx
import pyarrow.feather
from lightgbm_to_onnx import lightgbm_to_onnx

folder = sys.argv[-1]
with open(os.path.join(folder, "request.json")) as file:
    request = json.load(file)


def rows(name):
    frame = pyarrow.feather.read_feather(os.path.join(folder, request["files"][name]))
    features = frame[request["columns"]].to_numpy("float32")
    return features, frame["label"].to_numpy("int64"), frame["weight"].to_numpy()


features, labels, weights = rows("training")
valid_features, valid_labels, valid_weights = rows("validation")
if request["sampling"] != "natural":
    # Each class counts the same in all, as in our own balanced batches.
    counts = request["classCounts"]
    factors = [len(labels) / (len(counts) * count) if count else 0 for count in counts]
    weights = weights * [factors[label] for label in labels]

model = lightgbm.LGBMClassifier(
    n_estimators=100, learning_rate=0.1, num_leaves=15, random_state=request["seed"], deterministic=True, verbose=-1
)
model.fit(
    features,
    labels,
    sample_weight=weights,
    eval_set=[(valid_features, valid_labels)],
    eval_metric="multi_logloss",
    callbacks=[lightgbm.early_stopping(20, verbose=False), lightgbm.log_evaluation(25)],
)
print(f"{model.best_iteration_} rounds, validation loss {model.best_score_['valid_0']['multi_logloss']:.4f}")

net = lightgbm_to_onnx(model.booster_, len(request["columns"]))
onnx.save(net, os.path.join(folder, request["model"]))
