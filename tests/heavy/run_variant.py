"""Configures, builds and runs a variant of the tests in a build folder of its own.

Usage: run_variant.py sanitize|fuzz CMAKE SOURCE FOLDER [SECONDS]

`sanitize` builds everything with AddressSanitizer and UndefinedBehaviorSanitizer and runs all tests that run our code
(but not the kill test, whose instants are measured for a program that starts fast);
`fuzz` builds the fuzzers with clang and runs each for SECONDS. Prints what ran, and fails where nothing did.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        print(" ".join(command), done.stdout[-20000:], sep="\n")
        raise SystemExit(1)
    return done.stdout


def launcher():
    return ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache", "-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []


def leak_checker_runs(program, environment):
    """It stops the process to look at it, which some containers forbid: then it says so and ends the program."""
    done = subprocess.run([program, "version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=environment)
    return "LeakSanitizer has encountered a fatal error" not in done.stdout


def sanitize(cmake, source, folder):
    run(cmake, "-S", source, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
        "-DDEALERKIT_SANITIZE=address,undefined", *launcher())
    run(cmake, "--build", folder)
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="print_stacktrace=1")
    if not leak_checker_runs(os.path.join(folder, "bin", "dealerkit"), environment):
        print("sanitized: leaks cannot be looked for here")
        environment["ASAN_OPTIONS"] = "detect_leaks=0"
    output = run(os.path.join(os.path.dirname(cmake), "ctest"), "--test-dir", folder, "--output-on-failure", "-j", "2",
                 "-LE", "heavy", "-E", "^(tidy|docs|headers|compile_fail|protocol: killed)", env=environment)
    ran = re.search(r"tests passed, 0 tests failed out of (\d+)", output)
    print("sanitized: %s tests passed" % (ran.group(1) if ran else "0"))
    raise SystemExit(0 if ran and int(ran.group(1)) > 0 else 1)


def fuzz(cmake, source, folder, seconds):
    clang = next((name for name in ("clang++", "clang++-19", "clang++-14") if shutil.which(name)), None)
    if clang is None:
        print("skipped: no clang")
        raise SystemExit(77)
    run(cmake, "-S", source, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DDEALERKIT_TESTS=OFF",
        "-DDEALERKIT_FUZZERS=ON", "-DDEALERKIT_SHELL=OFF", "-DDEALERKIT_SANITIZE=address,undefined",
        "-DCMAKE_CXX_COMPILER=" + clang, "-DCMAKE_C_COMPILER=" + clang.replace("++", ""), *launcher())
    run(cmake, "--build", folder)
    # In the pages of a store addresses stand packed, where a leak checker does not look, and a fuzzer's desk is never
    # closed: leaks are looked for by `sanitize`, whose tests take everything down.
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    total = 0
    for name in ("fuzz_request", "fuzz_checks", "fuzz_catalog", "fuzz_price"):
        with tempfile.TemporaryDirectory() as found:
            output = run(os.path.join(folder, "tests/fuzz", name), "-max_total_time=%s" % seconds, "-max_len=4096",
                         "-print_final_stats=1", found, os.path.join(source, "tests/fuzz/corpus", name), env=environment,
                         cwd=found)
        units = int(re.search(r"stat::number_of_executed_units:\s*(\d+)", output).group(1))
        print("%s: %d inputs" % (name, units))
        total += units
    raise SystemExit(0 if total > 0 else 1)


if __name__ == "__main__":
    if sys.argv[1] == "sanitize":
        sanitize(*sys.argv[2:5])
    else:
        fuzz(*sys.argv[2:6])
