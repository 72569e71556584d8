"""Whole nets: a training step, an epoch, predictions, here and in PyTorch, with the same weights and batches."""

import math
import time

import numpy as np

from ..functional import parallel
from ..layers.losses import CrossEntropyLoss
from ..training import batch_gradients, fit, predict
from ..training.optim import SGD
from ..training.schedules import OneCycle

NETS = ("mnist_cnn", "simple_conv_net", "lenet5", "mnist_best")


def step_contenders(make, torch=None, shape=(128, 1, 28, 28)):
    """``{name: function}``: each function is one training step of a net on one batch, SGD with momentum."""
    generator = np.random.default_rng(0)
    images, labels = generator.integers(0, 256, shape, np.uint8), generator.integers(0, 10, shape[0])
    model, optimizer, loss = make(), SGD(0.001, 0.9), CrossEntropyLoss()

    def package():
        optimizer.step(model.params, batch_gradients(model, loss, images, labels, (0, 0))[2])

    found = {"package": package}
    for layout in () if torch is None else ("default", "channels-last"):
        net = TorchNet(torch, model, layout, 0.001)
        x, y = net.images(images), torch.from_numpy(labels)
        found[f"PyTorch {layout}"] = lambda net=net, x=x, y=y: net.step(x, y)
    return found


def train_package(data, make, epochs, batch_size, peak, augment=None, seed=0):
    """``(seconds, right)`` of a training with ``fit``; seconds without the test."""
    options = dict(optimizer=SGD(peak, 0.9), seed=seed, augment=augment, progress=False)
    history = fit(make(seed=seed), data, epochs=epochs, batch_size=batch_size, **options)
    return history.seconds, history.test.correct


def train_torch(torch, layout, data, make, epochs, batch_size, peak, augment=None, seed=0):
    """The same in PyTorch: same first weights, order of batches, changes of images, learning rates."""
    net = TorchNet(torch, make(seed=seed), layout, peak)
    n = len(data.x_train)
    schedule, steps = OneCycle(), epochs * math.ceil(n / batch_size)
    begin, step = time.perf_counter(), 0
    for epoch in range(epochs):
        order = np.random.default_rng([seed, 0, epoch]).permutation(n)
        for rows in parallel.pieces(n, batch_size):
            net.optimizer.param_groups[0]["lr"] = peak * schedule(step, steps)
            images = data.x_train[order[rows]]
            images = images if augment is None else augment(images, np.random.default_rng([seed, 1, step]))
            net.step(net.images(images), torch.from_numpy(data.y_train[order[rows]]))
            step += 1
    seconds = time.perf_counter() - begin
    return seconds, int((net.predict(data.x_test) == data.y_test).sum())


def predict_contenders(make, images, torch=None):
    """``{name: function}``: predict the class of each image."""
    model = make()
    found = {"package": lambda: predict(model, images)}
    for layout in () if torch is None else ("default", "channels-last"):
        net = TorchNet(torch, model, layout, 0.1)
        found[f"PyTorch {layout}"] = lambda net=net: net.predict(images)
    return found


class TorchNet:
    """The PyTorch twin of one of our nets, with its weights."""

    def __init__(self, torch, model, layout, lr):
        nn, layers = torch.nn, []
        for layer in model:
            kind = type(layer).__name__
            if kind in ("ConvPool2d", "Conv2d"):
                options = dict(padding=layer.padding[0][0], groups=layer.groups, bias="bias" in layer.params)
                sizes = layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride
                layers.append(_filled(torch, nn.Conv2d(*sizes, **options), layer))
                layers += [nn.ReLU(), nn.MaxPool2d(layer.pool_size)] if kind == "ConvPool2d" else []
            elif kind == "Linear":
                layers.append(_filled(torch, nn.Linear(layer.in_features, layer.out_features), layer))
            elif kind == "MaxPool2d":
                layers.append(nn.MaxPool2d(layer.kernel_size, layer.stride))
            elif kind == "BatchNorm2d":
                layers.append(_filled(torch, nn.BatchNorm2d(layer.num_features), layer))
            else:
                layers.append(nn.Dropout(layer.p) if kind == "Dropout" else getattr(nn, kind)())
        self.torch = torch
        self.layout = torch.channels_last if layout == "channels-last" else torch.contiguous_format
        self.module = nn.Sequential(*layers).to(memory_format=self.layout)
        self.optimizer = torch.optim.SGD(self.module.parameters(), lr=lr, momentum=0.9)

    def images(self, images):
        return self.torch.from_numpy(images).to(memory_format=self.layout).float().div_(255)

    def step(self, x, y):
        self.module.train()
        self.optimizer.zero_grad()
        self.torch.nn.functional.cross_entropy(self.module(x), y).backward()
        self.optimizer.step()

    def predict(self, images):
        self.module.eval()
        with self.torch.no_grad():
            rows = parallel.pieces(len(images), 1000)
            return np.concatenate([self.module(self.images(images[r])).argmax(1).numpy() for r in rows])


def _filled(torch, module, layer):
    with torch.no_grad():
        for name, array in layer.params.items():
            getattr(module, name).copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return module
