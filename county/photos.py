"""Pictures from citizens: decoded, turned upright, made smaller and written anew, so that nothing else comes along."""

from __future__ import annotations

import io

LONGEST_SIDE = 1920
QUALITY = 82


class PhotoProblem(Exception):
    """A picture is not taken. `code`: unreadable, too_big."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_photo(data: bytes, max_pixels: int) -> bytes:
    """The picture as JPEG without place, camera and thumbnail. JPEG, PNG and WebP are read.

    Raises PhotoProblem; a picture that claims more than `max_pixels` is refused before it is decoded.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > max_pixels:
                raise PhotoProblem("too_big")
            if picture.format == "JPEG":
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            solid = upright.convert("RGBA")
            flat = Image.new("RGB", solid.size, "white")
            flat.paste(solid, mask=solid.getchannel("A"))
            out = io.BytesIO()
            flat.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoProblem("too_big") from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise PhotoProblem("unreadable") from error
    return out.getvalue()
