-- The version of the app's secret with which the provider last refused to refresh. A refusal counts
-- only for the app as it is: once the secret was changed it is tried again. Null: not refused.
alter table credential add column tried_app integer;
