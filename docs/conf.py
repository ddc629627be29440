"""The site: Sphinx over these Markdown pages, which read on their own as well. `make docs` builds it."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = html_title = "copydesk"
project_copyright = "the copydesk maintainers, Apache-2.0"
extensions = ["myst_parser"]
exclude_patterns = ["units"]
# As many levels as a link may name.
myst_heading_anchors = 4
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
# Records are cut short on pages: "...".
suppress_warnings = ["misc.highlighting_failure"]


class NotebookParser(MystParser):
    """A notebook as a page: its words, its code, and the outputs that stand in it."""

    supported = ("notebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """The document gets the notebook's words, code and outputs."""
        super().parse(page_of(json.loads(inputstring)), document)


def page_of(notebook: dict[str, Any]) -> str:
    """The notebook in Markdown."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            said = output["text"] if "text" in output else output["data"]["text/plain"]
            parts.append(f"```text\n{''.join(said).rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Notebooks are pages; Pygments knows no CSV."""
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    app.add_lexer("csv", TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
