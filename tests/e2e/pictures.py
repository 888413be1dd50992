"""A picture to upload, drawn here."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def a_photo(name: str = "bench.jpg") -> Any:
    """A small JPEG as a browser's file chooser takes it."""
    image = Image.new("RGB", (640, 420), "#8fb3c9")
    ImageDraw.Draw(image).rectangle((120, 220, 520, 300), fill="#6b4a2b")
    bytes_ = BytesIO()
    image.save(bytes_, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": bytes_.getvalue()}
