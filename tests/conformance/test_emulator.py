"""What the Runtime API says to a client that does something wrong: AWS's emulator and our model of it, asked alike."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import threading

import pytest

from conftest import wait_until
from model_runtime_api import LIMIT, ModelRuntimeApi

RESPONSE = ["POST", "invocation/{id}/response", {}, "{}"]
ERROR = ["POST", "invocation/{id}/error", {"Lambda-Runtime-Function-Error-Type": "Function.Xyz"}, '{"errorType":"Function.Xyz"}']
WRONG_ID = ["POST", "invocation/11111111-2222-3333-4444-555555555555/response", {}, "{}"]
OVERSIZE = ["POST", "invocation/{id}/response", {}, LIMIT + 1]
LARGEST = ["POST", "invocation/{id}/response", {}, LIMIT]
STRANGE_MODE = ["POST", "invocation/{id}/response", {"Lambda-Runtime-Function-Response-Mode": "strange"}, "{}"]
INIT_ERROR = ["POST", "init/error", {}, "{}"]
NEXT = ["GET", "invocation/next", {}, ""]
OUT_OF_TURN = [403, "InvalidStateTransition"]
TAKEN = [202, None]

CASES = {
    "a response": [(RESPONSE, TAKEN)],
    "an error": [(ERROR, TAKEN)],
    "an empty error": [(ERROR[:3] + [""], TAKEN)],
    "the largest response": [(LARGEST, TAKEN)],
    "a wrong id, then the right one": [(WRONG_ID, [400, "InvalidRequestID"]), (RESPONSE, TAKEN)],
    "two responses": [(RESPONSE, TAKEN), (RESPONSE, OUT_OF_TURN)],
    "an error after a response": [(RESPONSE, TAKEN), (ERROR, OUT_OF_TURN)],
    "too large": [(OVERSIZE, [413, "RequestEntityTooLarge"])],
    "too large, then an error": [(OVERSIZE, [413, "RequestEntityTooLarge"]), (ERROR, OUT_OF_TURN)],
    "an unknown mode, then next": [(STRANGE_MODE, [400, "InvalidFunctionResponseMode"]), (NEXT, OUT_OF_TURN)],
    "init/error after next": [(INIT_ERROR, OUT_OF_TURN), (RESPONSE, TAKEN)],
    "next without an answer": [(NEXT, [200, None]), (RESPONSE, TAKEN)],
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request):
    return request.param


@pytest.fixture
def variables(case, tmp_path):
    return {"CALLS": json.dumps([call for call, _ in case]), "ANSWERS": str(tmp_path / "answers"),
            "PYTHONPATH": str(pathlib.Path(__file__).parent)}


def check(case, path):
    wait_until(lambda: os.path.exists(path), "the calls")
    request_id, answers = json.loads(pathlib.Path(path).read_text("utf-8"))
    assert [answer[:2] for answer in answers] == [wanted for _, wanted in case]
    for (call, _), answer in zip(case, answers):
        if call is NEXT and answer[0] == 200:
            assert answer[2] == request_id, "the same event again"


def invoke(emulator):
    with contextlib.suppress(OSError):  # the client hangs on a call that is never answered, and we leave
        emulator.invoke(b"{}")


def test_the_emulator(case, variables, start_emulator, tmp_path):
    program = tmp_path / "client"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -m raw_client\n")
    program.chmod(0o755)
    emulator = start_emulator(program, variables)
    threading.Thread(target=invoke, args=(emulator,), daemon=True).start()
    check(case, variables["ANSWERS"])


def test_the_model(case, variables):
    with ModelRuntimeApi() as api:
        api.invoke("id-1", b"{}")
        with subprocess.Popen([sys.executable, "-m", "raw_client"], env={**variables, "AWS_LAMBDA_RUNTIME_API": api.address},
                              stderr=subprocess.DEVNULL) as process:
            try:
                check(case, variables["ANSWERS"])
            finally:
                process.kill()


EVENTS = {
    b"x": ("response", b"x"),
    b"": ("response", b""),
    b'{"fail":"Function.Xyz","message":"m"}': ("error", b'{"errorMessage":"m","errorType":"Function.Xyz","stackTrace":[]}'),
    b'{"size":3}': ("response", b"xxx"),
}


def test_our_runtime_is_never_refused(echo):
    with ModelRuntimeApi() as api, subprocess.Popen([echo], env={"AWS_LAMBDA_RUNTIME_API": api.address},
                                                    stdout=subprocess.DEVNULL) as process:
        try:
            for i, (event, wanted) in enumerate([*EVENTS.items()] * 5):
                api.invoke(f"id-{i}", event)
                assert api.answers.get(timeout=10) == (f"id-{i}", *wanted)
        finally:
            process.terminate()
