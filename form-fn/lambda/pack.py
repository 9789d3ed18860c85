"""The zip that Lambda runs: pack.py PROGRAM BUNDLE KEYS ZIP. The same files make the same bytes."""
import re, sys, zipfile
from pathlib import Path

# What the runtime provided.al2023 has, and what the project allows itself.
GLIBC = (2, 34)
MOST_BYTES = 5_000_000


def add(archive, name, data, mode):
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compresslevel=9)


def main(program, bundle, keys, target):
    program, bundle, keys, target = Path(program), Path(bundle), Path(keys), Path(target)
    binary = program.read_bytes()
    needed = max(tuple(map(int, v.split(b"."))) for v in re.findall(rb"GLIBC_(\d+\.\d+)", binary))
    if needed > GLIBC:
        version = ".".join(map(str, needed))
        sys.exit(f"make lambda: the program needs glibc {version}, Lambda has 2.34: build it on "
                 "Debian 12 or another system with an older glibc")
    pages = sorted(path for path in bundle.rglob("*") if path.is_file())
    endings = (".asc", ".gpg", ".key", ".pgp", ".txt")
    public = sorted(p for p in keys.glob("[!.]*") if p.suffix.lower() in endings)
    secret = [path for path in public if b"PRIVATE KEY BLOCK" in path.read_bytes()]
    if secret:
        sys.exit(f"make lambda: {secret[0]} is a private key; the function needs public ones only")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        add(archive, "bootstrap", binary, 0o755)
        for path in pages:
            add(archive, f"form-bundle/{path.relative_to(bundle).as_posix()}", path.read_bytes(), 0o644)
        for path in public:
            add(archive, f"keys/{path.name}", path.read_bytes(), 0o644)
    size = target.stat().st_size
    print(f"{target}: {size / 1e6:.2f} MB, the program alone {len(binary) / 1e6:.2f} MB unpacked")
    if size > MOST_BYTES:
        sys.exit(f"make lambda: more than {MOST_BYTES / 1e6:.0f} MB")
    if not pages:
        print(f"LACKS the form: {bundle}/ is empty or missing. Switch the form on in content/, then "
              "`make build`. Without it the function does not start.", file=sys.stderr)
    if not public:
        print(f"LACKS keys: no .asc, .gpg, .key, .pgp or .txt in {keys}/. Put the team's public OpenPGP keys there "
              "or say KEYS=folder. Without one the function does not start.", file=sys.stderr)


main(*sys.argv[1:])
