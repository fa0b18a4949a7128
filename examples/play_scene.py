"""Plays a scene: requests of the protocol, one a line, against `dealerkit run`.

Usage: play_scene.py SHELL SCENE FOLDER

A line of a scene is {"say": "...", "request": {...}, "save": {"name": "path.in.the.reply"}, "expect": "ok" | rule}.
Texts like ${name} stand for what an earlier reply gave. Replies, the report and the store go to FOLDER. The scene fails
where an answer is not the expected one.
"""
import collections
import json
import os
import re
import subprocess
import sys


def dig(reply, path):
    for part in path.split("."):
        reply = reply[int(part)] if isinstance(reply, list) else reply[part]
    return reply


def fill(value, known):
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: str(known[match.group(1)]), value)
    if isinstance(value, list):
        return [fill(item, known) for item in value]
    if isinstance(value, dict):
        return {name: fill(item, known) for name, item in value.items()}
    return value


def answer_of(reply):
    if "ok" in reply:
        return "ok"
    return reply["refused"][0]["rule"]


def show(step, reply):
    if "ok" in reply:
        marks = ["%d note(s)" % len(reply["notes"])] if "notes" in reply else []
        marks += ["effect: %s %s" % (one["effect"], one.get("template", "")) for one in reply.get("effects", [])]
        print("  ok       %s%s" % (step["say"], "  (%s)" % ", ".join(marks) if marks else ""))
    else:
        print("  refused  %s" % step["say"])
        for one in reply["refused"]:
            print("             %s %s: %s" % (one["rule"], one["field"] or "-", one["message"]))


def name_of(folder):
    return os.path.basename(os.path.normpath(folder))


def play(shell, scene, folder):
    os.makedirs(folder, exist_ok=True)
    store = os.path.join(folder, name_of(folder) + ".db")
    for leftover in ("", "-wal", "-shm"):
        if os.path.exists(store + leftover):
            os.remove(store + leftover)
    with open(scene, encoding="utf-8") as file:
        steps = [json.loads(line) for line in file if line.strip()]
    known, refusals, wrong = {}, collections.Counter(), 0
    desk = subprocess.Popen([shell, "run", "--store", store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                            encoding="utf-8")
    with open(os.path.join(folder, "replies.jsonl"), "w", encoding="utf-8") as replies:
        for number, step in enumerate(steps, 1):
            desk.stdin.write(json.dumps(fill(step["request"], known), ensure_ascii=False) + "\n")
            desk.stdin.flush()
            line = desk.stdout.readline()
            replies.write(line)
            reply = json.loads(line)
            show(step, reply)
            for one in reply.get("refused", []):
                refusals[one["rule"]] += 1
            if answer_of(reply) != step["expect"]:
                wrong += 1
                print("  step %d was expected to answer %s: %s" % (number, step["expect"], line.strip()))
                break
            for name, path in step.get("save", {}).items():
                known[name] = dig(reply, path)
    desk.stdin.close()
    desk.wait()
    return len(steps), refusals, wrong, store


def main():
    shell, scene, folder = sys.argv[1:4]
    print("Scene %s: one requests file, one store" % name_of(folder))
    steps, refusals, wrong, store = play(shell, scene, folder)
    audit = json.loads(subprocess.run([shell, "verify", store], capture_output=True, text=True, check=True).stdout)
    rebuilt = json.loads(subprocess.run([shell, "rebuild", store], capture_output=True, text=True, check=True).stdout)
    report = {"steps": steps, "refusals_by_rule": dict(sorted(refusals.items())), "audit": audit, "rebuild": rebuilt}
    with open(os.path.join(folder, "report.json"), "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2)
        file.write("\n")
    print("refusals by rule: %s" % ", ".join("%s %d" % pair for pair in sorted(refusals.items())))
    print("ledger: %d records, intact: %s; projections as rebuilt: %s"
          % (audit["records"], audit["intact"], rebuilt["same"]))
    raise SystemExit(0 if wrong == 0 and audit["intact"] and rebuilt["same"] else 1)


if __name__ == "__main__":
    main()
