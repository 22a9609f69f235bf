"""An editor's half of a talk with a language server over its standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self


class LanguageServer:
    """tombi, as an editor starts it, in one folder and without a network."""

    def __init__(self, folder: Path) -> None:
        tool = Path(sys.executable).with_name("tombi")
        self._process = subprocess.Popen(
            [tool, "lsp", "--offline"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._folder = folder
        self._count = 0

    def __enter__(self) -> Self:
        about = {"uri": self._folder.as_uri(), "name": "pathways"}
        markdown = {"contentFormat": ["markdown"]}
        item = {"documentationFormat": ["markdown"]}
        able = {"hover": markdown, "completion": {"completionItem": item}}
        self.ask(
            "initialize",
            processId=None,
            rootUri=about["uri"],
            workspaceFolders=[about],
            capabilities={"textDocument": able},
        )
        self.tell("initialized")
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self._process.communicate(timeout=30)

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a document with a text of its own; the faults that the server marks in it."""
        self._count += 1
        document = {"uri": path.as_uri(), "languageId": "toml", "version": self._count}
        self.tell("textDocument/didOpen", textDocument={**document, "text": text})
        while True:
            said = self._heard().get("params") or {}
            if (said.get("uri"), said.get("version")) == (document["uri"], document["version"]):
                return said["diagnostics"]

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        """What the server says of a place in an open document."""
        place = {"line": line, "character": character}
        return self.ask(method, textDocument={"uri": path.as_uri()}, position=place)

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """The result of a request."""
        self._count += 1
        own = self._count
        asked = {"params": params} if params else {}
        self._send({"id": own, "method": method, **asked})
        while True:
            said = self._heard()
            if said.get("id") == own and "method" not in said:
                assert "error" not in said, said
                return said["result"]

    def _heard(self) -> dict[str, Any]:
        """The next message; what the server asks for has no answer."""
        said = self._receive()
        if "id" in said and "method" in said:
            self._send({"id": said["id"], "result": None})
        return said

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while header := self._process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        return json.loads(self._process.stdout.read(length))
