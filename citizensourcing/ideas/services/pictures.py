"""Making a picture somebody sent into one of ours: read with suspicion, drawn anew, without what it told about them."""

from __future__ import annotations

import io
import re
import secrets
import warnings
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from common.exceptions import RuleViolation

LARGEST_FILE: Final = 15 * 1024 * 1024
LONGEST_SIDE: Final = 1600
THUMBNAIL_SIDE: Final = 640
# A JPEG can be decoded at an eighth of its size; the others, and progressive ones, are decoded whole, so less of them.
_MOST_PIXELS: Final = {"JPEG": 40_000_000, "MPO": 40_000_000}
_MOST_PIXELS_PROGRESSIVE: Final = 24_000_000
_MOST_PIXELS_OTHERWISE: Final = 25_000_000
# Each scan goes over all pixels once more, at the price of a few bytes in the file. Encoders make ten of them.
_MOST_SCANS: Final = 20
# A JPEG's next marker: neither filling, nor a byte of pixels that happens to be 0xFF, nor a restart between pixels.
_MARKER: Final = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
_START_OF_SCAN: Final = 0xDA
_END: Final = 0xD9
# Few decoders, few surprises. (A JPEG with a second view, as some phones make it, calls itself MPO once it is open.)
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: WebP, upright, without metadata, under a name nobody can guess."""

    file: ContentFile[bytes]
    thumbnail: ContentFile[bytes]
    width: int
    height: int


def redraw(upload: UploadedFile[Any]) -> Picture:
    """Read an uploaded file and draw it anew: 1,600 pixels at most, and a thumbnail of 640.

    Only pixels get through: EXIF (with its place), colour profiles, comments and whatever was hidden behind or inside
    the file are gone. Raises ``RuleViolation``: ``picture.empty``, ``picture.too_big``, ``picture.kind``,
    ``picture.too_many_pixels``, ``picture.broken``.
    """
    if not upload.size:
        raise RuleViolation("picture.empty", _("That file is empty. Choose another picture."), field="pictures")
    if upload.size > LARGEST_FILE:
        raise RuleViolation(
            "picture.too_big",
            _("That picture is %(size)d MB; up to %(limit)d MB fit. A smaller copy will do.")
            % {"size": round(upload.size / 1024 / 1024), "limit": LARGEST_FILE // 1024 // 1024},
            field="pictures",
        )
    image = _read(upload)
    large = _fitted(image, LONGEST_SIDE)
    return Picture(
        file=_as_webp(large),
        thumbnail=_as_webp(_fitted(large, THUMBNAIL_SIDE)),
        width=large.width,
        height=large.height,
    )


def _read(upload: UploadedFile[Any]) -> Image.Image:
    """The pixels, upright and in RGB."""
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb and goes on; we do not.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=_FORMATS) as image:
                most = _MOST_PIXELS.get(image.format or "", _MOST_PIXELS_OTHERWISE)
                if image.info.get("progressive"):
                    most = _MOST_PIXELS_PROGRESSIVE
                if image.width * image.height > most:
                    raise _too_many_pixels()
                if image.format in _MOST_PIXELS:
                    _require_few_scans(upload)
                # Keeps at least this size, and decodes a large JPEG at a half, a quarter or an eighth.
                image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
                image.load()
                return _flat(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        raise _wrong_kind() from unknown
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as broken:
        raise RuleViolation(
            "picture.broken", _("That picture did not arrive whole. Choose it once more, or another."), field="pictures"
        ) from broken


def _require_few_scans(upload: UploadedFile[Any]) -> None:
    """Raise ``picture.kind`` for a JPEG that draws itself over and over. Linear in the file; its position is kept.

    Reads markers as the decoder does, up to the end of the first picture: what phones put behind it is no scan.
    """
    was_at = upload.tell()
    upload.seek(0)
    content = upload.read()
    upload.seek(was_at)
    at, scans = 2, 0
    while (marker := _MARKER.search(content, at)) is not None and marker[1][0] != _END:
        scans += marker[1][0] == _START_OF_SCAN
        if scans > _MOST_SCANS:
            raise _wrong_kind()
        at = marker.end() + max(2, int.from_bytes(content[marker.end() : marker.end() + 2], "big"))


def _wrong_kind() -> RuleViolation:
    return RuleViolation(
        "picture.kind",
        _("We can show JPEG, PNG and WebP pictures. Save it as one of these and choose it again."),
        field="pictures",
    )


def _too_many_pixels() -> RuleViolation:
    return RuleViolation(
        "picture.too_many_pixels",
        _("That picture has more pixels than a wall can show. A smaller copy will do."),
        field="pictures",
    )


def _flat(image: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes white paper."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        above = image.convert("RGBA")
        paper = Image.new("RGB", above.size, "white")
        paper.paste(above, mask=above.getchannel("A"))
        return paper
    return image.convert("RGB")


def _fitted(image: Image.Image, side: int) -> Image.Image:
    """The same picture with its longer side at most ``side``; a small one stays as it is."""
    fitted = image.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    # A new picture from the pixels alone: nothing of ``info`` comes along.
    clean = Image.new("RGB", fitted.size)
    clean.paste(fitted)
    return clean


def _as_webp(image: Image.Image) -> ContentFile[bytes]:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(16)}.webp")
