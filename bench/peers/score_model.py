"""Scores of a classifier's model in ONNX Runtime for Python.

score_model.py MODEL ROWS INPUTS [WINDOW]: reads features [rows, inputs], or [rows, window, inputs], center [inputs] and scale [inputs] as
float32 from stdin, writes scores [rows, classes] as float32 to stdout.
"""
import sys

import numpy
import onnxruntime

model, rows, inputs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
window = int(sys.argv[4]) if len(sys.argv) > 4 else 1
values = numpy.frombuffer(sys.stdin.buffer.read(), numpy.float32)
features, center, scale = numpy.split(values, [rows * window * inputs, (rows * window + 1) * inputs])
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
shape = (rows, window, inputs) if window > 1 else (rows, inputs)
feeds = {"features": features.reshape(shape), "center": center, "scale": scale}
(scores,) = session.run(["scores"], feeds)
sys.stdout.buffer.write(scores.astype(numpy.float32).tobytes())
