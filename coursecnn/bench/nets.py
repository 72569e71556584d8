"""Whole nets: a training step, an epoch, predictions, here and in PyTorch, with the same weights and batches."""

import math
import time

import numpy as np

from .. import models
from ..functional import parallel
from ..layers.losses import CrossEntropyLoss
from ..training import batch_gradients, fit, predict
from ..training.optim import SGD
from ..training.schedules import OneCycle

NETS = ("mnist_cnn", "simple_conv_net", "lenet5")


def step_contenders(name, torch=None, batch=128):
    """``{name: function}``: each function is one training step of the net on one batch, SGD with momentum."""
    generator = np.random.default_rng(0)
    images, labels = generator.integers(0, 256, (batch, 1, 28, 28), np.uint8), generator.integers(0, 10, batch)
    model, optimizer, loss = models.MODELS[name](), SGD(0.001, 0.9), CrossEntropyLoss()

    def package():
        optimizer.step(model.params, batch_gradients(model, loss, images, labels, (0, 0))[2])

    found = {"package": package}
    for layout in () if torch is None else ("default", "channels-last"):
        net = TorchNet(torch, models.MODELS[name](), layout, 0.001)
        x, y = net.images(images), torch.from_numpy(labels)
        found[f"PyTorch {layout}"] = lambda net=net, x=x, y=y: net.step(x, y)
    return found


def train_package(data, epochs, batch_size, peak, seed=0):
    """``(seconds, right)`` of a training with ``fit``; seconds without the test."""
    model = models.mnist_cnn(seed=seed)
    options = dict(optimizer=SGD(peak, 0.9), seed=seed, progress=False)
    history = fit(model, data, epochs=epochs, batch_size=batch_size, **options)
    return history.seconds, history.test.correct


def train_torch(torch, data, epochs, batch_size, peak, layout, seed=0):
    """The same in PyTorch: same first weights, order of batches, learning rates."""
    net = TorchNet(torch, models.mnist_cnn(seed=seed), layout, peak)
    n = len(data.x_train)
    schedule, steps = OneCycle(), epochs * math.ceil(n / batch_size)
    begin, step = time.perf_counter(), 0
    for epoch in range(epochs):
        order = np.random.default_rng([seed, 0, epoch]).permutation(n)
        for rows in parallel.pieces(n, batch_size):
            net.optimizer.param_groups[0]["lr"] = peak * schedule(step, steps)
            net.step(net.images(data.x_train[order[rows]]), torch.from_numpy(data.y_train[order[rows]]))
            step += 1
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        right = sum(
            int((net.module(net.images(data.x_test[rows])).argmax(1).numpy() == data.y_test[rows]).sum())
            for rows in parallel.pieces(len(data.x_test), 1000)
        )
    return seconds, right


def predict_contenders(data, torch=None):
    """``{name: function}``: predict the class of each test image."""
    model = models.mnist_cnn()
    found = {"package": lambda: predict(model, data.x_test)}
    for layout in () if torch is None else ("default", "channels-last"):
        net = TorchNet(torch, models.mnist_cnn(), layout, 0.1)
        found[f"PyTorch {layout}"] = lambda net=net: net.predict(data.x_test)
    return found


class TorchNet:
    """The PyTorch twin of one of our nets, with its weights."""

    def __init__(self, torch, model, layout, lr):
        nn, layers = torch.nn, []
        for layer in model:
            kind = type(layer).__name__
            if kind == "ConvPool2d":
                padding = layer.padding[0][0]
                conv = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, padding=padding)
                layers += [_filled(torch, conv, layer), nn.ReLU(), nn.MaxPool2d(layer.pool_size)]
            elif kind == "Linear":
                layers.append(_filled(torch, nn.Linear(layer.in_features, layer.out_features), layer))
            else:
                layers.append({"Flatten": nn.Flatten, "ReLU": nn.ReLU}[kind]())
        self.torch = torch
        self.layout = torch.channels_last if layout == "channels-last" else torch.contiguous_format
        self.module = nn.Sequential(*layers).to(memory_format=self.layout)
        self.optimizer = torch.optim.SGD(self.module.parameters(), lr=lr, momentum=0.9)

    def images(self, images):
        return self.torch.from_numpy(images).to(memory_format=self.layout).float().div_(255)

    def step(self, x, y):
        self.optimizer.zero_grad()
        self.torch.nn.functional.cross_entropy(self.module(x), y).backward()
        self.optimizer.step()

    def predict(self, images):
        with self.torch.no_grad():
            rows = parallel.pieces(len(images), 1000)
            return np.concatenate([self.module(self.images(images[r])).argmax(1).numpy() for r in rows])


def _filled(torch, module, layer):
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.ascontiguousarray(layer.params["weight"])))
        module.bias.copy_(torch.from_numpy(layer.params["bias"]))
    return module
