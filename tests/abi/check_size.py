"""What an embedder ships: the library without its symbols is at most three million bytes."""
import os
import subprocess
import sys
import tempfile

largest = 3_000_000


def main() -> int:
    library = sys.argv[1]
    with tempfile.TemporaryDirectory() as room:
        stripped = os.path.join(room, "stripped.so")
        subprocess.run(["strip", "-o", stripped, library], check=True)
        size = os.path.getsize(stripped)
    print(f"{size:,} bytes stripped, at most {largest:,}")
    return 0 if size <= largest else 1


sys.exit(main())
