"""The model that ships with the package, and model files: plain arrays, never a pickle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notworking.errors import UserError
from notworking.judge.model import Model, model_from_arrays, model_to_arrays

BASE_FILE = "base_model.npz"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@lru_cache(maxsize=1)
def base_model() -> Model:
    """Return the model that ships with the package, read once.

    Raises UserError when the installed file cannot be read.
    """
    return model_from_bytes(files("notworking.learn").joinpath(BASE_FILE).read_bytes())


def model_from_bytes(data: bytes) -> Model:
    """Given the bytes of a model file, return the model.

    Raises UserError when they are no model file of this version. Nothing in the file is run.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return model_from_arrays({name: arrays[name] for name in arrays.files})
    except (ValueError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise UserError(
            f"The model file cannot be read ({error}); install the package again "
            "or rebuild the model with `make model`"
        ) from error


def model_to_bytes(model: Model) -> bytes:
    """Return the model as the bytes of an .npz file: the same model gives the same bytes."""
    return arrays_to_bytes(model_to_arrays(model))


def arrays_to_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as a zip of .npy files in order of their names, all dated 1980-01-01."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            array = io.BytesIO()
            np.lib.format.write_array(array, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(member, array.getvalue())
    return buffer.getvalue()
