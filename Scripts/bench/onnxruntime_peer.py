"""ONNX Runtime: descriptors."""

from concurrent.futures import ThreadPoolExecutor

import onnxruntime

import extraction
from protocol import serve, threads

WHOLE = "one image on all threads"
EACH = "one image a thread"

sessions = {}


def session(model, intra_op_threads):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = intra_op_threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def prepare(request):
    sessions[WHOLE] = [session(request["model"], threads())]
    sessions[EACH] = [session(request["model"], 1) for _ in range(threads())]
    return {"variants": [WHOLE, EACH] if threads() > 1 else [WHOLE]}


def descriptors(variant, arrays, count):
    idle = list(sessions[variant])

    def run(array):
        chosen = idle.pop()
        try:
            return chosen.run(None, {"images": array})[0]
        finally:
            idle.append(chosen)

    if len(idle) == 1:
        return [run(array) for array in arrays]
    with ThreadPoolExecutor(len(idle)) as pool:
        # Rows stand in the order of the files, whichever thread is faster.
        return [future.result() for future in [pool.submit(run, array) for array in arrays]]


serve(
    {
        "versions": lambda request: {"versions": {"ONNX Runtime": onnxruntime.__version__}},
        "prepare extraction": prepare,
        "extract": extraction.command(descriptors),
    }
)
