"""OpenVINO: descriptors."""

import openvino

import extraction
from protocol import serve, threads

HINTS = {"latency hint, one image at a time": "LATENCY", "throughput hint, several at once": "THROUGHPUT"}

core = openvino.Core()
state = {}
compiled = {}


def prepare(request):
    state["model"] = request["model"]
    state["precision"] = request["precision"]
    compiled.clear()
    return {"variants": list(HINTS)}


def network(variant, shape):
    """Returns the network compiled for one shape of images, which is faster than for any shape."""
    key = (variant, shape)
    if key not in compiled:
        model = core.read_model(state["model"])
        model.reshape(list(shape))
        settings = {
            "PERFORMANCE_HINT": HINTS[variant],
            "INFERENCE_NUM_THREADS": threads(),
            "INFERENCE_PRECISION_HINT": state["precision"],
        }
        compiled[key] = core.compile_model(model, "CPU", settings)
    return compiled[key]


def descriptors(variant, arrays, count):
    rows = [None] * count
    if HINTS[variant] == "LATENCY":
        for index, array in enumerate(arrays):
            rows[index] = network(variant, array.shape)([array])[0].copy()
        return rows

    def keep(request, index):
        rows[index] = request.get_output_tensor(0).data.copy()

    # Files come grouped by shape, so one queue works at a time and the threads are not overbooked.
    queue, shape = None, None
    for index, array in enumerate(arrays):
        if array.shape != shape:
            if queue is not None:
                queue.wait_all()
            shape = array.shape
            queue = openvino.AsyncInferQueue(network(variant, shape))
            queue.set_callback(keep)
        queue.start_async([array], index)
    queue.wait_all()
    return rows


serve(
    {
        "versions": lambda request: {"versions": {"OpenVINO": openvino.__version__}},
        "prepare extraction": prepare,
        "extract": extraction.command(descriptors),
    }
)
