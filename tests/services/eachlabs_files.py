"""Eachlabs' storage: a signed address, PUT without the key, a public link, and deletion."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from tests.services.core.checks import Breach, Broken, Field, check_fields, read_object
from tests.services.core.http import Request, Response
from tests.services.core.service import Refusal, Route, Service, reply, storage_error
from tests.services.core.storage import StoredFile

PRESIGN = {
    "content_type": Field("text", 3, 255, required=True),
    "file_type": Field("text", choices=("image", "video", "audio", "other")),
    "expires_in_seconds": Field("int", 60, 31_536_000),
}
USUAL_LIFE = 180 * 24 * 3600
LARGEST = 100 * 1024 * 1024


class EachlabsFiles(Service):
    """The part of Eachlabs that keeps files; `files` holds every upload, the deleted ones too."""

    def __init__(self, key: str, delay: float = 0.0, polls: int = 1) -> None:
        self.files: dict[str, StoredFile] = {}
        super().__init__(key, delay, polls)

    def file_routes(self) -> tuple[Route, ...]:
        """Its calls."""
        return (
            Route("POST", "/v1/upload/presign", "presign", self._presign),
            Route("PUT", "/storage/([^/]+)", "upload", self._put, "forbidden"),
            Route("GET", "/cdn/uploads/([^/]+)", "public", self._read, "forbidden"),
            Route("DELETE", "/v1/files/([^/]+)", "delete", self._delete),
        )

    def stored(self, url: str, where: str) -> bytes:
        """The bytes behind an address; Broken for a data URI, and for anything but a file of this storage."""
        if url.startswith("data:") or not url.startswith(("https://", "http://")):
            raise Broken(Breach(where, "only public https addresses are taken"))
        match = re.fullmatch(r"/cdn/uploads/([^/.]+)\.\w+", urlsplit(url).path)
        file = self.files.get(match[1]) if match else None
        if file is None or file.content is None or file.is_deleted:
            raise Broken(Breach(where, "nothing could be downloaded from there"))
        return file.content

    def _presign(self, request: Request, match: re.Match[str]) -> Response:
        body = read_object(request)
        breaches = check_fields(body, PRESIGN)
        if breaches:
            raise Broken(*breaches)
        seconds = body.get("expires_in_seconds", USUAL_LIFE)
        file = StoredFile(uuid.uuid4().hex, body["content_type"], seconds=seconds)
        self.files[file.id] = file
        told = {
            "id": file.id,
            "presigned_url": f"{request.base}/storage/{file.id}?X-Amz-Signature={uuid.uuid4().hex}",
            "public_url": f"{request.base}/cdn/uploads/{file.id}.{_ending(file)}",
            "expires_at": "2026-11-20T12:00:00Z",
            "required_headers": _required(file),
        }
        return reply(told)

    def _put(self, request: Request, match: re.Match[str]) -> Response:
        file = self.files.get(match[1])
        if file is None or "X-Amz-Signature" not in request.query:
            raise Refusal(storage_error(403, "SignatureDoesNotMatch"))
        breaches = [
            Breach(name, f"{value!r} was asked for, {request.headers.get(name.lower())!r} came")
            for name, value in _required(file).items()
            if request.headers.get(name.lower()) != value
        ]
        if not 0 < len(request.body) <= LARGEST:
            breaches.append(Breach("body", f"{len(request.body)} bytes"))
        if breaches:
            raise Broken(*breaches)
        file.content = request.body
        return Response(200)

    def _read(self, request: Request, match: re.Match[str]) -> Response:
        file = self.files.get(match[1].split(".")[0])
        if file is None or file.content is None or file.is_deleted:
            return storage_error(404, "NoSuchKey")
        return Response(200, {"Content-Type": file.content_type}, file.content)

    def _delete(self, request: Request, match: re.Match[str]) -> Response:
        file = self.files.get(match[1])
        if file is not None:
            file.is_deleted = True
        return Response(204)


def _required(file: StoredFile) -> dict[str, str]:
    return {"Content-Type": file.content_type, "x-amz-meta-upload": file.id}


def _ending(file: StoredFile) -> str:
    return {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}.get(file.content_type, "bin")
