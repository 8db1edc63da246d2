"""Models as files: arrays and JSON in one `.npz`, without pickled objects. Nothing in them is code, and no text."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.errors import WorkspaceFormat
from sojourn.feedback.models.calibration import Calibration
from sojourn.feedback.models.classifier import Classifier
from sojourn.feedback.models.features import Known
from sojourn.feedback.models.linear import Linear
from sojourn.feedback.models.records import Training
from sojourn.files import write_whole

FORMAT = 1
FOLDER = "models"


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """What is not an array."""

    format: int
    task: str
    classes: tuple[str, ...]
    share: float
    bold: float
    frequent: float
    sure: float
    training: Training


class Stored(Struct, frozen=True):
    """A model, and how its training went."""

    classifier: Classifier
    training: Training


def path_of(folder: Path, task: str) -> Path:
    """Where a workspace keeps the model of a task."""
    return folder / FOLDER / f"{task}.npz"


def write(folder: Path, classifier: Classifier, training: Training) -> Path:
    """Store a model in a workspace's folder; an older one of the same task is replaced at once."""
    path = path_of(folder, classifier.task)
    path.parent.mkdir(exist_ok=True)
    of = classifier.calibration
    about = About(
        FORMAT, classifier.task, classifier.classes, classifier.share, of.bold, of.frequent, classifier.sure, training
    )
    arrays: dict[str, NDArray[Any]] = {
        "about": np.frombuffer(msgspec.json.encode(about), np.uint8),
        "place": classifier.known.place.astype(np.int32), "rarity": classifier.known.rarity.astype(np.float32),
        "words": classifier.words.weight.astype(np.float16), "words_bias": classifier.words.bias,
        "log_share": of.log_share,
    }  # fmt: skip
    if classifier.meaning is not None:
        arrays |= {"meaning": classifier.meaning.weight, "meaning_bias": classifier.meaning.bias}
    content = BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    write_whole(path, content.getvalue())
    return path


def read(folder: Path, task: str) -> Stored | None:
    """The model of a task, or None where none was trained. Raises WorkspaceFormat for a file that is no model."""
    path = path_of(folder, task)
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            about = msgspec.json.decode(arrays["about"].tobytes(), type=About)
            return Stored(_classifier(about, {name: arrays[name] for name in arrays.files}), about.training)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, msgspec.MsgspecError) as error:
        raise WorkspaceFormat(f"{path} is no model that this Sojourn reads. Train it anew: sojourn train") from error


def _classifier(about: About, arrays: dict[str, NDArray[Any]]) -> Classifier:
    if about.format > FORMAT:
        raise ValueError(about.format)
    meaning = Linear(arrays["meaning"], arrays["meaning_bias"]) if "meaning" in arrays else None
    known = Known(arrays["place"].astype(np.int64), arrays["rarity"].astype(np.float64))
    words = Linear(arrays["words"].astype(np.float32), arrays["words_bias"])
    calibration = Calibration(about.bold, about.frequent, arrays["log_share"])
    return Classifier(about.task, about.classes, known, words, meaning, about.share, calibration, about.sure)
