"""LightGBM's classifiers as ONNX that decide as LightGBM does."""
import re

import lightgbm
import numpy
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType


def lightgbm_to_onnx(booster, features):
    """The ONNX model of a Booster.

    ONNX has thresholds in float32, LightGBM in float64. Rounded to the nearest, as the converter does it, a threshold may pass
    a value that it parts; rounded down it parts the same float32 features. No decision changes.
    """
    text = re.sub(r"^threshold=(.*)$", _rounded_down, booster.model_to_string(), flags=re.MULTILINE)
    # The sizes of the trees in the text have changed; LightGBM does without.
    text = re.sub(r"^tree_sizes=.*\n", "", text, flags=re.MULTILINE)
    exact = lightgbm.Booster(model_str=text)
    one_input = [("features", FloatTensorType([None, features]))]
    return convert_lightgbm(exact, initial_types=one_input, target_opset=15, zipmap=False)


def _rounded_down(line):
    values = numpy.array(line.group(1).split(), "float64")
    down = values.astype("float32")
    down = numpy.where(down > values, numpy.nextafter(down, numpy.float32(-numpy.inf)), down)
    return "threshold=" + " ".join(repr(float(value)) for value in down)
