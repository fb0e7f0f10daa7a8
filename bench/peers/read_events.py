"""What TensorBoard's own reader finds in the event files of a folder, as JSON: {tag: [[step, value], …]}.

read_events.py FOLDER
"""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1]).Reload()
tags = events.Tags()["scalars"]
print(json.dumps({tag: [[one.step, one.value] for one in events.Scalars(tag)] for tag in tags}))
