"""A desk behind a pipe: one request a line to `dealerkit run`, one reply a line back."""
import json
import subprocess
import time


class Desk:
    def __init__(self, shell, store):
        self.shell, self.store = shell, store
        self.milliseconds = []
        self._open()

    def _open(self):
        self._process = subprocess.Popen([self.shell, "run", "--store", self.store, "--preset", "motor_show_be"],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def call(self, request):
        started = time.perf_counter()
        self._process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        if not line:
            raise RuntimeError("the desk ended in the middle of %s" % request["verb"])
        return json.loads(line)

    def close(self):
        self._process.stdin.close()
        status = self._process.wait()
        if status:
            raise RuntimeError("the desk ended with status %d" % status)

    def restart(self):
        """Ends the process and opens the store again: what was answered is there."""
        self.close()
        self._open()

    def command(self, *words):
        """Another command of the program on the store, such as `verify`; its JSON."""
        done = subprocess.run([self.shell, *words, self.store], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)
