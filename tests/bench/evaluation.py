"""What one evaluation costs, in one run: the program, the bare schedule, and boto3 doing the same (boto3_handler.py).

    python -m bench.evaluation [small|large|growth]

AWS is at a distance d (slow_aws.py): d an answer, 2d more a new connection, one host a service. Wall is from the event to
the reply, as the Runtime API sees it; CPU is the process's own, without delays; memory is its peak.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

from conformance import mock_runtime_api as lambda_api
from e2e import emulators

from .account import Account
from .slow_aws import Schedule, SlowAws

DELAYS_MS = (20, 80)
WARM, COLD, CPU = 9, 5, 100  # how often
SECONDS = 60
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
LARGE = {"trails": 5, "filters": 100, "alarms": 5000, "subscriptions": 500}
CANDIDATES = {"earshot": [str(emulators.BUILD / "bootstrap")],
              "boto3 sequential": [sys.executable, "-m", "bench.boto3_handler", "sequential"],
              "boto3 threaded": [sys.executable, "-m", "bench.boto3_handler", "threaded"]}
EVENT = (emulators.REPO / "events/config-scheduled.json").read_bytes()

# us-east-1, arm64, list prices of 2026
GB_SECOND_USD, REQUEST_USD = 0.0000133334, 0.20 / 1e6
MEMORY_GB, CPU_SHARE = 128 / 1024, 128 / 1769  # 1,769 MB are one vCPU


class Process:
    """A function under measurement."""

    def __init__(self, name, aws):
        self.api = lambda_api.MockRuntimeApi([]).__enter__()
        env = emulators.environment(None, **aws.endpoints, AWS_LAMBDA_RUNTIME_API=self.api.address, AWS_LAMBDA_LOG_LEVEL="ERROR",
                                    AWS_DEFAULT_REGION=emulators.REGION, AWS_SESSION_TOKEN="token", AWS_EC2_METADATA_DISABLED="true",
                                    AWS_CONFIG_FILE=os.devnull)
        self.count, begin = 0, time.perf_counter()
        self.process = subprocess.Popen(CANDIDATES[name], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.api.wait_for(1, SECONDS)
        self.start_ms = (time.perf_counter() - begin) * 1000

    def wall_ms(self):
        """One evaluation; it must come to the right verdict."""
        headers = [f"Lambda-Runtime-Deadline-Ms: {int(time.time() * 1000) + SECONDS * 1000}",
                   f"Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:{emulators.REGION}:{emulators.ACCOUNT}:function:f"]
        self.count += 1
        begin = time.perf_counter()
        self.api.push(lambda_api.event(EVENT, f"id-{self.count}", headers), lambda_api.accepted())
        told = self.api.wait_for(2 * self.count, SECONDS)[-1]
        wall = (time.perf_counter() - begin) * 1000
        self.reply = json.loads(told.body)
        assert self.reply.get("verdict") == "MONITORED", self.reply
        self.api.wait_for(2 * self.count + 1, SECONDS)
        return wall

    def cpu_ms(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_MS

    def peak_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.api.__exit__()


def cold_and_warm_ms(name, aws, delay_ms):
    """(start, first evaluation, later ones), medians."""
    aws.set_delay(delay_ms)
    starts, firsts, laters = [], [], []
    for _ in range(COLD):
        process = Process(name, aws)
        time.sleep(4 * delay_ms / 1000)  # whatever INIT began, it ended before the first event
        starts.append(process.start_ms)
        firsts.append(process.wall_ms())
        laters += [process.wall_ms() for _ in range(WARM)]
        process.stop()
    return [statistics.median(values) for values in (starts, firsts, laters)]


def cpu_and_memory(name, aws, count):
    """CPU of one warm evaluation in ms, peak memory in MB, calls, over `count` evaluations without delays."""
    aws.set_delay(0)
    process = Process(name, aws)
    process.wall_ms()
    early_mb = process.peak_mb()
    aws.clear()
    before = process.cpu_ms()
    for _ in range(count):
        process.wall_ms()
    result = (process.cpu_ms() - before) / count, early_mb, process.peak_mb(), len(aws.asked) / count
    process.stop()
    return result


def recorded_schedule(aws, delay_ms):
    """The rounds of one warm evaluation of the program."""
    aws.set_delay(delay_ms)
    process = Process("earshot", aws)
    process.wall_ms()
    aws.clear()
    process.wall_ms()
    process.stop()
    return Schedule(aws.rounds())


def schedule_ms(aws, delay_ms):
    schedule, colds, warms = recorded_schedule(aws, delay_ms), [], []
    for _ in range(COLD):
        schedule.close()
        colds.append(schedule.run_ms())
        warms += [schedule.run_ms() for _ in range(WARM)]
    schedule.close()
    return len(schedule.rounds), statistics.median(colds), statistics.median(warms)


def small():
    aws = SlowAws(Account())
    print("small account (1 trail, 1 filter, 1 alarm, 1 subscription); ms, medians")
    print(f"  {'':<18}" + "".join(f"{f'cold d={d}':>11}{f'warm d={d}':>11}" for d in DELAYS_MS) +
          f"{'start':>8}{'CPU':>8}{'MB':>7}{'MB late':>9}{'calls':>7}")
    base = [schedule_ms(aws, delay_ms) for delay_ms in DELAYS_MS]
    print(f"  {f'schedule, {base[0][0]} rounds':<18}" + "".join(f"{cold:>11.1f}{warm:>11.1f}" for _, cold, warm in base))
    costs = {}
    for name in CANDIDATES:
        times = [cold_and_warm_ms(name, aws, delay_ms) for delay_ms in DELAYS_MS]
        cpu, early_mb, late_mb, calls = cpu_and_memory(name, aws, CPU)
        print(f"  {name:<18}" + "".join(f"{first:>11.1f}{warm:>11.1f}" for _, first, warm in times) +
              f"{times[0][0]:>8.0f}{cpu:>8.2f}{early_mb:>7.1f}{late_mb:>9.1f}{calls:>7.0f}")
        ratios = (f"{times[i][1] / base[i][1]:>11.2f}{times[i][2] / base[i][2]:>11.2f}" for i in range(len(DELAYS_MS)))
        print(f"  {'  x schedule':<18}" + "".join(ratios))
        costs[name] = (times[0][2], cpu, times[0][0])
    print(f"  start: exec to GET /next; MB: peak after 1 evaluation, late: after {CPU + 1}")
    aws.stop()
    price(costs)


def price(costs):
    print("\na million warm evaluations at 128 MB (arm64, us-east-1), d = 20")
    print(f"  USD = 1e6 x (billed ms / 1000 x {MEMORY_GB} GB x {GB_SECOND_USD} + {REQUEST_USD:.7f}); billed = wall - CPU + CPU / {CPU_SHARE:.3f}")
    for name, (wall, cpu, _start) in costs.items():
        billed = wall - cpu + cpu / CPU_SHARE
        usd = 1e6 * (billed / 1000 * MEMORY_GB * GB_SECOND_USD + REQUEST_USD)
        print(f"  {name:<18} {wall:.1f} - {cpu:.2f} + {cpu / CPU_SHARE:.1f} = {billed:.1f} ms   USD {usd:.2f}")


def large():
    print(f"\nlarge account {LARGE}, the match on the last pages; d = 20")
    aws, rows = SlowAws(Account(**LARGE)), {}
    for name in CANDIDATES:
        cpu, _, peak_mb, calls = cpu_and_memory(name, aws, 5)
        aws.set_delay(20)
        process = Process(name, aws)
        process.wall_ms()
        wall = statistics.median(process.wall_ms() for _ in range(3))
        process.stop()
        rows[name] = (cpu, peak_mb)
        print(f"  {name:<18} wall {wall:>8.0f} ms  CPU {cpu:>7.1f} ms  peak {peak_mb:>6.1f} MB  calls {calls:.0f}")
    for name in list(CANDIDATES)[1:]:
        print(f"  {name} / earshot: CPU x {rows[name][0] / rows['earshot'][0]:.1f}, memory x {rows[name][1] / rows['earshot'][1]:.1f}")
    aws.stop()


def growth():
    print("\ngrowth with the number of alarms (5 trails, 5 x 100 filters, 500 subscriptions); wall without delay, pacing included")
    for alarms in (100, 1000, 10000):
        aws = SlowAws(Account(**{**LARGE, "alarms": alarms}))
        aws.set_delay(0)
        process = Process("earshot", aws)
        process.wall_ms()
        aws.clear()
        before, wall = process.cpu_ms(), process.wall_ms()
        more = [process.wall_ms() for _ in range(2)]
        cpu = (process.cpu_ms() - before) / 3
        print(f"  {alarms:>6} alarms: wall {statistics.median([wall, *more]):>8.0f} ms  CPU {cpu:>6.1f} ms  "
              f"peak {process.peak_mb():>5.1f} MB  calls {len(aws.asked) / 3:.0f}")
        process.stop()
        aws.stop()


def main():
    parts = {"small": small, "large": large, "growth": growth}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
