"""The contract suite is no test module of its own: its assertions are to be explained all the same."""

import pytest

pytest.register_assert_rewrite("imap.contract")
