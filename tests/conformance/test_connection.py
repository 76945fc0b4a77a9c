"""Waiting, connecting and connecting again: what the runtime does with time and with a connection that dies."""

import socket
import time

import pytest

from mock_runtime_api import NEXT, ROOT, Answer, accepted, answer, event

REQUEST_ID = b"Lambda-Runtime-Aws-Request-Id: id-1\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\n" + REQUEST_ID + b"Transfer-Encoding: chunked\r\n\r\n"


def test_next_may_take_longer_than_a_connection(serve):
    requests = serve(event(b"x", pause_s=1.5), accepted()).api.wait_for(2)
    assert requests[1].body == b"x"


@pytest.mark.parametrize("piece", [30, 70, 110])
def test_a_pause_inside_an_answer(serve, piece):
    reply = event(b"y" * 100, headers=["Lambda-Runtime-Trace-Id: Root=1"], piece=piece, pause_s=0.1)
    assert serve(reply, accepted(), event(b"x"), accepted()).api.wait_for(4)[1].body == b"y" * 100


@pytest.mark.parametrize("chunks", [
    b"3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
    b"0004;name=\"a;b\"\r\nabcd\r\n000\r\n\r\n",
    b"4\r\nabcd\r\n0\r\nLambda-Runtime-Aws-Request-Id: other\r\n\r\n",
])
@pytest.mark.parametrize("piece", [1, 2, 5])
def test_chunks_split_anywhere(serve, chunks, piece):
    api = serve(Answer(CHUNKED + chunks, piece=piece, pause_s=0.0005), accepted()).api
    response = api.wait_for(3)[1]
    assert (response.path, response.body) == (f"{ROOT}/invocation/id-1/response", b"abcd")


@pytest.mark.parametrize("chunks", [b"x\r\nabc\r\n0\r\n\r\n", b"-3\r\nabc\r\n0\r\n\r\n", b"3\r\nabcdef\r\n0\r\n\r\n",
                                    b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n"])
def test_a_chunk_of_no_size_ends_the_process(serve, chunks):
    function = serve(Answer(CHUNKED + chunks, close=True), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


def test_a_next_without_any_answer_is_asked_once_more(serve):
    """Only on a kept-alive connection: it may have died while the process was frozen."""
    dead = Answer(b"", close=True)
    api = serve(event(b"x"), accepted(), dead, event(b"second", "id-2"), accepted()).api
    requests = api.wait_for(5)
    assert [request.path for request in requests][2:4] == [NEXT, NEXT]
    assert requests[4].body == b"second"
    assert requests[3].connection == requests[2].connection + 1


def test_it_is_not_asked_a_third_time(serve):
    dead = Answer(b"", close=True)
    function = serve(event(b"x"), accepted(), dead, dead, event())
    assert function.exit_status() == 1
    assert [request.path for request in function.api.requests][2:] == [NEXT, NEXT]


def test_a_connection_that_may_not_be_kept(serve):
    closing = answer(202, b"{}", ["Connection: close"])
    closing.close = True
    api = serve(event(b"x", headers=["Connection: close"], close=True), closing, event(b"y", "id-2"), accepted()).api
    assert [request.connection for request in api.wait_for(4)] == [1, 2, 3, 3]


def full_backlog():
    """A port that takes no further connection: a SYN to it is dropped, as by a network that is not there."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = []
    for _ in range(3):
        caller = socket.socket()
        caller.setblocking(False)
        caller.connect_ex(listener.getsockname())
        waiting.append(caller)
    return listener, waiting


def test_a_connection_has_one_second(serve):
    listener, waiting = full_backlog()
    begin = time.monotonic()
    function = serve(AWS_LAMBDA_RUNTIME_API="127.0.0.1:%d" % listener.getsockname()[1])
    assert function.exit_status() == 1
    assert 0.9 < time.monotonic() - begin < 4
    assert len(function.log_lines()) == 1
    for one in [listener, *waiting]:
        one.close()


def test_a_handler_beyond_its_deadline_is_left_alone(serve):
    late = event(b'{"sleepMs":200}', headers=["Lambda-Runtime-Deadline-Ms: 1000"])
    requests = serve(late, accepted()).api.wait_for(3)
    assert requests[1].path.endswith("/response")


def test_the_remaining_time_is_the_deadline_less_now(serve):
    deadline_ms = int(time.time() * 1000) + 60000
    reply = event(b'{"context":true}', headers=[f"Lambda-Runtime-Deadline-Ms: {deadline_ms}"])
    response = serve(reply, accepted()).api.wait_for(2)[1]
    assert 50000 < response.json()["remainingMs"] <= 60000
