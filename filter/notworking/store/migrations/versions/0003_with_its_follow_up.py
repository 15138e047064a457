"""Unsure mail that was filed with a later mail of the same person: which one that was."""

from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added, not rebuilt, as in 0002.
    op.add_column("judged", sa.Column("follow_up", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_judged_follow_up_account",
        "judged",
        ["follow_up", "account"],
        unique=False,
        sqlite_where=sa.text("follow_up != ''"),
    )
