"""Reference values of statistics beside this file: python reference.py > reference.json (NumPy, SciPy, scikit-learn)."""

import json

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import spearmanr
from sklearn.metrics import mutual_info_score

SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
DECILES = np.arange(1, 10) / 10

random = np.random.default_rng(7)
rows = 240


def noise(scale):
    return scale * random.normal(size=rows)


a = noise(1)
c = np.round(noise(1), 1)
columns = [a, a + noise(0.3), c, noise(0.2) - a, np.exp(noise(1)), c**2, a + noise(1), c + noise(0.5)]
columns = [np.round(column, 4).astype(np.float32).astype(np.float64) for column in columns]
labels = np.where(a + noise(1) > 0.8, 1, np.where(a + noise(1) < -0.8, 2, 0))


def borders(values):
    return np.unique(np.quantile(values, DECILES))


def shares(values, edges):
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return np.maximum(counts / len(values), 1e-4)


def drift(expected, actual):
    e, s = (shares(values, borders(expected)) for values in (expected, actual))
    return float(((s - e) * np.log(s / e)).sum())


rho = spearmanr(np.stack(columns, 1)).statistic
distance = squareform((1 - np.abs(rho)) * (1 - np.eye(len(columns))), checks=False)
tree = linkage(distance, "complete")
half = rows // 2
print(
    json.dumps(
        {
            "source": f"NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}",
            "columns": [[round(float(v), 4) for v in column] for column in columns],
            "labels": labels.tolist(),
            "mean": [float(column.mean()) for column in columns],
            "std": [float(column.std()) for column in columns],
            "quantiles": [np.quantile(column, SHARES).tolist() for column in columns],
            "spearman": rho.tolist(),
            "clusters": {
                str(t): fcluster(tree, 1 - t, "distance").tolist() for t in (0.1, 0.3, 0.6, 0.75, 0.9, 0.97)
            },
            "information": [
                float(mutual_info_score(np.searchsorted(borders(c), c, side="left"), labels) / np.log(2))
                for c in columns
            ],
            "drift": [drift(column[:half], column[half:]) for column in columns],
        }
    )
)
