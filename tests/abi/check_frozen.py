"""What is frozen stays frozen: the headers of an old version are, to the byte, what they were.

Usage: check_frozen.py FOLDER        compares with FOLDER/SHA256SUMS
       check_frozen.py --self-test
"""
import hashlib
import os
import sys
import tempfile


def findings_of(folder):
    """What is not as the list says, and how many files it has."""
    findings, listed = [], {}
    with open(os.path.join(folder, "SHA256SUMS"), encoding="utf-8") as sums:
        for line in sums:
            digest, name = line.split()
            listed[name] = digest
    for name, digest in listed.items():
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            findings.append("%s: is gone" % name)
            continue
        with open(path, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                findings.append("%s: is not what it was" % name)
    for at, _, leaves in os.walk(folder):
        for leaf in leaves:
            name = os.path.relpath(os.path.join(at, leaf), folder)
            if name not in listed and leaf not in ("SHA256SUMS", "client.c"):
                findings.append("%s: is not listed" % name)
    return findings, len(listed)


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        write("a.h", "int a;\n")
        write("SHA256SUMS", hashlib.sha256(b"int a;\n").hexdigest() + "  a.h\n")
        proofs = [findings_of(folder) == ([], 1)]
        write("b.h", "")
        proofs.append(findings_of(folder)[0] == ["b.h: is not listed"])
        os.remove(os.path.join(folder, "b.h"))
        write("a.h", "int b;\n")
        proofs.append(findings_of(folder)[0] == ["a.h: is not what it was"])
        os.remove(os.path.join(folder, "a.h"))
        proofs.append(findings_of(folder)[0] == ["a.h: is gone"])
    print("check_frozen: self-test: %d proofs, %d failed" % (len(proofs), proofs.count(False)))
    return 0 if all(proofs) else 1


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    findings, count = findings_of(sys.argv[1])
    for line in findings:
        print(line)
    print("check_frozen: %d frozen files, %d findings" % (count, len(findings)))
    return 1 if findings or count == 0 else 0


sys.exit(main())
