"""What all peers share: commands as JSON lines on standard input, answers on standard output."""

import json
import os
import sys
import traceback


def serve(commands):
    """Answers commands until standard input ends.

    `commands` maps the name of a command to a function from the request, a dictionary, to the
    answer, a dictionary. An exception becomes {"error": …}.
    """
    # Libraries that print must not disturb the answers: their standard output goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = commands[request["command"]](request)
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def threads():
    """The number of threads that the benchmark grants."""
    return int(sys.argv[1])
