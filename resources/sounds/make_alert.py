"""Makes alert.wav: two soft tones, 660 and 880 Hz, half a second together. Needs the standard library only."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

RATE = 22_050
TONES = ((660.0, 0.18), (880.0, 0.32))
"""Frequency in hertz and length in seconds of each tone."""
LOUD = 9_000
"""Peak of 16-bit samples: well below the loudest, for an office."""
EDGE = 0.02
"""Seconds in which a tone swells and fades, so that it does not click."""


def samples() -> list[int]:
    """The sound as 16-bit samples."""
    found: list[int] = []
    for pitch, seconds in TONES:
        count = round(seconds * RATE)
        for at in range(count):
            near = min(at, count - 1 - at) / (EDGE * RATE)
            found.append(round(LOUD * min(1.0, near) * math.sin(2 * math.pi * pitch * at / RATE)))
    return found


def sound() -> bytes:
    """The WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        made = samples()
        file.writeframes(struct.pack(f"<{len(made)}h", *made))
    return out.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("alert.wav").write_bytes(sound())
