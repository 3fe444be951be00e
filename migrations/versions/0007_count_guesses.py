"""Count guesses at secrets, and know browsers again

Revision 0007, after 0006. What was counted before lasted a quarter of an hour and is let go.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
BROWSER = 'fk_sign_in_sessions_browser_id'


def upgrade() -> None:
    op.drop_table('sign_in_limits')
    op.create_table('guess_tallies',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('guesses', ID, nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('open_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_guess_tallies'))
    )
    op.create_index('ix_guess_tallies_last_at', 'guess_tallies', ['last_at'], unique=False)
    op.create_table('known_browsers',
    sa.Column('id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_known_browsers_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_browsers')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_known_browsers_token_hash'))
    )
    op.create_index('ix_known_browsers_user_id', 'known_browsers', ['user_id'], unique=False)
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('browser_id', ID, nullable=True))
        batch_op.create_index('ix_sign_in_sessions_browser_id', ['browser_id'], unique=False)
        batch_op.create_foreign_key(
            BROWSER, 'known_browsers', ['browser_id'], ['id'], ondelete='SET NULL'
        )


def downgrade() -> None:
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.drop_constraint(BROWSER, type_='foreignkey')
        batch_op.drop_index('ix_sign_in_sessions_browser_id')
        batch_op.drop_column('browser_id')
    op.drop_table('known_browsers')
    op.drop_table('guess_tallies')
    op.create_table('sign_in_limits',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failures', ID, nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_limits'))
    )
