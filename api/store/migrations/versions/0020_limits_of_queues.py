"""What the queue needs over many machines: limits and an order of its own for each queue, which worker is where, and
the code with which a job failed.

`workslip_fetch_job` takes the next job of one queue, behind two limits that hold for all workers together. Nothing is
counted beside the queue: what runs is `doing`, and what began in the last minute is among the queue's events. A lock
lets one worker at a time look and take, so that two never take the last place: a volatile function sees, statement by
statement, what was committed before, and after the lock that is all that others took.

It takes as Procrastinate's own fetch does, but of one queue by name: that one walks over every job that waits in other
queues, 40 ms behind 100,000 of them.

Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FETCH = """
create function workslip_fetch_job(queue character varying, worker bigint, most_at_once integer, most_a_minute integer)
    returns procrastinate_jobs
    language plpgsql volatile
as $$
declare
    found procrastinate_jobs;
begin
    if most_at_once is not null or most_a_minute is not null then
        perform pg_advisory_xact_lock(hashtext('workslip queue'), hashtext(queue));
    end if;
    if most_at_once <= (select count(*) from procrastinate_jobs where queue_name = queue and status = 'doing') then
        return found;
    end if;
    if most_a_minute <= (
        select count(*) from procrastinate_events began join procrastinate_jobs job on job.id = began.job_id
        where began.type = 'started' and began.at > clock_timestamp() - interval '1 minute' and job.queue_name = queue)
    then
        return found;
    end if;
    update procrastinate_jobs set status = 'doing', worker_id = worker where id = (
        select job.id from procrastinate_jobs job
        where job.status = 'todo' and job.queue_name = queue and (job.scheduled_at is null or job.scheduled_at <= now())
            and (job.lock is null or not exists (
                select 1 from procrastinate_jobs other where other.lock = job.lock and (
                    other.status = 'doing' or (other.status = 'todo' and (
                        other.priority > job.priority or (other.priority = job.priority and other.id < job.id))))))
        order by job.priority desc, job.id limit 1 for update of job skip locked)
    returning * into found;
    return found;
end;
$$
"""


def upgrade() -> None:
    op.execute("alter table procrastinate_jobs add column code text")
    op.execute("alter table procrastinate_workers add column place text, add column queue text")
    # A worker of one queue must not walk over the jobs that wait in the others.
    op.execute(
        "create index workslip_jobs_waiting on procrastinate_jobs (queue_name, priority desc, id, scheduled_at)"
        " where status = 'todo'"
    )
    # What runs and what failed, to be counted at any time however many jobs have ended well.
    op.execute(
        "create index workslip_jobs_unsettled on procrastinate_jobs (queue_name, status)"
        " where status in ('doing', 'failed')"
    )
    op.execute("create index workslip_jobs_began on procrastinate_events (at) where type = 'started'")
    # What is open, to be counted without a walk over all that is done.
    op.create_index("documents_not_done", "documents", ["state"], postgresql_where=sa.text("state <> 'done'"))
    unsettled = sa.text("state not in ('sent', 'cancelled')")
    op.create_index("deliveries_unsettled", "deliveries", ["channel", "state"], postgresql_where=unsettled)
    # The driver's own cursor, as for the queue's schema.
    op.get_bind().connection.cursor().execute(FETCH)
