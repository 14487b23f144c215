"""Prints the best time in milliseconds of a training step of PyTorch: python pytorch_steps.py NETWORK THREADS.

The same networks as NetworkBenchmarks.swift, Float32 on the CPU: zero gradients, forward, backward, Adam; the
same batch each step. Tried with torch 2.13.0+cpu.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional


def mlp():
    model = nn.Sequential(
        nn.Linear(15, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    x, y = torch.randn(128, 15), torch.randn(128, 1)
    return model, lambda: functional.mse_loss(model(x), y)


def best_step(model, loss):
    optimiser = torch.optim.Adam(model.parameters(), 1e-3, fused=True)

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss().backward()
        optimiser.step()

    for _ in range(3):
        step()
    start = time.perf_counter()
    step()
    calls = max(1, int(0.05 / (time.perf_counter() - start)))
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter()
        for _ in range(calls):
            step()
        best = min(best, (time.perf_counter() - start) / calls)
    return best * 1e3


torch.manual_seed(0)
torch.set_num_threads(int(sys.argv[2]))
print(best_step(*{"mlp": mlp}[sys.argv[1]]()))
