"""What Thunderbird's own code makes of a letter: thunderbird.py < LETTER, as JSON.

The letter is what is sealed, opened. The code is that of the installed program, out of its archive;
`thunderbird.mjs` gives it what it asks of the program round it.
"""
import pathlib, subprocess, sys, tempfile, zipfile

ARCHIVE = "/usr/lib/thunderbird/omni.ja"
# In the archive and here; how they name each other follows.
MODULES = {
    "modules/jsmime/jsmime.mjs": "jsmime/jsmime.mjs",
    "modules/jsmime.sys.mjs": "jsmime.sys.mjs",
    "modules/mimeParser.sys.mjs": "mimeParser.sys.mjs",
    "chrome/openpgp/content/openpgp/modules/mime.sys.mjs": "mime.sys.mjs",
}

here = pathlib.Path(__file__).parent
with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(ARCHIVE) as archive:
    for name, path in MODULES.items():
        text = archive.read(name).decode().replace("resource:///modules/", "./")
        file = pathlib.Path(folder, path)
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    script = pathlib.Path(folder, "thunderbird.mjs")
    script.write_text((here / "thunderbird.mjs").read_text())
    sys.exit(subprocess.run(["node", script]).returncode)
