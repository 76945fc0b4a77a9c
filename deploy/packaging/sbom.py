"""A software bill of materials in CycloneDX 1.6: which libraries are inside the packages, and which packages these are.

    python3 deploy/packaging/sbom.py SOURCES/versions.txt ZIP...
"""

import hashlib
import json
import pathlib
import re
import sys

LICENSES = {"openssl": "Apache-2.0", "curl": "curl", "expat": "MIT", "cjson": "MIT"}


def library(line):
    name, version, dsc_sha256 = line.split()
    return {
        "type": "library",
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": LICENSES[name]}}],
        "purl": f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace('~', '~')}?arch=source",
        "hashes": [{"alg": "SHA-256", "content": dsc_sha256}],
    }


def package(path):
    data = path.read_bytes()
    return {"type": "file", "name": path.name, "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}]}


def main(versions, *zips):
    project = pathlib.Path(__file__).resolve().parents[1] / "CMakeLists.txt"
    version = re.search(r"project\(earshot VERSION ([\d.]+)", project.read_text("utf-8")).group(1)
    print(json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "earshot", "version": version,
                                   "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": [library(line) for line in pathlib.Path(versions).read_text("ascii").splitlines()]
                      + [package(path) for path in map(pathlib.Path, zips)],
    }, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
