"""fal's uploads: a token and the CDN, or a signed address and PUT; the key belongs into neither transfer."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from tests.services.core.checks import Breach, Broken, Field, check_fields, read_object
from tests.services.core.http import Request, Response
from tests.services.core.service import KeyRule, Refusal, Route, Service, reply, storage_error
from tests.services.core.storage import StoredFile

INITIATE = {
    "file_name": Field("text", 1, 255, required=True),
    "content_type": Field("text", 3, 255, required=True),
}


class FalFiles(Service):
    """The part of fal that keeps files: rest.fal.ai, v3.fal.media and the signed addresses."""

    def __init__(self, key: str, delay: float = 0.0, polls: int = 1) -> None:
        self.files: dict[str, StoredFile] = {}
        self._tokens: set[str] = set()
        super().__init__(key, delay, polls)

    def file_routes(self) -> tuple[Route, ...]:
        """Its calls."""
        forbidden: KeyRule = "forbidden"
        return (
            Route("POST", "/storage/auth/token", "presign", self._token),
            Route("POST", "/storage/upload/initiate", "presign", self._initiate),
            Route("POST", "/files/upload", "upload", self._cdn_upload, forbidden),
            Route("PUT", "/fal-storage/([^/]+)", "upload", self._put, forbidden),
            Route("GET", "/files/u/([^/]+)", "public", self._read, forbidden),
        )

    def is_token(self, request: Request, header: str) -> bool:
        """A token of the CDN, on its upload only."""
        return header == "authorization" and request.path == "/files/upload" and self._has_token(request)

    def stored(self, url: str, where: str) -> bytes:
        """The bytes of an uploaded file; Broken for an address that isn't here."""
        parts = urlsplit(url)
        known = re.fullmatch(r"/files/u/([^/.]+)\.\w+", parts.path)
        file = self.files.get(known[1]) if known else None
        if file is None or file.content is None:
            raise Broken(Breach(where, "the file couldn't be downloaded", "file_download_error"))
        return file.content

    def _has_token(self, request: Request) -> bool:
        kind, _space, token = request.headers.get("authorization", "").partition(" ")
        return kind == "Bearer" and token in self._tokens

    def _token(self, request: Request, match: re.Match[str]) -> Response:
        self._check_storage(request, ("fal-cdn-v3",))
        if read_object(request):
            raise Broken(Breach("body", "an empty object is wanted"))
        token = uuid.uuid4().hex
        self._tokens.add(token)
        told = {"token": token, "token_type": "Bearer", "base_url": request.base}
        return reply({**told, "expires_at": "2099-01-01T00:00:00Z"})

    def _initiate(self, request: Request, match: re.Match[str]) -> Response:
        self._check_storage(request, ("gcs", "fal-cdn-v3"))
        body = read_object(request)
        breaches = check_fields(body, INITIATE)
        if breaches:
            raise Broken(*breaches)
        file = self._keep(body["content_type"])
        upload_url = f"{request.base}/fal-storage/{file.id}?signature={uuid.uuid4().hex}"
        return reply({"upload_url": upload_url, "file_url": _public(request, file)})

    def _cdn_upload(self, request: Request, match: re.Match[str]) -> Response:
        if not self._has_token(request):
            self.complain("POST /files/upload: the token is missing")
            raise Refusal(self.error("bad-key"))
        if not request.headers.get("x-fal-file-name"):
            raise Broken(Breach("X-Fal-File-Name", "header required", "missing"))
        file = self._keep(request.media_type)
        self._fill(file, request)
        return reply({"access_url": _public(request, file)})

    def _put(self, request: Request, match: re.Match[str]) -> Response:
        file = self.files.get(match[1])
        if file is None:
            raise Refusal(storage_error(404, "NoSuchKey"))
        if request.media_type != file.content_type:
            raise Broken(Breach("Content-Type", f"{file.content_type} was announced, {request.media_type} came"))
        self._fill(file, request)
        return Response(200)

    def _read(self, request: Request, match: re.Match[str]) -> Response:
        file = self.files.get(match[1].split(".")[0])
        if file is None or file.content is None:
            return storage_error(404, "NoSuchKey")
        return Response(200, {"Content-Type": file.content_type}, file.content)

    def _keep(self, content_type: str) -> StoredFile:
        file = StoredFile(uuid.uuid4().hex, content_type)
        self.files[file.id] = file
        return file

    def _fill(self, file: StoredFile, request: Request) -> None:
        if not request.body:
            raise Broken(Breach("body", "an empty file"))
        file.content = request.body

    def _check_storage(self, request: Request, kinds: tuple[str, ...]) -> None:
        kind = request.query.get("storage_type")
        if kind not in kinds:
            raise Broken(Breach("storage_type", f"{kind!r} isn't one of {list(kinds)}"))


def _public(request: Request, file: StoredFile) -> str:
    ending = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}.get(file.content_type, "bin")
    return f"{request.base}/files/u/{file.id}.{ending}"
