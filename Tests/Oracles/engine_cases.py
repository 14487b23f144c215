"""Cases of operations and layers: what engine_core.py and engine_operations.py have in common.

A case holds its operands (`in0`, ...), the result (`out`), the weights of the sum of its elements that is
differentiated (`weights`), the operands' gradients (`grad0`, ...) and, for layers, parameters and their gradients
(`parameter/...`, `parameterGradient/...`) in the engine's layout. Operands and parameters are Float32 numbers; PyTorch
works in Float64 on one thread, and what it gives is rounded once.
"""

import pathlib

import h5py
import numpy
import torch

VERSIONS = ("2.13.0+cpu", "2.4.6", "3.16.0")
assert (torch.__version__, numpy.__version__, h5py.__version__) == VERSIONS
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_default_dtype(torch.float64)


class Cases:
    def __init__(self, name, seed):
        torch.manual_seed(seed)
        self.generator = numpy.random.Generator(numpy.random.PCG64(seed))
        path = pathlib.Path(__file__).parent.parent / "Fixtures" / f"{name}.h5"
        self.file = h5py.File(path, "w", libver="latest")

    def drawn(self, *shape):
        """Normal numbers."""
        return torch.from_numpy(self.generator.standard_normal(shape).astype(numpy.float32)).double()

    def positive(self, *shape):
        """Numbers between 1/2 and 2."""
        return torch.from_numpy(self.generator.uniform(0.5, 2, shape).astype(numpy.float32)).double()

    def write(self, name, tensor):
        # Small as they are, compressed datasets would take more room than they save.
        data = numpy.asarray(tensor.detach().float().numpy(), order="C")
        self.file.create_dataset(name, data=data, track_times=False)

    def case(self, name, operands, combine, parameters=()):
        """`parameters`: (name, tensor, how its layout becomes the engine's); both may repeat."""
        operands = [x.clone().requires_grad_() for x in operands]
        with torch.no_grad():
            for _, tensor, _ in parameters:
                tensor.copy_(tensor.float())
        out = combine(*operands)
        weights = self.positive(*out.shape)
        (out * weights).sum().backward()
        self.write(f"{name}/out", out)
        self.write(f"{name}/weights", weights)
        for i, x in enumerate(operands):
            self.write(f"{name}/in{i}", x)
            self.write(f"{name}/grad{i}", x.grad)
        for key, tensor, layout in parameters:
            self.write(f"{name}/parameter/{key}", layout(tensor))
            if tensor.grad is not None:
                self.write(f"{name}/parameterGradient/{key}", layout(tensor.grad))


def same(x):
    return x


def swapped(x):
    """[output, input] as [input, output]."""
    return x.T


def kernel_first(x):
    """[output, input, kernel] as [kernel, input, output]."""
    return x.permute(2, 1, 0)
