-- The place in a trace of whoever wrote the row; null where nothing was traced. Repeatable, because the services have
-- numbered migrations of their own above those of the outbox.
ALTER TABLE outbox ADD COLUMN IF NOT EXISTS traceparent text;
