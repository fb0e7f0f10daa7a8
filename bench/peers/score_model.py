"""Scores of a classifier's model in ONNX Runtime for Python.

score_model.py MODEL ROWS INPUTS: reads features [rows, inputs], center [inputs] and scale [inputs] as float32 from
stdin, writes scores [rows, classes] as float32 to stdout.
"""
import sys

import numpy
import onnxruntime

model, rows, inputs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
values = numpy.frombuffer(sys.stdin.buffer.read(), numpy.float32)
features, center, scale = numpy.split(values, [rows * inputs, (rows + 1) * inputs])
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
feeds = {"features": features.reshape(rows, inputs), "center": center, "scale": scale}
(scores,) = session.run(["scores"], feeds)
sys.stdout.buffer.write(scores.astype(numpy.float32).tobytes())
