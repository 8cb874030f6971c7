"""pyvis, imported without IPython: it needs that only for its own display in a notebook, which nothing here uses.

Of the 677 modules that importing the page loaded, 93 were IPython's.
"""

import sys
from pathlib import Path
from types import ModuleType

_NOTEBOOK = "IPython.display"

if _NOTEBOOK in sys.modules:  # in a notebook it is there already
    import pyvis
    from pyvis.network import Network
else:
    _stand_in = ModuleType(_NOTEBOOK)
    _stand_in.IFrame = None  # type: ignore[attr-defined]
    sys.modules[_NOTEBOOK] = _stand_in
    try:
        import pyvis
        from pyvis.network import Network
    finally:
        del sys.modules[_NOTEBOOK]  # who imports IPython later gets the real one

__all__ = ["VIS", "Network"]

VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
