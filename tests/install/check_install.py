"""Installs dealerkit and builds others' projects with it: find_package, pkg-config, add_subdirectory.

Usage: check_install.py CMAKE SOURCE BUILD COMPILER

Each project is built in an empty folder and its programs are run; their output must be what the examples promise.
"""
import os
import shutil
import subprocess
import sys
import tempfile

EXPECTED = {"embed_c": "BE68539007547034", "embed_cpp": "created Zoé De Smet (ZD)", "embed_core": "refused by CUS-17"}
DEPENDENCIES = ("ICU", "absl", "simdjson", "sodium", "SQLite3", "hpdf", "Threads", "Boost")


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode != 0:
        print(" ".join(map(str, command)), done.stdout[-4000:], done.stderr[-4000:], sep="\n")
        raise SystemExit(1)
    return done.stdout


def check(program, environment):
    output = run(program, env=environment)
    wanted = EXPECTED[os.path.basename(program)]
    if wanted not in output:
        print("%s printed %r, not %r" % (program, output, wanted))
        raise SystemExit(1)
    return 1


def main():
    cmake, source, build, compiler = sys.argv[1:5]
    ran = 0
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "prefix")
        # Installed at one place and moved to another: nothing may depend on where it was.
        run(cmake, "--install", build, "--prefix", prefix + "_before")
        os.rename(prefix + "_before", prefix)
        libraries = [d for d, _, files in os.walk(prefix) if any(f.startswith("libdealerkit.so") for f in files)]
        environment = dict(os.environ, LD_LIBRARY_PATH=libraries[0],
                           PKG_CONFIG_PATH=os.path.join(libraries[0], "pkgconfig"))

        found = os.path.join(folder, "found")
        run(cmake, "-S", source + "/examples/embed_find_package", "-B", found, "-G", "Ninja",
            "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_CXX_COMPILER=" + compiler)
        run(cmake, "--build", found)
        for name in EXPECTED:
            ran += check(os.path.join(found, name), environment)

        # The C API alone asks for no dependency: none of them can be found here.
        c_api = os.path.join(folder, "c_api")
        run(cmake, "-S", source + "/examples/embed_c_api", "-B", c_api, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix,
            *("-DCMAKE_DISABLE_FIND_PACKAGE_%s=ON" % one for one in DEPENDENCIES))
        run(cmake, "--build", c_api)
        ran += check(os.path.join(c_api, "embed_c"), environment)
        # The proof that they were not there: everything together cannot be found like this.
        refused = subprocess.run([cmake, "-S", source + "/examples/embed_find_package", "-B", folder + "/refused", "-G",
                                  "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_CXX_COMPILER=" + compiler,
                                  "-DCMAKE_DISABLE_FIND_PACKAGE_ICU=ON"], capture_output=True, text=True)
        if refused.returncode == 0 or "ICU" not in refused.stderr:
            print("the whole package was found without ICU", refused.stdout, refused.stderr, sep="\n")
            raise SystemExit(1)

        flags = run("pkg-config", "--cflags", "--libs", "dealerkit", env=environment).split()
        # Where its file is in a folder of the system, pkg-config leaves that folder out; the prefix here is none.
        if not any(os.path.realpath(flag[2:]).startswith(os.path.realpath(prefix)) for flag in flags if flag[:2] == "-L"):
            print("pkg-config does not say where the library was moved to: %s" % flags)
            raise SystemExit(1)
        program = os.path.join(folder, "embed_c")
        run("cc", "-std=c11", source + "/examples/first_steps.c", *flags, "-o", program, env=environment)
        ran += check(program, environment)

        # As a subproject only what it needs is built: without SQLite and PDF, to see that they can be left out.
        inside = os.path.join(folder, "inside")
        run(cmake, "-S", source + "/examples/embed_subdirectory", "-B", inside, "-G", "Ninja",
            "-DDEALERKIT_SOURCE=" + source, "-DCMAKE_CXX_COMPILER=" + compiler, "-DDEALERKIT_SQLITE=OFF",
            "-DDEALERKIT_PDF=OFF", "-DDEALERKIT_SHELL=OFF", "-DCMAKE_BUILD_TYPE=Debug", *launcher(build))
        run(cmake, "--build", inside, "--target", "embed_c")
        ran += check(os.path.join(inside, "embed_c"), environment)
    print("%d programs of other projects built and run" % ran)
    raise SystemExit(0 if ran == len(EXPECTED) + 3 else 1)


def launcher(build):
    """The compiler cache that the build itself uses, so that the same sources are not compiled twice."""
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as cache:
        cached = any(line.startswith("CMAKE_CXX_COMPILER_LAUNCHER") and "ccache" in line for line in cache)
    return ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if cached and shutil.which("ccache") else []


if __name__ == "__main__":
    main()
