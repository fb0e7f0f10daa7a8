"""Trains scikit-learn's gradient boosting for FollowUpward; see train_lightgbm.py.

    followupward train --features F2cond20 --target T10up5low30min --external "python examples/train_sklearn.py"
"""
import json
import os
import sys

import onnx
import pyarrow.feather
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import HistGradientBoostingClassifier

folder = sys.argv[-1]
with open(os.path.join(folder, "request.json")) as file:
    request = json.load(file)
frame = pyarrow.feather.read_feather(os.path.join(folder, request["files"]["training"]))
model = HistGradientBoostingClassifier(
    max_iter=100,
    class_weight=None if request["sampling"] == "natural" else "balanced",
    random_state=request["seed"],
)
model.fit(frame[request["columns"]].to_numpy("float32"), frame["label"].to_numpy("int64"), sample_weight=frame["weight"])

one_input = [("features", FloatTensorType([None, len(request["columns"])]))]
net = convert_sklearn(model, initial_types=one_input, target_opset=15, options={"zipmap": False})
onnx.save(net, os.path.join(folder, request["model"]))
