"""Records a golden trajectory by NumPy alone: a problem, and SGD with momentum on it. docs/golden.md says what each field means.

    python3 scripts/golden/make_golden.py FOLDER

To record a method of your own, replace `momentum_sgd` (and `method`, its hyperparameters): it gets float32 or float64 parameters and the
gradient function, and gives the parameters after every step.
"""

import json
import sys
from pathlib import Path

import numpy as np

parameters = [("dense.kernel", "weight", [3, 2]), ("dense.bias", "bias", [2])]
method = {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}
steps = 30
recorded = [1, 2, 3, 5, 10, 20, 30]


def make_problem():
    params, offset = [], 0
    for name, kind, shape in parameters:
        size = int(np.prod(shape))
        params.append({"name": name, "kind": kind, "shape": shape, "offset": offset, "size": size})
        offset += size
    i = np.arange(offset)
    vectors = {"H": 0.5 + (i % 4), "t": np.cos(2.1 * i), "p0": 1.5 * np.sin(1 + i)}
    return {
        "format": "golden-problem/1", "name": "problem-mini", "params": params, "size": offset, "noise": 0.05,
        **{name: plain(values.astype(np.float32)) for name, values in vectors.items()},
    }


def plain(values):
    return [float(f"{value:.9g}") for value in values]  # nine digits give a float32 back


def loss(problem, p):  # without noise: what a checkpoint states
    H, t = np.array(problem["H"]), np.array(problem["t"])
    return float(np.sum(0.5 * H * (p - t) ** 2 + 0.1 * (1 - np.cos(3 * p))))


def gradient(problem, p, k):
    """At step k (from 1), evaluated in float64 and rounded once to the type of p."""
    H, t, i, x = np.array(problem["H"]), np.array(problem["t"]), np.arange(problem["size"]), p.astype(np.float64)
    g = H * (x - t) + 0.3 * np.sin(3 * x) + problem["noise"] * np.cos(0.7 * k + 1.3 * i)
    return g.astype(p.dtype)


def momentum_sgd(p, gradient_at, lr, momentum, weight_decay):
    number = p.dtype.type
    buffer = np.zeros_like(p)
    for k in range(1, steps + 1):
        g = gradient_at(p, k) + number(weight_decay) * p
        buffer = number(momentum) * buffer + g
        p = p - number(lr) * buffer
        yield p


def main(folder):
    problem = make_problem()
    run = lambda type: list(momentum_sgd(np.array(problem["p0"], type), lambda p, k: gradient(problem, p, k), **method))
    single, double = run(np.float32), run(np.float64)
    noise = max(float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b)))) for a, b in zip(single, double))
    trajectory = {
        "format": "golden-trajectory/1", "optimizer": "heavy_ball", "problem": problem["name"],
        "source": {"repo": "this repository", "path": "scripts/golden/make_golden.py", "commit": "numpy"},
        "hyperparameters": method, "tolerance": max(1e-5, 10 * noise),
        "checkpoints": [
            {"step": k, "loss": loss(problem, single[k - 1].astype(np.float64)), "train": plain(single[k - 1]), "eval": None}
            for k in recorded
        ],
    }
    for name, content in [(problem["name"], problem), ("heavy_ball", trajectory)]:
        Path(folder, f"{name}.json").write_text(json.dumps(content, indent=2, allow_nan=False) + "\n")


main(sys.argv[1])
