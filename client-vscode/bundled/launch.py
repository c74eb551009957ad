"""Starts prismalchemy's language server: the one installed beside this interpreter, or the one in `libs/` here.

    python launch.py [--bundled] ARGUMENTS OF prismalchemy lsp

It is run as a file, so that the folder the editor has open is not on Python's path: a `types.py` in it is never
imported.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LIBS = os.path.join(HERE, "libs")


def main(argv):
    if sys.version_info < (3, 10):
        sys.exit("prismalchemy needs Python 3.10 or newer; %s is %s" % (sys.executable, sys.version.split()[0]))
    sys.path[:] = [folder for folder in sys.path if folder and os.path.abspath(folder) != HERE]
    if argv[:1] == ["--bundled"]:
        argv = argv[1:]
        sys.path.insert(0, LIBS)
    try:
        from prismalchemy.lsp import main as serve
    except ImportError:
        # A broken or partial installation must not lend its modules to the bundled one.
        for name in [name for name in sys.modules if name.split(".")[0] == "prismalchemy"]:
            del sys.modules[name]
        sys.path.insert(0, LIBS)
        try:
            from prismalchemy.lsp import main as serve
        except ImportError as error:
            sys.exit(
                "prismalchemy cannot start with %s: %s; install it there: pip install prismalchemy"
                % (sys.executable, error)
            )
    sys.exit(serve(argv))


if __name__ == "__main__":
    main(sys.argv[1:])
