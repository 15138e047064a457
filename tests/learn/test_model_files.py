"""Model files: plain numbers only, and none that would make a score no number."""

from __future__ import annotations

import numpy as np
import pytest

from notworking.errors import UserError
from notworking.judge.model import model_to_arrays
from notworking.judge.signs import finding_signs
from notworking.learn.base import arrays_to_bytes, base_model, model_from_bytes, model_to_bytes
from notworking.learn.material import UNTAUGHT


@pytest.mark.parametrize("name", ["words", "priors", "findings"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_weight_that_is_no_number_is_refused(name: str, value: float) -> None:
    """A NaN score is neither above nor below a cutoff: the mail would go where nobody decided."""
    arrays = model_to_arrays(base_model())
    broken = arrays[name].copy()
    broken.flat[0] = value

    with pytest.raises(UserError, match="model file cannot be read"):
        model_from_bytes(arrays_to_bytes({**arrays, name: broken}))


@pytest.mark.parametrize("bucket", [-1, 1 << 18])
def test_a_bucket_that_does_not_exist_is_refused(bucket: int) -> None:
    """Minus one is a valid index in numpy, and a wrong word."""
    arrays = model_to_arrays(base_model())
    broken = arrays["buckets"].copy()
    broken[0] = bucket

    with pytest.raises(UserError, match="model file cannot be read"):
        model_from_bytes(arrays_to_bytes({**arrays, "buckets": broken}))


def test_the_shipped_file_is_what_it_would_be_written_as() -> None:
    """Nothing is lost in reading: the file can be compared byte for byte."""
    written = model_to_bytes(base_model())

    assert model_to_bytes(model_from_bytes(written)) == written
    assert len(written) < 8_000_000


def test_no_shipped_finding_speaks_against_its_sense() -> None:
    """ "They thank you" must never be a reason to file, whatever a corpus says."""
    weights = base_model().findings
    signs = finding_signs(weights)

    assert all(weight * signs[name] >= 0.0 for name, weight in weights.items())


def test_what_only_tells_the_corpus_weighs_nothing() -> None:
    """Being a reply, a list mail, or without links is how corpora differ, not what mail is."""
    assert not [name for name in UNTAUGHT if base_model().findings.get(name)]


def test_the_model_knows_its_own_training_mail_and_no_other() -> None:
    """By fingerprints: case and line breaks do not hide a message."""
    from notworking.learn.corpora import read_seed

    known = [one for one in read_seed() if base_model().was_trained_on(one.body)]

    assert known
    assert base_model().was_trained_on(known[0].body.upper().replace("\n", "\r\n"))
    assert not base_model().was_trained_on("A text that nobody has ever written before, 17 zebras.")
