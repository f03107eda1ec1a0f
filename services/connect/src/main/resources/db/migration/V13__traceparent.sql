-- The place in a trace of the press of the button, to go on with when the client comes back; null where nothing was
-- traced.
ALTER TABLE attempt ADD COLUMN traceparent text;
